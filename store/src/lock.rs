pub(crate) mod bucket;
mod disk;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::location::Place;
use crate::shared::Core;

/// The right to write into a store: one writer at a time. Given back when this and every stage made with it are dropped.
#[derive(Debug, Clone)]
pub struct WriterLock {
    pub(crate) guard: Arc<Guard>,
}

impl WriterLock {
    /// Who holds the lock, as told to [`crate::Store::lock`].
    pub fn holder(&self) -> &str {
        &self.guard.ticket.holder
    }

    /// Since when, by the store's clock.
    pub fn since(&self) -> DateTime<Utc> {
        self.guard.ticket.since
    }
}

/// What is written into the lock for others to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ticket {
    pub holder: String,
    pub since: DateTime<Utc>,
}

/// The lock itself; dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Guard {
    pub location: String,
    pub ticket: Ticket,
    pub staging: PathBuf,
    hold: Hold,
}

#[derive(Debug)]
enum Hold {
    Disk(#[expect(dead_code, reason = "held for its Drop")] disk::Hold),
    Bucket(bucket::Hold),
}

impl Guard {
    /// Fails when the lock is of another store.
    pub fn check_store(&self, location: &str) -> Result<(), StoreError> {
        if self.location == location {
            return Ok(());
        }
        Err(StoreError::WrongLock {
            lock: self.location.clone(),
            store: location.to_owned(),
        })
    }

    /// Fails when the lock may have passed to someone else.
    pub fn check(&self) -> Result<(), StoreError> {
        let held = match &self.hold {
            // The operating system takes it from nobody.
            Hold::Disk(_) => true,
            Hold::Bucket(hold) => hold.check(),
        };
        if held { Ok(()) } else { Err(self.lost()) }
    }

    /// The error of a writer whose lock passed to someone else.
    pub fn lost(&self) -> StoreError {
        StoreError::LockLost {
            location: self.location.clone(),
            holder: self.ticket.holder.clone(),
        }
    }
}

/// Takes the writer lock of a store, waiting up to `wait`.
pub(crate) fn take(
    core: &Arc<Core>,
    holder: &str,
    wait: Duration,
) -> Result<WriterLock, StoreError> {
    let ticket = Ticket {
        holder: holder.to_owned(),
        since: (core.clock)(),
    };
    let (hold, staging) = match &core.place {
        Place::Disk(root) => {
            let hold = disk::take(core, root, &ticket, wait)?;
            (Hold::Disk(hold), disk::clean_staging(root)?)
        }
        Place::Bucket => {
            let hold = bucket::take(core, &ticket, wait)?;
            (Hold::Bucket(hold), bucket::clean_staging()?)
        }
    };
    Ok(WriterLock {
        guard: Arc::new(Guard {
            location: core.location.clone(),
            ticket,
            staging,
            hold,
        }),
    })
}
