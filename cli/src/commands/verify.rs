//! `oshaq verify`: is every byte the one that was written?

use crate::args::VerifyArgs;
use crate::failure::CheckFailed;
use crate::output;
use crate::world::open_store;

/// Hashes every file of every version again.
pub fn run(args: &VerifyArgs, json: bool) -> anyhow::Result<()> {
    let report = open_store(&args.store.store)?.verify()?;
    output::print(json, &report, |report| {
        let mut lines: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        lines.push(format!(
            "{} versions, {} files, {} bytes: {} problems",
            report.versions,
            report.files,
            report.bytes,
            report.problems.len()
        ));
        lines.join("\n")
    })?;
    if report.is_ok() {
        Ok(())
    } else {
        Err(CheckFailed(format!(
            "{} files are not as written",
            report.problems.len()
        ))
        .into())
    }
}
