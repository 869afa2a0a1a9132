//! What is left when a writer is killed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use oshaq_store::{Kind, Store};

use crate::site::{commit, draft, lock};

/// Set for the process that is to be killed: where its store is.
const VICTIM: &str = "OSHAQ_TEST_VICTIM_STORE";

fn write_until_killed(location: &str) {
    let store = Store::open(location).unwrap();
    for number in 0.. {
        commit(&store, number, &vec![number as u8; 300_000]);
    }
}

#[test]
fn a_writer_killed_at_any_moment_leaves_a_whole_store_that_can_be_written_again() {
    if let Ok(location) = std::env::var(VICTIM) {
        return write_until_killed(&location);
    }
    let folder = tempfile::tempdir().unwrap();
    let location = folder.path().join("store").to_str().unwrap().to_owned();
    let mut committed = 0;
    for round in 0..12_u64 {
        let name =
            "crash::a_writer_killed_at_any_moment_leaves_a_whole_store_that_can_be_written_again";
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args([name, "--exact", "--nocapture"])
            .env(VICTIM, &location)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(60 + 13 * round));
        victim.kill().unwrap();
        victim.wait().unwrap();
        let store = Store::open(&location).unwrap();
        let report = store.verify().unwrap();
        assert!(report.is_ok(), "round {round}: {:?}", report.problems);
        assert!(report.versions >= committed);
        committed = report.versions;
        drop(store.lock("the survivor", Duration::ZERO).unwrap());
        let left = std::fs::read_dir(Path::new(&location).join(".staging"))
            .unwrap()
            .count();
        assert_eq!(left, 0, "left-over stages are removed");
    }
    assert!(committed > 0, "the writer never came to write");
}

#[test]
fn a_version_that_was_published_but_not_made_current_is_taken_up_by_the_next_try() {
    let folder = tempfile::tempdir().unwrap();
    let location = folder.path().join("store").to_str().unwrap().to_owned();
    let store = Store::open(&location).unwrap();
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
    let store = Store::open(location.to_str().unwrap()).unwrap();
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
