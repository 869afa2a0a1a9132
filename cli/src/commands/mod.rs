//! One file per verb.

mod backtest;
mod cards;
mod counts;
mod demo;
mod evaluate;
mod export;
mod forecast;
mod forms;
mod hot_areas;
mod ingest;
mod inspect;
mod judged;
mod kpi;
mod near_repeat;
mod prune;
mod public_scores;
mod publish;
mod pull;
mod read_outside;
mod report;
mod serve;
mod simulate;
mod timed;
mod verify;
mod versions;

use crate::args::{Cli, Command};

/// Runs the verb.
///
/// # Errors
/// Whatever went wrong, told for people; [`crate::failure::exit_code`] gives it its number.
pub fn run(cli: &Cli) -> anyhow::Result<()> {
    let json = cli.common.json;
    match &cli.command {
        Command::Simulate(args) => simulate::run(args, json),
        Command::Pull(args) => pull::run(args, json),
        Command::Ingest(args) => ingest::run(args, json),
        Command::Inspect(args) => inspect::run(args, json),
        Command::Counts(args) => counts::run(args, json),
        Command::Backtest(args) => backtest::run(args, json),
        Command::Evaluate(args) => evaluate::run(args, json),
        Command::NearRepeat(args) => near_repeat::run(args, json),
        Command::HotAreas(args) => hot_areas::run(args, json),
        Command::Forecast(args) => forecast::run(args, json),
        Command::Publish(args) => publish::run(args, json),
        Command::Serve(args) => serve::run(args, json),
        Command::Kpi(args) => kpi::run(args, json),
        Command::Export(args) => export::run(args, json),
        Command::Versions(args) => versions::run(args, json),
        Command::Report(args) => report::run(args, json),
        Command::Verify(args) => verify::run(args, json),
        Command::Prune(args) => prune::run(args, json),
        Command::Demo(args) => demo::run(args),
        Command::ReadOutside(args) => read_outside::run(args),
    }
}
