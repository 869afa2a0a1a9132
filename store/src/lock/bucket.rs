use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use object_store::{
    Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, UpdateVersion,
};
use serde::{Deserialize, Serialize};
use tokio::task::AbortHandle;

use crate::error::{StoreError, shown};
use crate::lock::Ticket;
use crate::objects::{Put, stamp_of};
use crate::shared::Core;

/// The object that is the lock.
const LOCK: &str = "lock.json";
/// Longest pause between two tries of a writer that waits.
const TRY_AGAIN: Duration = Duration::from_millis(500);
/// Folders of stages on this machine start so.
const STAGING: &str = "oshaq-staging-";
/// The file that a living stage keeps locked.
const ALIVE: &str = ".alive";

/// What `lock.json` holds. The token makes every writing of it different, so that a conditional write can tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Lease {
    holder: String,
    since: DateTime<Utc>,
    expires: DateTime<Utc>,
    token: String,
}

impl Lease {
    fn new(ticket: &Ticket, now: DateTime<Utc>, length: Duration, token: &str) -> Self {
        let length = TimeDelta::from_std(length).unwrap_or(TimeDelta::MAX);
        Self {
            holder: ticket.holder.clone(),
            since: ticket.since,
            expires: now
                .checked_add_signed(length)
                .unwrap_or(DateTime::<Utc>::MAX_UTC),
            token: token.to_owned(),
        }
    }

    fn json(&self) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec(self).map_err(|error| StoreError::unreadable(LOCK, &error))
    }
}

/// A lease on the bucket, renewed beside the writer.
pub(crate) struct Hold {
    core: Arc<Core>,
    lease: Lease,
    state: Arc<State>,
    renewal: AbortHandle,
}

/// What the renewing task and the writer both see.
struct State {
    lost: AtomicBool,
    last: std::sync::Mutex<(UpdateVersion, DateTime<Utc>)>,
}

impl Hold {
    /// False when the lease was taken over, or ran out without having been renewed.
    pub fn check(&self) -> bool {
        !self.state.lost.load(Ordering::SeqCst) && (self.core.clock)() < self.state.expires()
    }
}

impl State {
    fn expires(&self) -> DateTime<Utc> {
        self.last
            .lock()
            .map_or(DateTime::<Utc>::MIN_UTC, |last| last.1)
    }

    fn stamp(&self) -> Option<UpdateVersion> {
        self.last.lock().ok().map(|last| last.0.clone())
    }

    fn renewed(&self, stamp: UpdateVersion, expires: DateTime<Utc>) {
        if let Ok(mut last) = self.last.lock() {
            *last = (stamp, expires);
        }
    }
}

impl std::fmt::Debug for Hold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hold")
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}

impl Drop for Hold {
    /// Gives the lease back by letting it end now. The write is conditional: a lease that someone took over stays theirs.
    fn drop(&mut self) {
        self.renewal.abort();
        let ended = Lease {
            expires: (self.core.clock)(),
            ..self.lease.clone()
        };
        if let (Ok(json), Some(stamp)) = (ended.json(), self.state.stamp()) {
            // When this fails the lease ends by itself, only later.
            let _ = self.core.objects.put_if(LOCK, json, PutMode::Update(stamp));
        }
    }
}

/// Takes the lease, waiting up to `wait` for the one who has it.
pub(crate) fn take(core: &Arc<Core>, ticket: &Ticket, wait: Duration) -> Result<Hold, StoreError> {
    let token = format!("{:016x}", token_of(core, ticket));
    let started = Instant::now();
    loop {
        match attempt(core, ticket, &token)? {
            Attempt::Taken(lease, stamp) => return keep(core, lease, stamp),
            Attempt::Held(_) if started.elapsed() < wait => {
                std::thread::sleep(TRY_AGAIN.min(wait.saturating_sub(started.elapsed())));
            }
            Attempt::Held(lease) => return Err(locked(core, &lease)),
        }
    }
}

enum Attempt {
    Taken(Lease, UpdateVersion),
    Held(Lease),
}

fn attempt(core: &Core, ticket: &Ticket, token: &str) -> Result<Attempt, StoreError> {
    let now = (core.clock)();
    let mine = Lease::new(ticket, now, core.lease, token);
    let mode = match read(core)? {
        None => PutMode::Create,
        Some((lease, stamp)) if lease.token == token => return Ok(Attempt::Taken(lease, stamp)),
        Some((lease, _)) if lease.expires > now => return Ok(Attempt::Held(lease)),
        Some((_, stamp)) => PutMode::Update(stamp),
    };
    match core
        .objects
        .put_if(LOCK, mine.json()?, mode)
        .map_err(|error| unsupported(core, error))?
    {
        Put::Done(stamp) => Ok(Attempt::Taken(mine, stamp)),
        // Someone was faster, or the answer to an earlier try of ours was lost on the way.
        Put::Refused => match read(core)? {
            Some((lease, stamp)) if lease.token == token => Ok(Attempt::Taken(lease, stamp)),
            Some((lease, _)) => Ok(Attempt::Held(lease)),
            None => Err(unsupported_now(core)),
        },
    }
}

fn read(core: &Core) -> Result<Option<(Lease, UpdateVersion)>, StoreError> {
    let Some(found) = core.objects.get(LOCK)? else {
        return Ok(None);
    };
    let lease = serde_json::from_slice(&found.bytes)
        .map_err(|error| StoreError::unreadable(LOCK, &error))?;
    Ok(Some((lease, found.stamp)))
}

