//! Pulling a feature layer from a server with faults.

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use oshaq_etl::{Limits, PullError, PullProgress, PullReport, PullRequest, pull};
use serde_json::{Value, json};

use crate::server::{Fault, Server, record};

/// What a pull is told to do besides the layer's address and the folder.
struct How<'a> {
    since: Option<&'a str>,
    page: u32,
    progress: &'a dyn Fn(&PullProgress) -> bool,
    pauses: RefCell<Vec<Duration>>,
}

impl Default for How<'_> {
    fn default() -> Self {
        Self {
            since: None,
            page: 1000,
            progress: &|_| true,
            pauses: RefCell::default(),
        }
    }
}

impl How<'_> {
    fn pull(&self, url: &str, out: &Path) -> Result<PullReport, PullError> {
        pull(&PullRequest {
            url,
            since: self.since.map(|day| day.parse().unwrap()),
            date_field: "DAT_VOZB",
            out,
            page: self.page,
            limits: Limits {
                timeout: Duration::from_secs(5),
                bytes: 1 << 20,
                attempts: 4,
            },
            now: "2026-01-02T03:04:05Z".parse().unwrap(),
            pause: &|pause| self.pauses.borrow_mut().push(pause),
            jitter: &|| 1.0,
            progress: self.progress,
        })
    }
}

/// The object ids in the pages of a folder, in order of the pages' names.
fn ids(folder: &Path, begin: &str) -> Vec<i64> {
    records(folder, begin)
        .iter()
        .map(|record| record["attributes"]["OBJECTID"].as_i64().unwrap())
        .collect()
}

fn records(folder: &Path, begin: &str) -> Vec<Value> {
    let mut pages: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pages.retain(|path| {
        path.file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with(begin)
    });
    pages.sort();
    let read = |path| -> Vec<Value> {
        let json = zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap();
        serde_json::from_slice::<Value>(&json).unwrap()["features"]
            .as_array()
            .unwrap()
            .clone()
    };
    pages.into_iter().flat_map(read).collect()
}

#[test]
fn a_layer_is_pulled_whole_in_pages_of_the_servers_cap() {
    let server = Server::with((1..=25).map(|n| n * 3), 10);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("pages");
    let report = How::default().pull(&server.url, &out).unwrap();
    assert_eq!(
        (report.pages, report.records, report.layer.as_str()),
        (3, 25, "Преступления городов")
    );
    assert_eq!(
        (
            report.changes.changed,
            report.changes.late,
            report.changes.gone
        ),
        (0, 0, 0)
    );
    assert_eq!(
        ids(&out, "page-"),
        (1..=25).map(|n| n * 3).collect::<Vec<i64>>()
    );
    assert_eq!(records(&out, "page-000001")[0], record(3));
}

#[test]
fn records_are_filtered_by_the_day_of_registration() {
    let server = Server::with(1..=20, 10);
    let folder = tempfile::tempdir().unwrap();
    // The record n was registered n days after 8 February 2020.
    let how = How {
        since: Some("2020-02-20"),
        ..How::default()
    };
    let report = how.pull(&server.url, folder.path()).unwrap();
    assert_eq!(
        (report.records, ids(folder.path(), "page-")),
        (9, (12..=20).collect())
    );
    assert!(
        server
            .state()
            .asked
            .iter()
            .any(|asked| asked.contains("(DAT_VOZB >= DATE '2020-02-20') AND OBJECTID > -1"))
    );
}

#[test]
fn a_server_with_faults_is_asked_again_until_it_answers() {
    let server = Server::with(1..=25, 10);
    let faults = [
        Fault::Status(503),
        Fault::Cut,
        Fault::Html,
        Fault::TooMany { seconds: 90 },
        Fault::Error(500),
        Fault::Status(502),
        Fault::Cut,
    ];
    // Each fault twice at most in a row: four attempts are made at one request.
    server.state().faults.extend(faults);
    let folder = tempfile::tempdir().unwrap();
    let how = How::default();
    let failed = how.pull(&server.url, folder.path());
    assert!(
        matches!(&failed, Err(PullError::Server { attempts: 4, .. })),
        "{failed:?}"
    );
    let report = how.pull(&server.url, folder.path()).unwrap();
    assert_eq!(
        (report.records, ids(folder.path(), "page-")),
        (25, (1..=25).collect())
    );
    let waited: Duration = how.pauses.borrow().iter().sum();
    assert!(waited >= Duration::from_secs(1 + 2 + 4), "{waited:?}");
}

#[test]
fn a_pause_that_the_server_asks_for_is_kept() {
    let server = Server::with(1..=3, 10);
    server
        .state()
        .faults
        .push_back(Fault::TooMany { seconds: 90 });
    let folder = tempfile::tempdir().unwrap();
    let how = How::default();
    how.pull(&server.url, folder.path()).unwrap();
    assert_eq!(
        how.pauses.borrow().iter().sum::<Duration>(),
        Duration::from_secs(90)
    );
}

#[test]
fn what_would_fail_again_is_not_asked_again() {
    for (fault, told) in [
        (Fault::Status(404), "404"),
        (Fault::Error(498), "498"),
        (Fault::Status(401), "401"),
    ] {
        let server = Server::with(1..=3, 10);
        server.state().faults.push_back(fault);
        let folder = tempfile::tempdir().unwrap();
        let refused = How::default().pull(&server.url, folder.path()).unwrap_err();
        assert!(
            matches!(refused, PullError::Refused { .. }) && refused.to_string().contains(told),
            "{refused}"
        );
        assert_eq!(server.state().asked.len(), 1);
    }
}

