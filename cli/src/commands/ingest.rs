//! `oshaq ingest`: raw statistics into a version of `incidents`.

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use oshaq_etl::{
    Delivery, FormProfile, IngestReport, IngestRequest, Ledger, Profile, ProfileError, Progress,
    RecordChanges, Tally, data_files, ingest,
};
use oshaq_store::{Kind, Store, VersionId};
use serde::Serialize;

use crate::args::IngestArgs;
use crate::commands::forms;
use crate::failure::Unusable;
use crate::output::tell;
use crate::world::{CODE_VERSION, LOCK_WAIT, holder, now, open_store, outside_reader};
use crate::{output, progress};

/// What the command answers.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    version: &'a VersionId,
    /// Whether earlier deliveries held every file, so that there was nothing to write.
    is_known: bool,
    ledger: &'a Ledger,
}

/// Ingests and prints the ledger.
pub fn run(args: &IngestArgs, json: bool) -> anyhow::Result<()> {
    if let Some(form) = FormProfile::built_in(&args.profile) {
        return forms::run(args, &form?, json);
    }
    let profile = profile(&args.profile)?;
    let files = data_files(&args.files)?;
    let store = open_store(&args.store.store)?;
    tell_what_is_not_continued(&store, &profile, args.delivery())?;
    let report = read(&store, &profile, &files, args.delivery(), args.keep_going)?;
    for unread in &report.ledger.unread {
        tell!("not read: {}: {}", unread.file, unread.reason);
    }
    let answer = Answer {
        version: &report.version,
        is_known: report.is_known,
        ledger: &report.ledger,
    };
    output::print(json, &answer, readable)
}

/// Records of another source stay in the store, but are no longer what readers take.
fn tell_what_is_not_continued(
    store: &Store,
    profile: &Profile,
    delivery: Delivery,
) -> anyhow::Result<()> {
    let Some(version) = store.current(Kind::Incidents)? else {
        return Ok(());
    };
    let before = store.manifest(Kind::Incidents, &version)?.parameters;
    let before = before["profile"].as_str().unwrap_or("another profile");
    if delivery != Delivery::Afresh && before != profile.name {
        tell!(
            "version {version} was read by `{before}`, these files by `{}`: it is not continued and no longer current",
            profile.name
        );
    }
    Ok(())
}

/// Reads files by a profile and shows how far it is.
pub fn read(
    store: &Store,
    profile: &Profile,
    files: &[PathBuf],
    delivery: Delivery,
    keep_going: bool,
) -> anyhow::Result<IngestReport> {
    let outside = outside_reader()?;
    let lock = store.lock(&holder("ingest"), LOCK_WAIT)?;
    let bar = progress::bar("ingest", 0);
    let show = |done: &Progress| show(&bar, done);
    let time = now();
    let report = ingest(&IngestRequest {
        store,
        lock: &lock,
        profile,
        files,
        outside: Some(&outside),
        keep_going,
        delivery,
        units_geojson: Some(oshaq_samples::facts::region_shapes()),
        as_of: profile.time.day(time),
        now: time,
        code_version: CODE_VERSION,
        scratch: std::env::temp_dir(),
        progress: &show,
    })?;
    bar.finish_and_clear();
    Ok(report)
}

fn show(bar: &ProgressBar, done: &Progress) {
    bar.set_message(format!(
        "ingest {} ({}/{})",
        done.name,
        done.file + 1,
        done.files
    ));
    bar.set_length(done.bytes);
    bar.set_position(done.bytes_read);
}

/// A built-in profile or one of the samples by its name, or any other from its TOML file.
pub fn profile(name: &str) -> anyhow::Result<Profile> {
    let path = Path::new(name);
    if path
        .extension()
        .is_some_and(|extension| extension == "toml")
    {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Unusable(format!("cannot read the profile {name}: {error}")))?;
        return Ok(Profile::parse(&text, name)?);
    }
    match oshaq_samples::PROFILES
        .iter()
        .find(|(sample, _)| *sample == name)
    {
        Some((_, text)) => Ok(Profile::parse(text, name)?),
        None => Profile::built_in(name).map_err(|error| unknown(name, error)),
    }
}

/// A name that nobody knows is answered with all that are known.
fn unknown(name: &str, error: ProfileError) -> anyhow::Error {
    if !matches!(error, ProfileError::Unknown { .. }) {
        return error.into();
    }
    let samples = oshaq_samples::PROFILES.iter().map(|(sample, _)| *sample);
    let known: Vec<&str> = Profile::BUILT_IN.into_iter().chain(samples).collect();
    let known = known.join(", ");
    Unusable(format!("no profile is called `{name}`; there are {known}, or give the path of a profile file (.toml)"))
        .into()
}

fn readable(answer: &Answer<'_>) -> String {
    let total = &answer.ledger.total;
    let mut rows = vec![
        line("read", total.read),
        line("accepted", total.accepted),
        line("  of these unmapped", total.unmapped),
        line("duplicate", total.duplicate),
        line("rejected", total.rejected),
    ];
    rows.extend(reasons(total));
    rows.extend(answer.ledger.changes.iter().flat_map(account));
    for stack in &answer.ledger.stacks {
        let place = format!("at one point of cell {} in unit {}", stack.cell, stack.unit);
        rows.push(line(&place, stack.records));
    }
    if !answer.ledger.unread.is_empty() {
        rows.push(line(
            "files or parts not read",
            answer.ledger.unread.len() as u64,
        ));
    }
    let simulated = if answer.ledger.simulated {
        " (simulated)"
    } else {
        ""
    };
    let known = if answer.is_known {
        ": every file was loaded before, nothing is new"
    } else {
        ""
    };
    format!(
        "incidents {}{simulated}{known}\n{}",
        answer.version,
        output::table(&rows)
    )
}

/// The account of the records that stand.
fn account(changes: &RecordChanges) -> Vec<Vec<String>> {
    vec![
        line(
            &format!("records of version {}", changes.since),
            changes.previous,
        ),
        line("  added", changes.added),
        line("  told again", changes.resent),
        line("  revised", changes.revised),
        line("  reclassified", changes.reclassified),
        line("  withdrawn", changes.withdrawn),
        line("records now", changes.now),
    ]
}

fn reasons(total: &Tally) -> Vec<Vec<String>> {
    let named = [
        ("rejected", &total.rejects),
        ("duplicate", &total.duplicates),
        ("unmapped", &total.unmapped_reasons),
        ("noted", &total.notes),
    ];
    named
        .into_iter()
        .flat_map(|(what, reasons)| {
            reasons
                .iter()
                .map(move |(reason, &rows)| line(&format!("{what}: {reason}"), rows))
        })
        .collect()
}

fn line(what: &str, rows: u64) -> Vec<String> {
    vec![what.to_owned(), rows.to_string()]
}