fn keep(core: &Arc<Core>, lease: Lease, stamp: UpdateVersion) -> Result<Hold, StoreError> {
    let state = Arc::new(State {
        lost: AtomicBool::new(false),
        last: std::sync::Mutex::new((stamp, lease.expires)),
    });
    let (client, at) = core.objects.at(LOCK);
    let renewer = Renewer {
        client,
        at,
        lease: lease.clone(),
        length: core.lease,
        clock: core.clock,
    };
    let renewal = core.objects.spawn(renewer.run(Arc::clone(&state)))?;
    Ok(Hold {
        core: Arc::clone(core),
        lease,
        state,
        renewal,
    })
}

/// Renews a lease every third of its length until it is aborted or the lease is lost.
struct Renewer {
    client: Arc<dyn ObjectStore>,
    at: object_store::path::Path,
    lease: Lease,
    length: Duration,
    clock: fn() -> DateTime<Utc>,
}

impl Renewer {
    async fn run(self, state: Arc<State>) {
        loop {
            tokio::time::sleep(self.length / 3).await;
            let Some(stamp) = state.stamp() else { return };
            match self.renew(stamp).await {
                Ok(Some((stamp, expires))) => state.renewed(stamp, expires),
                Ok(None) => {
                    state.lost.store(true, Ordering::SeqCst);
                    return;
                }
                // A passing failure: the next turn tries again, and `check` sees it when the lease has run out.
                Err(_) => {}
            }
        }
    }

    /// The new stamp and end of the lease; `None` when it is someone else's.
    async fn renew(
        &self,
        stamp: UpdateVersion,
    ) -> Result<Option<(UpdateVersion, DateTime<Utc>)>, StoreError> {
        let ticket = Ticket {
            holder: self.lease.holder.clone(),
            since: self.lease.since,
        };
        let next = Lease::new(&ticket, (self.clock)(), self.length, &self.lease.token);
        let options = PutOptions {
            mode: PutMode::Update(stamp),
            ..PutOptions::default()
        };
        match self
            .client
            .put_opts(&self.at, PutPayload::from(next.json()?), options)
            .await
        {
            Ok(put) => {
                let stamp = UpdateVersion {
                    e_tag: put.e_tag,
                    version: put.version,
                };
                Ok(Some((stamp, next.expires)))
            }
            Err(Error::Precondition { .. } | Error::NotFound { .. }) => self.look().await,
            Err(error) => Err(failed(error)),
        }
    }

    /// The lease as it stands, if it is still ours: the answer to an earlier renewal may have been lost on the way.
    async fn look(&self) -> Result<Option<(UpdateVersion, DateTime<Utc>)>, StoreError> {
        let got = match self.client.get(&self.at).await {
            Ok(got) => got,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let stamp = stamp_of(&got);
        let bytes = got.bytes().await.map_err(failed)?;
        let lease: Option<Lease> = serde_json::from_slice(&bytes).ok();
        Ok(lease
            .filter(|lease| lease.token == self.lease.token)
            .map(|lease| (stamp, lease.expires)))
    }
}

fn failed(source: Error) -> StoreError {
    StoreError::Objects {
        action: "renew",
        path: LOCK.to_owned(),
        source: Box::new(source),
    }
}

fn locked(core: &Core, lease: &Lease) -> StoreError {
    StoreError::Locked {
        location: core.location.clone(),
        holder: lease.holder.clone(),
        since: shown(lease.since),
        note: format!(
            "; if that writer has died, its lease ends at {}",
            shown(lease.expires)
        ),
    }
}

fn unsupported(core: &Core, error: StoreError) -> StoreError {
    match &error {
        StoreError::Objects { source, .. } if matches!(**source, Error::NotImplemented { .. }) => {
            unsupported_now(core)
        }
        _ => error,
    }
}

fn unsupported_now(core: &Core) -> StoreError {
    StoreError::NoConditionalPut {
        location: core.location.clone(),
    }
}

/// A number that no other taking of the lock has: holder, place, process, and the random seed of the standard
/// library's hasher.
fn token_of(core: &Core, ticket: &Ticket) -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let mut hasher = RandomState::new().build_hasher();
    hasher.write(ticket.holder.as_bytes());
    hasher.write(core.location.as_bytes());
    hasher.write_u32(std::process::id());
    hasher.finish()
}

/// Removes stages of dead processes from this machine's temporary folder, where stages for a bucket live.
pub(crate) fn clean_staging() -> Result<PathBuf, StoreError> {
    let folder = std::env::temp_dir();
    let entries = std::fs::read_dir(&folder).map_err(StoreError::disk("list", &folder))?;
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(STAGING) && is_dead(&entry.path()) {
            // Another writer may be removing it too.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    Ok(folder)
}

fn is_dead(stage: &Path) -> bool {
    File::open(stage.join(ALIVE)).is_ok_and(|file| file.try_lock().is_ok())
}

/// The start of the name of a stage's folder, for stages beside other programs' files.
pub(crate) const fn staging_prefix() -> &'static str {
    STAGING
}

/// Marks a stage's folder as alive for as long as the file is open. The mark is locked before it gets its name, so that
/// nobody ever finds it unlocked while the stage lives.
pub(crate) fn mark_alive(stage: &Path) -> Result<File, StoreError> {
    let (unlocked, path) = (stage.join(".mark"), stage.join(ALIVE));
    let file = File::create(&unlocked).map_err(StoreError::disk("create", &unlocked))?;
    file.lock().map_err(StoreError::disk("lock", &unlocked))?;
    std::fs::rename(&unlocked, &path).map_err(StoreError::disk("name", path))?;
    Ok(file)
}
