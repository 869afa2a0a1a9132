use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::{StoreError, shown};
use crate::lock::Ticket;
use crate::shared::Core;

/// Between two tries of a writer that waits.
const TRY_AGAIN: Duration = Duration::from_millis(50);

/// The operating system's lock on the store's `.lock` file; it goes with the process, however that dies.
#[derive(Debug)]
pub(crate) struct Hold(File);

impl Drop for Hold {
    fn drop(&mut self) {
        // The text only serves those who wait; closing the file is what releases the lock.
        let _ = self.0.set_len(0);
    }
}

/// Locks `<store>/.lock`, creating the store's folder.
pub(crate) fn take(
    core: &Core,
    root: &Path,
    ticket: &Ticket,
    wait: Duration,
) -> Result<Hold, StoreError> {
    std::fs::create_dir_all(root).map_err(StoreError::disk("create the store's folder", root))?;
    let path = root.join(".lock");
    let file = open(&path)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return hold(file, &path, ticket),
            Err(TryLockError::WouldBlock) if started.elapsed() < wait => {
                std::thread::sleep(TRY_AGAIN.min(wait.saturating_sub(started.elapsed())));
            }
            Err(TryLockError::WouldBlock) => return Err(locked(core, &path)),
            Err(TryLockError::Error(error)) => return Err(StoreError::disk("lock", path)(error)),
        }
    }
}

fn open(path: &Path) -> Result<File, StoreError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(StoreError::disk("open", path))
}

fn hold(mut file: File, path: &Path, ticket: &Ticket) -> Result<Hold, StoreError> {
    let text =
        serde_json::to_vec(ticket).map_err(|error| StoreError::unreadable(".lock", &error))?;
    let written = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| file.write_all(&text));
    written.map_err(StoreError::disk("write", path))?;
    Ok(Hold(file))
}

fn locked(core: &Core, path: &Path) -> StoreError {
    let mut text = Vec::new();
    let read = File::open(path).and_then(|mut file| file.read_to_end(&mut text));
    let ticket: Option<Ticket> = read.ok().and_then(|_| serde_json::from_slice(&text).ok());
    let (holder, since) = match ticket {
        Some(ticket) => (ticket.holder, shown(ticket.since)),
        None => ("another process".to_owned(), "a moment ago".to_owned()),
    };
    StoreError::Locked {
        location: core.location.clone(),
        holder,
        since,
        note: String::new(),
    }
}

/// Empties the staging folder: stages live under the lock, so what is left there is a dead writer's.
pub(crate) fn clean_staging(root: &Path) -> Result<PathBuf, StoreError> {
    let staging = root.join(".staging");
    match std::fs::remove_dir_all(&staging) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(StoreError::disk("remove left-over stages in", staging)(
                error,
            ));
        }
        _ => {}
    }
    std::fs::create_dir_all(&staging).map_err(StoreError::disk("create", &staging))?;
    Ok(staging)
}
