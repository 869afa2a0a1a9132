//! `oshaq-snapshot`: reads a request, draws it within a time limit, writes a PNG. See `README.md` for the request and the exit codes.

use std::{
    fs,
    io::{self, Read, Write},
    panic,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use clap::Parser;
use oshaq_snapshot::{Failure, MAX_BYTES, Request};

/// Draws a static risk map as PNG from a JSON request.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// Where the PNG goes; "-" is standard output
    #[arg(long, value_name = "FILE", required_unless_present = "check")]
    out: Option<PathBuf>,
    /// Read the request from a file instead of standard input
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// Give up after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Only check the request: nothing is drawn and no Vulkan adapter is needed
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Standard error may be closed; the exit code still tells.
            drop(writeln!(io::stderr(), "oshaq-snapshot: {failure}"));
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments {
        out,
        request,
        timeout,
        check,
    } = arguments;
    let png = within(Duration::from_secs(timeout), move || {
        let request = Request::parse(&read(request.as_deref())?)?;
        if check {
            Ok(Vec::new())
        } else {
            oshaq_snapshot::draw(&request)
        }
    })?;
    match out {
        Some(out) if !check => write(&out, &png),
        _ => Ok(()),
    }
}

/// Runs the work on a thread of its own. After the limit the process ends with the work undone; a panic inside maplibre becomes a failure.
fn within(
    limit: Duration,
    work: impl FnOnce() -> Result<Vec<u8>, Failure> + Send + 'static,
) -> Result<Vec<u8>, Failure> {
    panic::set_hook(Box::new(|_| {}));
    let (sender, receiver) = mpsc::channel();
    let worker = thread::spawn(move || drop(sender.send(work())));
    match receiver.recv_timeout(limit) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Err(Failure::TimedOut(limit)),
        Err(RecvTimeoutError::Disconnected) => Err(Failure::Renderer(reason(worker))),
    }
}

fn reason(worker: thread::JoinHandle<()>) -> String {
    let Err(panic) = worker.join() else {
        return "it stopped without a result".to_owned();
    };
    let text = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
    text.unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn read(file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let name = file.map_or_else(
        || "standard input".to_owned(),
        |file| file.display().to_string(),
    );
    let failed = |error| Failure::io(format!("reading {name}"), error);
    let source: Box<dyn Read> = match file {
        Some(file) => Box::new(fs::File::open(file).map_err(failed)?),
        None => Box::new(io::stdin().lock()),
    };
    let mut bytes = Vec::new();
    source
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes)
}

/// Writes beside the file first, then renames: a reader sees the whole picture or none.
fn write(out: &Path, png: &[u8]) -> Result<(), Failure> {
    if out == Path::new("-") {
        let mut stdout = io::stdout().lock();
        return stdout
            .write_all(png)
            .and_then(|()| stdout.flush())
            .map_err(|error| Failure::io("writing standard output", error));
    }
    let mut partial = out.as_os_str().to_owned();
    partial.push(format!(".{}.partial", std::process::id()));
    let written = fs::write(&partial, png).and_then(|()| fs::rename(&partial, out));
    written.map_err(|error| {
        // What is left of it is of no use; the first error is the one to tell.
        drop(fs::remove_file(&partial));
        Failure::io(format!("writing {}", out.display()), error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn a_panic_in_the_renderer_becomes_one_line() {
        let failure = within(LONG, || panic!("wgpu error:\n  out of {}", "memory")).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "the renderer failed: wgpu error: out of memory"
        );
        assert_eq!(failure.exit_code(), 1);
    }

    #[test]
    fn work_that_takes_too_long_is_left_alone() {
        let (release, wait) = mpsc::channel::<()>();
        let failure = within(Duration::from_millis(50), move || {
            wait.recv().unwrap_or_default();
            Ok(Vec::new())
        })
        .unwrap_err();
        drop(release);
        assert_eq!(failure.exit_code(), 4);
    }

    #[test]
    fn what_the_work_returns_is_passed_on() {
        assert_eq!(within(LONG, || Ok(vec![1, 2, 3])).unwrap(), [1, 2, 3]);
    }
}
