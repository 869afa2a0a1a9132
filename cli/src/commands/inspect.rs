//! `oshaq inspect`: what an unknown file holds, and a profile for it.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use oshaq_etl::{ColumnFinding, InspectRequest, Inspection, Profile, inspect};

use crate::args::InspectArgs;
use crate::failure::Unusable;
use crate::output;
use crate::world::{now, outside_reader};

/// Looks at a file, prints what was understood, and writes the proposed profile where that is asked for.
pub fn run(args: &InspectArgs, json: bool) -> anyhow::Result<()> {
    let Some(path) = args.file.as_deref().filter(|_| !args.schema) else {
        return output::text(&Profile::json_schema());
    };
    let outside = outside_reader()?;
    let inspection = inspect(&InspectRequest {
        path,
        outside: Some(&outside),
        scratch: &std::env::temp_dir(),
        crs: args.crs.as_deref(),
        zone: args.zone.as_deref(),
        columns: &args.columns,
        as_of: furthest_day(now()),
    })?;
    if let (Some(out), Some(profile)) = (&args.out, &inspection.profile) {
        write(out, profile)?;
    }
    let shows_profile = args.out.is_none();
    output::print(json, &inspection, |found| readable(found, shows_profile))?;
    match &inspection.profile {
        None => Err(Unusable(lacking(&inspection)).into()),
        Some(_) => Ok(()),
    }
}

/// Why there is no profile, and what can be done.
fn lacking(found: &Inspection) -> String {
    let has = |roles: &[&str]| {
        let given = |column: &ColumnFinding| column.role.is_some_and(|role| roles.contains(&role));
        found.columns.iter().any(given)
    };
    let what = match (has(&["committed"]), has(&["category", "article"])) {
        (true, _) => "no column was seen to tell the category; name it with --column category=NAME",
        (false, true) => {
            "no column was seen to tell the time of commission by day; name it with --column committed=NAME"
        }
        (false, false) => {
            "no column was seen to tell the time of commission by day, and none the category; name them with --column committed=NAME --column category=NAME"
        }
    };
    format!("{}: no profile can be proposed: {what}", found.file)
}

/// The day in the zone that is furthest ahead, UTC+14: the file may be from there.
fn furthest_day(now: DateTime<Utc>) -> NaiveDate {
    (now + TimeDelta::hours(14)).date_naive()
}

fn write(out: &Path, profile: &str) -> anyhow::Result<()> {
    let refuse = |error: std::io::Error| {
        Unusable(format!(
            "cannot write {}: {error}; choose another name",
            out.display()
        ))
    };
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(out)
        .map_err(refuse)?;
    Ok(file.write_all(profile.as_bytes()).map_err(refuse)?)
}

fn readable(found: &Inspection, shows_profile: bool) -> String {
    let head = [
        "column",
        "values",
        "filled",
        "different",
        "role",
        "confidence",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(found.columns.iter().map(|column| {
        vec![
            column.name.clone(),
            column.kind.clone(),
            format!("{:.1} %", 100.0 * column.filled),
            column.different.to_string(),
            column.role.unwrap_or_default().to_owned(),
            column
                .confidence
                .map_or("", |sure| sure.as_str())
                .to_owned(),
        ]
    }));
    let delimiter = found
        .delimiter
        .map_or_else(String::new, |sign| format!(", delimiter {sign:?}"));
    let header = found
        .header_line
        .map_or_else(String::new, |line| format!(", header in line {line}"));
    let mut text = format!(
        "{}: {}, {}{delimiter}{header}, {} rows looked at\n{}\n",
        found.file,
        found.format,
        found.encoding,
        found.rows,
        output::table(&rows)
    );
    for doubt in &found.doubts {
        let _ = writeln!(text, "look at this: {doubt}");
    }
    if let Some(profile) = found.profile.as_ref().filter(|_| shows_profile) {
        let _ = write!(text, "\n{profile}");
    }
    text
}
