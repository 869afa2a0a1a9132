//! The real binary, killed in the middle of a pull.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::server::Server;
use crate::{House, OSHAQ};

#[test]
fn a_pull_that_is_killed_goes_on_without_loss_or_repeat() {
    let server = Server::with(1..=60, 10);
    let house = House::empty();
    let out = house.path("pages");
    let arguments = ["pull", "--url", &server.url, "--out", &out, "--json"];
    for (kill_after, expected) in [(2, "page-000002"), (3, "page-000005")] {
        server.state().pages_asked = 0;
        server.state().stall_after = Some(kill_after);
        let mut child = Command::new(OSHAQ)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let waited = Instant::now();
        while server.state().pages_asked <= kill_after {
            assert!(
                waited.elapsed() < Duration::from_mins(1),
                "the pull asks for no more pages"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(
            std::fs::read_to_string(format!("{out}/pull.journal"))
                .unwrap()
                .contains(expected)
        );
    }
    server.state().stall_after = None;
    let report = house.json(&arguments[..5]);
    assert_eq!(
        (
            &report["records"],
            &report["pages"],
            &report["resumed_pages"]
        ),
        (&60.into(), &6.into(), &5.into())
    );
    let ledger = house.json(&["ingest", "--profile", "erdr", &out]);
    assert_eq!(ledger["ledger"]["total"]["read"], 60);
}

#[test]
fn an_address_that_is_no_layer_is_refused_before_anything_is_written() {
    let house = House::empty();
    let out = house.path("pages");
    let refused = house.run(&["pull", "--url", "file:///etc/passwd", "--out", &out]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("only http and https"));
    assert!(!std::path::Path::new(&out).exists());
}
