//! `/api/v1/snapshot.png`: a still picture, rendered by a program of its own.

mod drawing;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use utoipa::IntoParams;

use crate::app::App;
use crate::config::ServerConfig;
use crate::negotiate::Encoding;
use crate::packed::print;
use crate::problem::Problem;
use crate::respond::{Caching, represent};
use drawing::{Subject, drawing};

/// Pictures rendered at a time: one takes a whole processor.
const AT_ONCE: usize = 1;

/// Pictures asked for at a time, the one being rendered included; who comes later is told so at once, so that waiting for
/// pictures never takes the places of other requests.
const QUEUE: usize = 8;

/// Pictures remembered.
const REMEMBERED: usize = 64;

/// Largest picture taken from the program, in bytes.
const MAX_PNG_BYTES: u64 = 16 * 1024 * 1024;

/// Longest complaint of the program that is logged, in bytes.
const MAX_COMPLAINT_BYTES: u64 = 4096;

/// Exit codes of the program (its README).
const NO_ADAPTER: i32 = 3;
const TOO_SLOW: i32 = 4;

/// Which picture.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SnapshotQuery {
    /// KATO code of a unit; the whole country when left out.
    #[param(example = "75")]
    unit: Option<String>,
    /// Slug of a category; all published ones together when left out.
    #[param(example = "theft")]
    category: Option<String>,
    /// `r` and a closed month, or `f` and the forecast's month; the forecast when left out.
    #[param(example = "f202601")]
    period: Option<String>,
    /// Language of the titles: `kk`, `ru` or `en`; `en` when left out.
    #[param(example = "en")]
    lang: Option<String>,
}

/// Renders pictures one after the other and remembers them.
#[derive(Debug)]
pub(crate) struct SnapshotDesk {
    program: Option<PathBuf>,
    timeout: Duration,
    queue: Semaphore,
    places: Semaphore,
    made: Mutex<HashMap<Subject, Bytes>>,
}

impl SnapshotDesk {
    pub(crate) fn new(config: &ServerConfig) -> Self {
        Self {
            program: config.snapshot_program.clone(),
            timeout: config.snapshot_timeout,
            queue: Semaphore::new(QUEUE),
            places: Semaphore::new(AT_ONCE),
            made: Mutex::default(),
        }
    }

    fn remembered(&self, subject: &Subject) -> Option<Bytes> {
        self.made
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(subject)
            .cloned()
    }

    fn remember(&self, subject: Subject, png: Bytes) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.len() >= REMEMBERED {
            made.clear();
        }
        made.insert(subject, png);
    }

    async fn picture(
        &self,
        subject: Subject,
        request: impl FnOnce() -> Vec<u8>,
    ) -> Result<Bytes, Problem> {
        if let Some(png) = self.remembered(&subject) {
            return Ok(png);
        }
        let program = self.program.as_deref().ok_or_else(missing)?;
        let busy = || {
            Problem::unavailable(
                "snapshot-busy",
                "other pictures are being rendered; try again in a minute",
            )
        };
        let _queued = self.queue.try_acquire().map_err(|_| busy())?;
        let place = tokio::time::timeout(self.timeout, self.places.acquire()).await;
        let _place = place.ok().and_then(Result::ok).ok_or_else(busy)?;
        if let Some(png) = self.remembered(&subject) {
            return Ok(png);
        }
        let png = render(program, self.timeout, request()).await?;
        self.remember(subject, png.clone());
        Ok(png)
    }
}

fn missing() -> Problem {
    Problem::unavailable(
        "snapshot-missing",
        "pictures cannot be rendered here: the program oshaq-snapshot is not installed beside the server; the map itself is at /",
    )
}

/// A still picture of the map as PNG.
#[utoipa::path(get, path = "/api/v1/snapshot.png", tag = "snapshot", params(SnapshotQuery), responses(
    (status = 200, description = "the picture", body = [u8], content_type = "image/png"),
    (status = 304, description = "the client's copy is the newest"),
    (status = 400, description = "a parameter is malformed", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "no such unit or period, or the category is not published", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "nothing is published yet, or this machine cannot render", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn snapshot(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    query: Result<Query<SnapshotQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) =
        query.map_err(|rejection| Problem::bad_request("address", rejection.to_string()))?;
    let publication = app.publication()?;
    let subject = Subject::of(
        &publication,
        query.unit.as_deref(),
        query.category.as_deref(),
        query.period.as_deref(),
        query.lang.as_deref(),
    )?;
    let drawn = subject.clone();
    let png = app
        .snapshots
        .picture(subject, move || drawing(&publication, &drawn))
        .await?;
    let print = print(&png);
    let print = u64::from_be_bytes([
        print[0], print[1], print[2], print[3], print[4], print[5], print[6], print[7],
    ]);
    Ok(represent(
        &headers,
        &HeaderValue::from_static("image/png"),
        Caching::Short,
        print,
        Encoding::Identity,
        png,
    ))
}

/// Runs the program once. It is killed when it takes too long or nobody waits any more.
async fn render(program: &Path, timeout: Duration, request: Vec<u8>) -> Result<Bytes, Problem> {
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
