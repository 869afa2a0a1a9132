//! `oshaq pull`: the records of a feature layer into a folder of pages.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use indicatif::ProgressBar;
use oshaq_etl::{Limits, PullProgress, PullReport, PullRequest, pull};

use crate::args::PullArgs;
use crate::world::now;
use crate::{output, progress};

/// Pulls and says what is there.
pub fn run(args: &PullArgs, json: bool) -> anyhow::Result<()> {
    progress::listen_for_interrupt()?;
    let bar = progress::bar("pull", 0);
    let go_on = |told: &PullProgress| {
        show(&bar, told);
        !progress::interrupted()
    };
    let report = pull(&PullRequest {
        url: &args.url,
        since: args.since,
        date_field: &args.date_field,
        out: &args.out,
        page: args.page,
        limits: Limits {
            timeout: Duration::from_secs(args.timeout),
            attempts: args.attempts,
            ..Limits::default()
        },
        now: now(),
        pause: &std::thread::sleep,
        jitter: &chance,
        progress: &go_on,
    })?;
    bar.finish_and_clear();
    output::print(json, &report, |report| readable(report, args))
}

fn show(bar: &ProgressBar, told: &PullProgress) {
    match &told.trouble {
        Some(trouble) if bar.is_hidden() => eprintln!("pull: {trouble}"),
        Some(trouble) => bar.set_message(format!("pull: {trouble}")),
        None => {
            bar.set_message(format!("pull page {}", told.pages));
            bar.set_length(told.expected.max(told.records));
            bar.set_position(told.records);
        }
    }
}

/// A number from 0 to 1 from the operating system's randomness, of which standard hashers take their keys.
fn chance() -> f64 {
    RandomState::new().build_hasher().finish() as f64 / u64::MAX as f64
}

fn readable(report: &PullReport, args: &PullArgs) -> String {
    let changes = &report.changes;
    let gone: Vec<String> = changes.first_gone.iter().map(ToString::to_string).collect();
    let gone = if gone.is_empty() {
        String::new()
    } else {
        format!(" ({})", gone.join(", "))
    };
    format!(
        "{}: {} records in {} pages ({} from an earlier run), in {}\nwhile it was pulled: {} changed, {} came late, {} are gone{gone}; found by {}",
        report.layer,
        report.records,
        report.pages,
        report.resumed_pages,
        args.out.display(),
        changes.changed,
        changes.late,
        changes.gone,
        changes.found_by
    )
}
