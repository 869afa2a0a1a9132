//! The lease that stands in for a lock in a bucket.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use oshaq_store::{Kind, Options, Store, StoreError};

use crate::site::{Site, commit, draft, lock, moment};

static MINUTES: AtomicI64 = AtomicI64::new(0);

fn test_clock() -> DateTime<Utc> {
    moment("2026-01-01T00:00:00Z") + TimeDelta::minutes(MINUTES.load(Ordering::SeqCst))
}

fn open(site: &Site, options: &Options) -> Store {
    Store::open(
        &site.location,
        &Options {
            s3: site.options.s3.clone(),
            ..options.clone()
        },
    )
    .unwrap()
}

#[test]
fn a_lease_that_ran_out_is_taken_over_and_its_old_holder_publishes_nothing() {
    let site = Site::bucket();
    let options = Options {
        clock: test_clock,
        lease: Duration::from_hours(1),
        s3: Vec::new(),
    };
    let (slow, quick) = (open(&site, &options), open(&site, &options));
    let before = commit(&slow, 1, b"before");
    let lock = slow.lock("the slow one", Duration::ZERO).unwrap();
    let stage = slow.stage(&lock, Kind::Counts).unwrap();
    stage.write("x", b"late").unwrap();
    let error = quick
        .lock("the quick one", Duration::ZERO)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("the slow one") && error.contains("2026-01-01 01:00:00 UTC"),
        "{error}"
    );
    MINUTES.store(61, Ordering::SeqCst);
    let taken = quick.lock("the quick one", Duration::ZERO).unwrap();
    let error = stage.commit(draft(2)).unwrap_err();
    assert!(matches!(error, StoreError::LockLost { .. }), "{error}");
    assert_eq!(quick.current_manifest(Kind::Counts).unwrap(), before);
    drop(lock);
    let third = quick.lock("a third", Duration::ZERO);
    assert!(matches!(third, Err(StoreError::Locked { holder, .. }) if holder == "the quick one"));
    drop(taken);
    assert!(quick.lock("a third", Duration::ZERO).is_ok());
}

#[test]
fn a_lease_is_renewed_for_as_long_as_its_holder_lives() {
    let site = Site::bucket();
    let store = open(
        &site,
        &Options {
            lease: Duration::from_secs(3),
            ..Options::new(Utc::now)
        },
    );
    let lock = store.lock("the first", Duration::ZERO).unwrap();
    let refused = store
        .lock("the second", Duration::from_secs(4))
        .unwrap_err();
    assert!(matches!(refused, StoreError::Locked { .. }), "{refused}");
    let stage = store.stage(&lock, Kind::Counts).unwrap();
    stage.write("x", b"x").unwrap();
    assert!(stage.commit(draft(1)).is_ok());
}

#[test]
fn a_lease_that_someone_took_by_force_is_lost_at_the_next_renewal() {
    let site = Site::bucket();
    let store = open(
        &site,
        &Options {
            lease: Duration::from_millis(1500),
            ..Options::new(Utc::now)
        },
    );
    let first = commit(&store, 1, b"first");
    let lock = store.lock("the test", Duration::ZERO).unwrap();
    let stage = store.stage(&lock, Kind::Counts).unwrap();
    stage.write("x", b"x").unwrap();
    let theirs = serde_json::json!({
        "holder": "someone else", "since": "2026-01-01T00:00:00Z", "expires": "2126-01-01T00:00:00Z", "token": "0",
    });
    site.put("lock.json", theirs.to_string().as_bytes());
    std::thread::sleep(Duration::from_millis(1700));
    assert!(matches!(
        stage.commit(draft(2)),
        Err(StoreError::LockLost { .. })
    ));
    assert_eq!(store.current_manifest(Kind::Counts).unwrap(), first);
    drop(lock);
    let holder = store
        .lock("the test", Duration::ZERO)
        .unwrap_err()
        .to_string();
    assert!(
        holder.contains("someone else"),
        "giving back a lost lease leaves the new holder's alone: {holder}"
    );
}

#[test]
fn a_server_without_conditional_writes_is_refused() {
    let site = Site::bucket();
    let mut settings = site.options.s3.clone();
    settings.push(("AWS_CONDITIONAL_PUT".to_owned(), "disabled".to_owned()));
    let options = Options {
        s3: settings,
        ..Options::new(Utc::now)
    };
    let store = Store::open(&site.location, &options).unwrap();
    let error = store.lock("the test", Duration::ZERO).unwrap_err();
    assert!(
        matches!(error, StoreError::NoConditionalPut { .. }),
        "{error}"
    );
}

#[test]
fn stages_of_dead_writers_are_removed_from_this_machine_and_those_of_living_ones_kept() {
    let site = Site::bucket();
    let (store, other) = (site.open(), site.open_other());
    let dead = std::env::temp_dir().join(format!("oshaq-staging-dead-{}", std::process::id()));
    std::fs::create_dir(&dead).unwrap();
    std::fs::write(dead.join(".alive"), b"").unwrap();
    let stage = store.stage(&lock(&store), Kind::Counts).unwrap();
    stage.write("x", b"x").unwrap();
    drop(lock(&other));
    assert!(!dead.exists());
    assert!(stage.path("x").unwrap().exists());
}

#[test]
fn a_bucket_that_does_not_exist_gives_a_clear_error() {
    let site = Site::bucket();
    let store = Store::open("s3://no-such-bucket/x", &site.options).unwrap();
    let error = store
        .lock("the test", Duration::ZERO)
        .unwrap_err()
        .to_string();
    assert!(error.contains("lock.json"), "{error}");
}
