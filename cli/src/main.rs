//! `oshaq`: one subcommand per verb.
//!
//! The only room that reads the clock, the environment, configuration files and seeds. Results go to standard output
//! (as JSON with `--json`), progress and errors to standard error. Exit status: 0 done, 1 the work itself failed or
//! a check did not hold, 2 the arguments or the input cannot be used and nothing was written.

mod args;
mod commands;
mod districts;
mod failure;
mod given;
mod history;
mod inputs;
mod jobs;
mod output;
mod past;
mod population;
mod progress;
mod settings;
mod world;

use std::process::ExitCode;

use crate::output::tell;

fn main() -> ExitCode {
    let done = settings::read().and_then(|cli| {
        output::log_to_stderr(cli.common.log_json);
        commands::run(&cli)
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell!("oshaq: {}", failure::in_one_line(&error));
            failure::exit_code(&error)
        }
    }
}
