//! What is left when a writer is killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::Utc;
use oshaq_store::{Kind, Options, ProblemKind, Store};

use crate::site::{Site, commit, draft, lock};

/// Set for the process that is to be killed: where its store is.
const VICTIM: &str = "OSHAQ_TEST_VICTIM_STORE";
/// What that process says when it has committed for the first time.
const WRITING: &str = "the victim is writing";

/// Writes version after version; takes the settings of a bucket from the environment.
fn write_until_killed(location: &str) {
    let lease = Duration::from_secs(2);
    let store = Store::open(
        location,
        &Options {
            lease,
            ..Options::new(Utc::now).with_environment(std::env::vars())
        },
    )
    .unwrap();
    let from = store.versions(Kind::Counts).unwrap().len() as u32;
    for number in from.. {
        commit(&store, number, &vec![number as u8; 300_000]);
        println!("{WRITING}");
    }
}

/// Starts this test binary once more, for one test that sees the variable and writes.
fn start_victim(test: &str, site: &Site) -> Child {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(VICTIM, &site.location)
        .envs(site.options.s3.clone())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let told = BufReader::new(victim.stdout.as_mut().unwrap()).lines();
    assert!(
        told.map_while(Result::ok)
            .any(|line| line.contains(WRITING)),
        "it never wrote"
    );
    victim
}

fn kill_some_writers(test: &str, site: &Site, rounds: u64, look: impl Fn(&Store)) {
    let mut committed = 0;
    for round in 0..rounds {
        let mut victim = start_victim(test, site);
        std::thread::sleep(Duration::from_millis(3 + 17 * round));
        victim.kill().unwrap();
        victim.wait().unwrap();
        let store = site.open();
        look(&store);
        let versions = store.versions(Kind::Counts).unwrap().len();
        assert!(versions > committed, "round {round}");
        committed = versions;
        let current = store.current_manifest(Kind::Counts).unwrap();
        for file in &current.files {
            assert!(
                store
                    .read(Kind::Counts, &current.version, &file.name)
                    .is_ok()
            );
        }
        drop(store.lock("the survivor", Duration::from_secs(20)).unwrap());
    }
}

#[test]
fn a_writer_killed_at_any_moment_leaves_a_whole_store_that_can_be_written_again() {
    if let Ok(location) = std::env::var(VICTIM) {
        return write_until_killed(&location);
    }
    let site = Site::disk();
    let test =
        "crash::a_writer_killed_at_any_moment_leaves_a_whole_store_that_can_be_written_again";
    kill_some_writers(test, &site, 12, |store| {
        assert_eq!(store.verify().unwrap().problems, []);
        assert!(
            store.lock("the survivor", Duration::ZERO).is_ok(),
            "a dead process holds no lock"
        );
    });
    let left = std::fs::read_dir(Path::new(&site.location).join(".staging")).unwrap();
    assert_eq!(left.count(), 0, "left-over stages are removed");
}

#[test]
fn a_writer_to_a_bucket_killed_at_any_moment_leaves_at_most_half_a_version_that_nobody_reads() {
    if let Ok(location) = std::env::var(VICTIM) {
        return write_until_killed(&location);
    }
    let test = "crash::a_writer_to_a_bucket_killed_at_any_moment_leaves_at_most_half_a_version_that_nobody_reads";
    kill_some_writers(test, &Site::bucket(), 4, |store| {
        let problems = store.verify().unwrap().problems;
        assert!(
            problems
                .iter()
                .all(|problem| problem.what == ProblemKind::Incomplete),
            "{problems:?}"
        );
    });
}

#[test]
fn a_version_that_was_published_but_not_made_current_is_taken_up_by_the_next_try() {
    let folder = tempfile::tempdir().unwrap();
    let location = folder.path().join("store").to_str().unwrap().to_owned();
    let store = Store::open(&location, &Options::new(Utc::now)).unwrap();
    let first = commit(&store, 1, b"first");
    let second = commit(&store, 2, b"second");
    // The state after a crash between the two steps of a commit: the version is there, the pointer is the old one.
    std::fs::write(
        folder.path().join("store/counts/current"),
        format!("{}\n", first.version),
    )
    .unwrap();
    assert_eq!(store.current(Kind::Counts).unwrap(), Some(first.version));
    assert_eq!(commit(&store, 2, b"second"), second);
    assert_eq!(store.current(Kind::Counts).unwrap(), Some(second.version));
}

#[test]
fn a_version_can_be_read_by_other_users_of_the_machine() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let location = folder.path().join("store");
    let store = Store::open(location.to_str().unwrap(), &Options::new(Utc::now)).unwrap();
    let stage = store.stage(&lock(&store), Kind::Counts).unwrap();
    stage.write("x", b"x").unwrap();
    let version = stage.commit(draft(1)).unwrap().version;
    let plain = folder.path().join("plain");
    std::fs::create_dir(&plain).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(
        mode(&location.join(format!("counts/{version}"))),
        mode(&plain)
    );
}