#[test]
fn a_stopped_pull_goes_on_without_loss_or_repeat() {
    let server = Server::with(1..=95, 10);
    let folder = tempfile::tempdir().unwrap();
    let stop = |told: &PullProgress| told.pages < 3;
    let stopped = How {
        progress: &stop,
        ..How::default()
    }
    .pull(&server.url, folder.path());
    assert!(matches!(stopped, Err(PullError::Interrupted)));
    // A kill may leave half a line in the journal and a page without a line.
    let journal = folder.path().join("pull.journal");
    let mut lines = std::fs::read(&journal).unwrap();
    lines.extend(b"{\"line\":\"page\",\"file\":\"page-0000");
    std::fs::write(&journal, lines).unwrap();
    std::fs::write(folder.path().join("page-000004.json.zst"), "half").unwrap();
    std::fs::write(folder.path().join("page-000004.json.zst.part"), "half").unwrap();
    let asked_before = server.state().pages_asked;
    let report = How::default().pull(&server.url, folder.path()).unwrap();
    assert_eq!(
        (report.resumed_pages, report.pages, report.records),
        (3, 10, 95)
    );
    assert_eq!(ids(folder.path(), "page-"), (1..=95).collect::<Vec<i64>>());
    // Seven pages that were missing, the empty one, and eleven to look for changes.
    assert_eq!(server.state().pages_asked - asked_before, 7 + 1 + 11);
}

#[test]
fn a_pull_that_is_done_asks_for_no_page_again() {
    let server = Server::with(1..=5, 10);
    let folder = tempfile::tempdir().unwrap();
    let first = How::default().pull(&server.url, folder.path()).unwrap();
    let asked = server.state().pages_asked;
    assert_eq!(
        How::default().pull(&server.url, folder.path()).unwrap(),
        first
    );
    assert_eq!(server.state().pages_asked, asked);
}

#[test]
fn records_that_change_between_pages_are_fetched_again_and_told() {
    for edit_field in [None, Some("EDITED".to_owned())] {
        let server = Server::with((1..=30).filter(|&id| id != 4), 10);
        let by = if edit_field.is_some() {
            "edit_date"
        } else {
            "requery"
        };
        server.state().edit_field = edit_field;
        server.state().then.push((3, |records| {
            // 2026-01-02T03:05:00Z, after the pull began.
            let edited = 1_767_323_100_000_i64;
            records[1]["attributes"]["CRIME_CODE"] = json!("1910");
            records[1]["attributes"]["EDITED"] = json!(edited);
            records.remove(5);
            let mut late = record(4);
            late["attributes"]["EDITED"] = json!(edited);
            records.push(late);
        }));
        let folder = tempfile::tempdir().unwrap();
        let report = How::default().pull(&server.url, folder.path()).unwrap();
        let changes = &report.changes;
        assert_eq!(
            (
                changes.found_by.as_str(),
                changes.changed,
                changes.late,
                changes.gone
            ),
            (by, 1, 1, 1)
        );
        assert_eq!(changes.first_gone, [7]);
        let again = records(folder.path(), "page-changed-");
        assert_eq!(ids(folder.path(), "page-changed-"), [2, 4], "{by}");
        assert_eq!(again[0]["attributes"]["CRIME_CODE"], "1910");
    }
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let server = Server::with(1..=5, 10);
    let folder = tempfile::tempdir().unwrap();
    let refused = |how: &How<'_>, out: &Path| how.pull(&server.url, out).unwrap_err().to_string();
    std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    assert!(refused(&How::default(), folder.path()).contains("notes.txt"));
    let out = folder.path().join("pages");
    How::default().pull(&server.url, &out).unwrap();
    let since = How {
        since: Some("2020-02-10"),
        ..How::default()
    };
    assert!(refused(&since, &out).contains("holds a pull of"));
    let page = out.join("page-000001.json.zst");
    let done = std::fs::read_to_string(out.join("pull.journal")).unwrap();
    let undone: Vec<&str> = done.split_inclusive('\n').take(2).collect();
    std::fs::write(out.join("pull.journal"), undone.concat()).unwrap();
    std::fs::write(&page, "other").unwrap();
    assert!(
        refused(&How::default(), &out).contains("page-000001.json.zst is not as the journal says")
    );
}

#[test]
fn only_feature_layers_on_the_web_are_pulled_from() {
    let folder = tempfile::tempdir().unwrap();
    for url in ["file:///etc/passwd", "ftp://h/x", "no address"] {
        let refused = How::default().pull(url, folder.path()).unwrap_err();
        assert!(
            matches!(refused, PullError::Address { .. }),
            "{url}: {refused}"
        );
    }
}

#[test]
fn an_answer_that_is_too_big_is_not_read_to_its_end() {
    let server = Server::with(1..=20_000, 20_000);
    let folder = tempfile::tempdir().unwrap();
    let how = How {
        page: 20_000,
        ..How::default()
    };
    let refused = how.pull(&server.url, folder.path()).unwrap_err();
    assert!(refused.to_string().contains("--page"), "{refused}");
}
