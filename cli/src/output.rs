//! Results on standard output.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use serde_json::Value;
use tracing_subscriber::EnvFilter;

/// Sends the log to standard error; `RUST_LOG` chooses what.
pub fn log_to_stderr(as_json: bool) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,oshaq_server=info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    if as_json {
        log.json().init();
    } else {
        log.init();
    }
}

/// Tells people something on standard error, as [`eprintln!`] does; but a line that cannot be written (a full disk behind
/// a log, a reader who left) is let go, since the work itself goes on.
macro_rules! tell {
    ($($words:tt)*) => {
        $crate::output::told(format_args!($($words)*))
    };
}
pub(crate) use tell;

/// What [`tell!`] does.
pub fn told(words: fmt::Arguments<'_>) {
    drop(writeln!(io::stderr(), "{words}"));
}

/// Prints `result`: as JSON when asked for, else as the text that `readable` makes of it.
///
/// # Errors
/// When standard output cannot be written.
pub fn print<T: Serialize>(
    as_json: bool,
    result: &T,
    readable: impl FnOnce(&T) -> String,
) -> anyhow::Result<()> {
    let text = if as_json {
        serde_json::to_string_pretty(result)?
    } else {
        readable(result)
    };
    self::text(&text)
}

/// The word that JSON has for one of a few values.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        other => unreachable!("one of a few values is a word: {other:?}"),
    }
}

/// Prints a text and ends its line.
///
/// # Errors
/// When standard output cannot be written.
pub fn text(text: &str) -> anyhow::Result<()> {
    match writeln!(io::stdout(), "{}", text.trim_end()) {
        // The reader of a pipe may leave when it has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Lines up the columns of a small table.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
    };
    let widths: Vec<usize> = (0..columns)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let line = |row: &Vec<String>| {
        let padded: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, &width)| format!("{cell:width$}"))
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_letters_and_not_by_bytes() {
        let rows = [
            vec!["ошақ".to_owned(), "1".to_owned()],
            vec!["a".to_owned(), "2".to_owned()],
        ];
        assert_eq!(table(&rows), "ошақ  1\na     2");
    }
}
