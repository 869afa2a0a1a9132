//! Still pictures of the map, rendered by a program of its own.

mod drawing;
mod frame;
mod layers;
mod render;
mod subject;
mod water;
mod words;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::Semaphore;

use crate::config::ServerConfig;
use crate::http::problem::Problem;
pub(crate) use drawing::drawing;
use render::render;
pub(crate) use subject::{Asked, Subject};

/// Pictures rendered at a time: one takes a whole processor.
const AT_ONCE: usize = 1;

/// Pictures asked for at a time, the one being rendered included; who comes later is told so at once, so that waiting for
/// pictures never takes the places of other requests.
const QUEUE: usize = 8;

/// Pictures remembered.
const REMEMBERED: usize = 64;

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

    /// The picture of a subject, remembered or rendered now.
    ///
    /// # Errors
    /// A [`Problem`] when the program is missing, busy, or fails.
    pub(crate) async fn picture(
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
