//! The command line, a contract that scripts rely on: one file a verb.

#![expect(clippy::doc_markdown, reason = "clap prints these words as they stand")]

mod analysed;
mod backtest;
mod counts;
mod demo;
mod evaluate;
mod export;
mod forecast;
mod hot_areas;
mod ingest;
mod inspect;
mod judged;
mod kpi;
mod near_repeat;
mod prune;
mod publish;
mod pull;
mod read_outside;
mod report;
mod serve;
mod simulate;
mod verify;
mod versions;

use clap::{Args, Parser, Subcommand};
use oshaq_store::Store;

pub use analysed::AnalysedArgs;
pub use backtest::BacktestArgs;
pub use counts::CountsArgs;
pub use demo::DemoArgs;
pub use evaluate::EvaluateArgs;
pub use export::{ExportArgs, ExportFormat, ExportWhat};
pub use forecast::{FORECAST_HORIZON, ForecastArgs, MODEL};
pub use hot_areas::HotAreasArgs;
pub use ingest::IngestArgs;
pub use inspect::InspectArgs;
pub use judged::JudgedArgs;
pub use kpi::KpiArgs;
pub use near_repeat::NearRepeatArgs;
pub use prune::PruneArgs;
pub use publish::PublishArgs;
pub use pull::PullArgs;
pub use read_outside::ReadOutsideArgs;
pub use report::{CURRENT, ReportArgs, ReportKind};
pub use serve::ServeArgs;
pub use simulate::{FROM, SimulateArgs, TO};
pub use verify::VerifyArgs;
pub use versions::VersionsArgs;

/// Resolution of counts, backtests and forecasts.
pub const RESOLUTION: &str = "9";
/// Horizon of a backtest.
pub const BACKTEST_HORIZON: &str = "7d";
/// Seed of the simulator and of permutations.
pub const SEED: u64 = 7;
/// Share of the nation's records simulated.
pub const SCALE: f64 = 1.0;

/// Forecasts of recorded offences on an H3 grid, a public map of criminogenic risks, and the five indicators of the Concept.
#[derive(Debug, Parser)]
#[command(name = "oshaq", version, about, max_term_width = 100)]
pub struct Cli {
    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
    /// The verb.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
pub struct Common {
    /// Print the result as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Write the log as JSON lines on standard error
    #[arg(long, global = true, env = "OSHAQ_LOG_JSON")]
    pub log_json: bool,
}

/// Where the artefacts are.
#[derive(Debug, Args)]
pub struct StoreArgs {
    /// Store of artefacts: a folder, or s3://bucket/prefix with the AWS_* variables set
    #[arg(long, default_value = Store::DEFAULT_LOCATION, env = "OSHAQ_STORE")]
    pub store: String,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Draw ERDR-style records from a process with a known truth; they are labelled as simulated
    Simulate(SimulateArgs),
    /// Fetch the records of an ArcGIS feature layer into a folder of pages
    Pull(PullArgs),
    /// Read raw statistics into a new version of `incidents`, every row accounted for; statistical forms become `aggregates`
    Ingest(IngestArgs),
    /// Look at an unknown file and propose a profile for it
    Inspect(InspectArgs),
    /// Count incidents by cell, day and category
    Counts(CountsArgs),
    /// Score models on windows they have not seen
    Backtest(BacktestArgs),
    /// Score models side by side, with differences, calibration, disparity and a report for people
    Evaluate(EvaluateArgs),
    /// Test whether an offence raises the risk around it for a while (internal)
    NearRepeat(NearRepeatArgs),
    /// Find where recorded offences lie together, as polygons (internal)
    HotAreas(HotAreasArgs),
    /// Forecast every category that may be mapped
    Forecast(ForecastArgs),
    /// Apply disclosure control and write the public surface with its tiles
    Publish(PublishArgs),
    /// Serve tiles, API and pages; new versions are picked up without a restart
    Serve(ServeArgs),
    /// The five indicators: targets, observations, status
    Kpi(KpiArgs),
    /// Write what the store holds into a file for other tools
    Export(ExportArgs),
    /// What became of every row of a version, and what the version is worth
    Report(ReportArgs),
    /// List the versions in the store
    Versions(VersionsArgs),
    /// Hash every file again and compare with its manifest
    Verify(VerifyArgs),
    /// Remove finished jobs that no forecast can take up any more; lists them unless told --yes
    Prune(PruneArgs),
    /// Simulate, ingest, backtest, forecast, publish and serve in one go
    Demo(DemoArgs),
    /// Read a workbook or Parquet file within limits, for `oshaq` itself
    #[command(hide = true)]
    ReadOutside(ReadOutsideArgs),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use oshaq_models::BacktestSpec;
    use oshaq_server::ServerConfig;

