//! `oshaq simulate`: records with a known truth, labelled as simulated.

use std::path::Path;

use indicatif::ProgressBar;
use oshaq_samples::{SimulationConfig, SimulationSummary, write_simulation};

use crate::args::SimulateArgs;
use crate::failure::Unusable;
use crate::{output, progress};

/// Writes the files and prints what they hold.
pub fn run(args: &SimulateArgs, json: bool) -> anyhow::Result<()> {
    refuse_strangers(&args.out)?;
    let mut config = SimulationConfig::nation(args.from, args.to, args.seed);
    config.scale = args.scale;
    config.regions.clone_from(&args.regions);
    let summary = write(config, &args.out)?;
    output::print(json, &summary, |summary| readable(summary, &args.out))
}

/// Simulates into a folder and shows how far it is.
pub fn write(config: SimulationConfig, folder: &Path) -> anyhow::Result<SimulationSummary> {
    let bar: ProgressBar = progress::bar("simulate", 0);
    let summary = write_simulation(config, folder, |done| {
        bar.set_length(done.days);
        bar.set_position(done.days_done);
    })?;
    bar.finish_and_clear();
    Ok(summary)
}

/// A folder that holds anything else than an earlier simulation is not written into.
fn refuse_strangers(folder: &Path) -> anyhow::Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with(oshaq_etl::SIMULATED_PREFIX) && name != "truth" {
            let reason = format!(
                "{} holds `{name}`, which no simulation wrote; give an empty folder or a new one to --out",
                folder.display()
            );
            return Err(Unusable(reason).into());
        }
    }
    Ok(())
}

fn readable(summary: &SimulationSummary, folder: &Path) -> String {
    let years = summary
        .records_by_year
        .iter()
        .map(|(year, records)| vec![year.to_string(), records.to_string()]);
    format!(
        "{} rows of {} simulated records in {}\n{}",
        summary.rows,
        summary.records,
        folder.display(),
        output::table(&years.collect::<Vec<_>>())
    )
}
