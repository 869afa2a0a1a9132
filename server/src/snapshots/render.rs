//! The program that renders, run once a picture.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use axum::body::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

use super::missing;
use crate::http::problem::Problem;

/// Largest picture taken from the program, in bytes.
const MAX_PNG_BYTES: u64 = 16 * 1024 * 1024;

/// Longest complaint of the program that is logged, in bytes.
const MAX_COMPLAINT_BYTES: u64 = 4096;

/// Exit codes of the program (its README).
const NO_ADAPTER: i32 = 3;
const TOO_SLOW: i32 = 4;

/// Runs the program once. It is killed when it takes too long or nobody waits any more.
pub(super) async fn render(
    program: &Path,
    timeout: Duration,
    request: Vec<u8>,
) -> Result<Bytes, Problem> {
    let child = Command::new(program)
        .args([
            "--out",
            "-",
            "--timeout",
            &timeout.as_secs().max(1).to_string(),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn();
    let child = child.map_err(|error| {
        tracing::error!(program = %program.display(), %error, "the snapshot program cannot be started");
        missing()
    })?;
    let finished = tokio::time::timeout(timeout, converse(child, request)).await;
    let (code, png, complaint) = match finished {
        Ok(Ok(finished)) => finished,
        Ok(Err(error)) => (None, Vec::new(), error.to_string()),
        Err(_) => (Some(TOO_SLOW), Vec::new(), String::new()),
    };
    if code == Some(0) && png.starts_with(b"\x89PNG") {
        return Ok(Bytes::from(png));
    }
    tracing::error!(?code, %complaint, "a picture could not be rendered");
    Err(failure(code))
}

/// Sends the request, reads the answer, waits for the end: exit code, picture, complaint.
async fn converse(
    mut child: Child,
    request: Vec<u8>,
) -> std::io::Result<(Option<i32>, Vec<u8>, String)> {
    let (mut stdin, stdout, stderr) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (mut png, mut complaint) = (Vec::new(), Vec::new());
    let send = async {
        if let Some(stdin) = &mut stdin {
            // A program that refuses early closes its input; its exit code tells why.
            let _ = stdin.write_all(&request).await;
        }
        drop(stdin);
    };
    let read = async {
        match stdout {
            Some(stdout) => stdout.take(MAX_PNG_BYTES).read_to_end(&mut png).await,
            None => Ok(0),
        }
    };
    let hear = async {
        match stderr {
            Some(stderr) => {
                stderr
                    .take(MAX_COMPLAINT_BYTES)
                    .read_to_end(&mut complaint)
                    .await
            }
            None => Ok(0),
        }
    };
    let ((), read, heard) = tokio::join!(send, read, hear);
    read?;
    heard?;
    let status = child.wait().await?;
    Ok((
        status.code(),
        png,
        String::from_utf8_lossy(&complaint).into_owned(),
    ))
}

fn failure(code: Option<i32>) -> Problem {
    match code {
        Some(NO_ADAPTER) => Problem::unavailable(
            "snapshot-adapter",
            "pictures cannot be rendered here: this machine has no Vulkan adapter; install Debian's mesa-vulkan-drivers",
        ),
        Some(TOO_SLOW) => Problem::unavailable(
            "snapshot-too-slow",
            "rendering took too long; try a smaller unit",
        ),
        _ => Problem::unavailable(
            "snapshot-failed",
            "the picture could not be rendered; the server's log tells why",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn run(script: &str, timeout: Duration) -> Result<Bytes, Problem> {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        render(&program, timeout, vec![b'x'; 200_000]).await
    }

    fn kind(result: Result<Bytes, Problem>) -> String {
        serde_json::to_value(result.unwrap_err()).unwrap()["type"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    #[tokio::test]
    async fn a_picture_comes_back_whole() {
        let png = run(
            "cat >/dev/null; printf '\\211PNG rest'",
            Duration::from_secs(5),
        )
        .await
        .unwrap();
        assert_eq!(&png[..], b"\x89PNG rest");
    }

    #[tokio::test]
    async fn a_machine_without_an_adapter_is_told_apart_from_other_failures() {
        assert_eq!(
            kind(run("exit 3", Duration::from_secs(5)).await),
            "urn:oshaq:problem:snapshot-adapter"
        );
        assert_eq!(
            kind(run("echo no >&2; exit 1", Duration::from_secs(5)).await),
            "urn:oshaq:problem:snapshot-failed"
        );
        assert_eq!(
            kind(run("cat >/dev/null; echo no picture", Duration::from_secs(5)).await),
            "urn:oshaq:problem:snapshot-failed"
        );
    }

    #[tokio::test]
    async fn a_program_that_hangs_is_ended() {
        let began = std::time::Instant::now();
        assert_eq!(
            kind(run("exec sleep 60", Duration::from_millis(200)).await),
            "urn:oshaq:problem:snapshot-too-slow"
        );
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}