    use super::demo::RAW;
    use super::evaluate::SHIFTS;
    use super::hot_areas::HOT_AREA_DAYS;
    use super::prune::PRUNE_DAYS;
    use super::pull::{ATTEMPTS, DATE_FIELD, PAGE, TIMEOUT_S};
    use super::*;

    fn help_of(verb: &str) -> String {
        let mut cli = Cli::command();
        cli.find_subcommand_mut(verb)
            .expect("the verb exists")
            .render_long_help()
            .to_string()
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn numbers_of_days_beyond_the_calendar_are_refused() {
        for command in [
            ["oshaq", "prune", "--older-than", "100000000"],
            ["oshaq", "prune", "--older-than", "36501"],
        ] {
            let error = Cli::try_parse_from(command).unwrap_err().to_string();
            assert!(error.contains("36500"), "{error}");
        }
        assert!(Cli::try_parse_from(["oshaq", "prune", "--older-than", "36500"]).is_ok());
    }

    #[test]
    fn every_default_is_shown_in_the_help() {
        let scale = SCALE.to_string();
        let seed = SEED.to_string();
        let windows = BacktestSpec::WINDOWS.to_string();
        let listen = ServerConfig::LISTEN.to_string();
        let (shifts, look_back) = (SHIFTS.to_string(), HOT_AREA_DAYS.to_string());
        let (page, timeout, attempts) = (
            PAGE.to_string(),
            TIMEOUT_S.to_string(),
            ATTEMPTS.to_string(),
        );
        let prune_days = PRUNE_DAYS.to_string();
        let expected: [(&str, &[&str]); 12] = [
            ("pull", &[DATE_FIELD, &page, &timeout, &attempts]),
            ("simulate", &[FROM, TO, &seed, &scale]),
            (
                "backtest",
                &[
                    Store::DEFAULT_LOCATION,
                    RESOLUTION,
                    BACKTEST_HORIZON,
                    &windows,
                ],
            ),
            (
                "evaluate",
                &[
                    Store::DEFAULT_LOCATION,
                    RESOLUTION,
                    BACKTEST_HORIZON,
                    &shifts,
                ],
            ),
            ("near-repeat", &[Store::DEFAULT_LOCATION, RESOLUTION, &seed]),
            (
                "hot-areas",
                &[Store::DEFAULT_LOCATION, RESOLUTION, &look_back],
            ),
            (
                "forecast",
                &[Store::DEFAULT_LOCATION, RESOLUTION, FORECAST_HORIZON, MODEL],
            ),
            ("serve", &[Store::DEFAULT_LOCATION, &listen]),
            ("counts", &[Store::DEFAULT_LOCATION, RESOLUTION]),
            ("report", &[Store::DEFAULT_LOCATION, CURRENT]),
            ("prune", &[Store::DEFAULT_LOCATION, &prune_days]),
            (
                "demo",
                &[Store::DEFAULT_LOCATION, RAW, &listen, &scale, &seed],
            ),
        ];
        for (verb, defaults) in expected {
            let help = help_of(verb);
            for default in defaults {
                assert!(
                    help.contains(&format!("[default: {default}]")),
                    "{verb}: {default}\n{help}"
                );
            }
        }
    }
}
