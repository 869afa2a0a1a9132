//! What the program is told. A flag goes before the environment, the environment before a file, the file before the default.

use std::ffi::OsString;
use std::path::Path;

use anyhow::Context;
use clap::{ArgMatches, Command as Clap, CommandFactory, FromArgMatches};
use toml::{Table, Value};

use crate::args::{Cli, Command};
use crate::failure::Unusable;

/// The verb that takes a file.
const VERB: &str = "serve";
/// What a file cannot say.
const FLAGS_ONLY: [&str; 3] = ["config", "check", "help"];

/// Reads the command line, and the file that it or the environment names. Ends the process when the command line is unusable.
///
/// # Errors
/// When the file cannot be read, or says something that the verb does not know.
pub fn read() -> anyhow::Result<Cli> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    layered(&arguments).map(|cli| cli.unwrap_or_else(|error| error.exit()))
}

fn layered(arguments: &[OsString]) -> anyhow::Result<Result<Cli, clap::Error>> {
    let plain = parsed(Cli::command(), arguments);
    let file = match &plain {
        Ok(Cli {
            command: Command::Serve(args),
            ..
        }) => args.config.clone(),
        _ => None,
    };
    match file {
        None => Ok(plain),
        Some(path) => {
            let command = with_file(Cli::command(), &path)
                .with_context(|| format!("{} cannot be used", path.display()))?;
            Ok(parsed(command, arguments))
        }
    }
}

fn parsed(command: Clap, arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let matches: ArgMatches = command.try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}

/// The command line whose defaults are what the file says.
fn with_file(mut command: Clap, path: &Path) -> anyhow::Result<Clap> {
    let unusable = |why: String| Unusable(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| unusable(error.to_string()))?;
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| unusable(error.to_string()))?;
    for (key, value) in table {
        let known = names(&command);
        if !known.contains(&key) {
            let why = format!("`{key}` is no setting; there are {}", known.join(", "));
            return Err(unusable(why).into());
        }
        let value = plain(&value).ok_or_else(|| {
            unusable(format!(
                "`{key}` must be a text, a whole number or a list of texts"
            ))
        })?;
        // Defaults live as long as the process.
        let value: &'static str = Box::leak(value.into_boxed_str());
        command = command.mut_subcommand(VERB, |verb| {
            verb.mut_arg(key, |argument| argument.default_value(value))
        });
    }
    Ok(command)
}

fn names(command: &Clap) -> Vec<String> {
    let verb = command.find_subcommand(VERB);
    let arguments = verb.into_iter().flat_map(Clap::get_arguments);
    arguments
        .map(|argument| argument.get_id().to_string())
        .filter(|name| !FLAGS_ONLY.contains(&name.as_str()))
        .collect()
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::ServeArgs;

    fn serve(file: &str, more: &[&str]) -> anyhow::Result<ServeArgs> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("oshaq.toml");
        std::fs::write(&path, file).unwrap();
        let first = ["oshaq", "serve", "--config", path.to_str().unwrap()];
        let arguments: Vec<OsString> = first.iter().chain(more).map(OsString::from).collect();
        match layered(&arguments)??.command {
            Command::Serve(args) => Ok(args),
            _ => unreachable!("the verb is serve"),
        }
    }

    #[test]
    fn a_flag_goes_before_the_file_and_the_file_before_the_default() {
        let file = "listen = \"127.0.0.1:9001\"\nmax_requests = 7\ntrusted_proxies = [\"10.0.0.1\", \"10.0.0.2\"]\n";
        let args = serve(file, &["--max-requests", "8"]).unwrap();
        assert_eq!(args.listen.port(), 9001);
        assert_eq!(args.max_requests, 8);
        assert_eq!(args.trusted_proxies.len(), 2);
        assert_eq!(
            args.request_burst,
            oshaq_server::ServerConfig::REQUEST_BURST
        );
    }

    #[test]
    fn the_sample_file_says_every_default() {
        let sample = include_str!("../../docs/deploy/oshaq.toml");
        let settings = |file| {
            let args = ServeArgs {
                config: None,
                ..serve(file, &[]).unwrap()
            };
            format!("{args:?}")
        };
        assert_eq!(settings(sample), settings(""));
        for name in names(&Cli::command()) {
            assert!(sample.contains(&format!("{name} = ")), "{name} is missing");
        }
    }

    #[test]
    fn a_file_with_an_unknown_setting_or_no_toml_is_refused_by_name() {
        for (file, part) in [
            (
                "listne = \"x\"",
                "`listne` is no setting; there are store, listen",
            ),
            ("config = \"x\"", "`config` is no setting"),
            ("listen = ", "oshaq.toml"),
            ("listen = 1.5", "`listen` must be a text"),
            (
                "listen = \"nowhere\"",
                "invalid value 'nowhere' for '--listen",
            ),
            ("max_requests = 0", "invalid value '0' for '--max-requests"),
            (
                "map_style = \"https://me:secret@tiles.example.kz/style.json\"",
                "carries a user name or a password",
            ),
            (
                "map_style_origins = [\"https://*.example.kz\"]",
                "for '--map-style-origins <MAP_STYLE_ORIGINS>'",
            ),
        ] {
            let error = format!("{:#}", serve(file, &[]).unwrap_err());
            assert!(error.contains(part), "{file}: {error}");
        }
    }
}
