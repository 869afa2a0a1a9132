use std::io::Read;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::{OutsideReader, Request};
use crate::read::limits::READER_SILENCE;

const PIECE: usize = 1 << 16;

/// What a process writes, until it ends. Dropping it ends the process.
pub(super) struct ChildStream {
    child: Child,
    pieces: Option<Receiver<std::io::Result<Vec<u8>>>>,
    piece: Vec<u8>,
    given: usize,
    progress: Arc<AtomicU64>,
    complaint: Option<JoinHandle<String>>,
}

impl ChildStream {
    pub fn start(
        reader: &OutsideReader,
        request: &Request,
        progress: &Arc<AtomicU64>,
    ) -> std::io::Result<Self> {
        let mut child = Command::new(&reader.program)
            .args(&reader.arguments)
            .arg(serde_json::to_string(request)?)
            // Nothing of this process's world concerns a stranger's file; one thread keeps its memory in bounds.
            .env_clear()
            .env("POLARS_MAX_THREADS", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (send, pieces) = sync_channel(4);
        if let Some(output) = child.stdout.take() {
            thread::spawn(move || pump(output, &send));
        }
        let complaint = child
            .stderr
            .take()
            .map(|e| thread::spawn(move || last_line(e)));
        Ok(Self {
            child,
            pieces: Some(pieces),
            piece: Vec::new(),
            given: 0,
            progress: Arc::clone(progress),
            complaint,
        })
    }

    /// The next piece; an empty one at the end.
    fn next_piece(&mut self) -> std::io::Result<Vec<u8>> {
        let Some(pieces) = &self.pieces else {
            return Ok(Vec::new());
        };
        match pieces.recv_timeout(READER_SILENCE) {
            Ok(piece) => piece,
            Err(RecvTimeoutError::Disconnected) => {
                self.pieces = None;
                self.end().map(|()| Vec::new())
            }
            Err(RecvTimeoutError::Timeout) => {
                self.pieces = None;
                self.child.kill()?;
                let seconds = READER_SILENCE.as_secs();
                let reason = format!("its reader said nothing for {seconds} s and was stopped");
                Err(std::io::Error::new(std::io::ErrorKind::TimedOut, reason))
            }
        }
    }

    /// Waits for the process; an error when it did not end well.
    fn end(&mut self) -> std::io::Result<()> {
        let status = self.child.wait()?;
        if status.success() {
            return Ok(());
        }
        let complaint = self.complaint.take().map(JoinHandle::join);
        let complaint = complaint.and_then(Result::ok).unwrap_or_default();
        let reason = if status.code().is_some() && !complaint.is_empty() {
            complaint
        } else {
            format!(
                "its reader broke down ({status}), as hostile or altered files make it do. {complaint}"
            )
        };
        Err(std::io::Error::new(
            std::io::ErrorKind::InvalidData,
            reason.trim().to_owned(),
        ))
    }
}

/// Hands on what a process writes, as long as somebody reads it.
fn pump(mut output: ChildStdout, send: &SyncSender<std::io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; PIECE];
        let piece = match output.read(&mut piece) {
            Ok(0) => return,
            Ok(count) => {
                piece.truncate(count);
                Ok(piece)
            }
            Err(error) => Err(error),
        };
        if send.send(piece).is_err() {
            return;
        }
    }
}

/// The last line of what a process complains about, without what would disturb a terminal.
fn last_line(complaints: ChildStderr) -> String {
    const MOST: u64 = 1 << 16;
    let mut text = Vec::new();
    // What cannot be read is no complaint; the exit status tells that something went wrong.
    let _ = complaints.take(MOST).read_to_end(&mut text);
    let text = String::from_utf8_lossy(&text);
    // Rust adds a note on how to learn more, which means nothing to the reader of the sentence.
    let tells = |line: &&str| !line.trim().is_empty() && !line.starts_with("note: ");
    let line = text.lines().rfind(tells);
    // A program's own name before its complaint is one too many in the sentence of another.
    let line = line.map_or("", |line| line.strip_prefix("oshaq: ").unwrap_or(line));
    line.chars()
        .filter(|sign| !sign.is_control())
        .take(500)
        .collect()
}

impl Read for ChildStream {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.piece.len() {
            self.piece = self.next_piece()?;
            self.given = 0;
            if self.piece.is_empty() {
                return Ok(0);
            }
        }
        let rest = &self.piece[self.given..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        self.progress.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Drop for ChildStream {
    fn drop(&mut self) {
        // The process may have ended already; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
