//! `oshaq demo`: the whole house in one go, on simulated data.

use chrono::{Datelike, NaiveDate};
use oshaq_domain::{CategorySlug, Resolution};
use oshaq_etl::Delivery;
use oshaq_models::{BacktestSpec, models};
use oshaq_samples::SimulationConfig;
use oshaq_server::ServerConfig;
use oshaq_store::{Kind, Store};

use crate::args::{
    self, BacktestArgs, DemoArgs, FORECAST_HORIZON, FROM, ForecastArgs, JudgedArgs, RESOLUTION,
    StoreArgs, TO,
};
use crate::commands::kpi::{self, Official};
use crate::commands::publish::{self, Deployment};
use crate::commands::{backtest, forecast, ingest, serve, simulate};
use crate::given::Given;
use crate::history::{History, count};
use crate::output::tell;
use crate::world::open_store;

/// The categories whose backtest the demonstration shows.
const SCORED: [&str; 2] = ["theft", "robbery"];

/// The models it compares: the published one and what anyone would pick instead.
const COMPARED: [&str; 4] = [args::MODEL, "historic_count", "count_365d", "ring_kde"];

/// The model of the surface that is published for the month before, so that the scoreboard has a forecast to judge: one that takes
/// a tenth of the time.
const EARLIER_MODEL: &str = "kernel_mixture";

/// Words about the origin of the residents.
const SIMULATED_RESIDENTS: &str =
    "Simulated (oshaq simulate): who would live at the simulation's addresses";

/// Makes what is missing, then serves.
pub fn run(args: &DemoArgs) -> anyhow::Result<()> {
    let store = open_store(&args.store.store)?;
    if store.current(Kind::Surface)?.is_some() {
        tell!(
            "{} holds a published surface already; it is served as it is",
            args.store.store
        );
    } else {
        make(&store, args)?;
    }
    if args.no_serve {
        return Ok(());
    }
    serve::until_told_to_stop(
        ServerConfig {
            listen: args.listen,
            snapshot_program: serve::snapshot_program(),
            ..ServerConfig::default()
        },
        store,
    )
}

fn make(store: &Store, args: &DemoArgs) -> anyhow::Result<()> {
    let (from, to): (NaiveDate, NaiveDate) = (FROM.parse()?, TO.parse()?);
    let resolution: Resolution = RESOLUTION.parse()?;
    let mut config = SimulationConfig::nation(from, to, args.seed);
    config.scale = args.scale;
    let rows = simulate::write(config, &args.raw)?.rows;
    tell!("simulated {rows} rows into {}", args.raw.display());

    let files = oshaq_etl::data_files(std::slice::from_ref(&args.raw))?;
    let report = ingest::read(
        store,
        &ingest::profile("erdr")?,
        &files,
        Delivery::Afresh,
        false,
    )?;
    let total = &report.ledger.total;
    tell!(
        "ingested: read {} = accepted {} + duplicate {} + rejected {}; {} not mapped",
        total.read,
        total.accepted,
        total.duplicate,
        total.rejected,
        total.unmapped
    );

    count(store, resolution)?;
    let history = History::load(store, resolution)?;
    tell!(
        "counted {} incidents in {} cells",
        history.counts().total(),
        history.counts().cells().len()
    );

    scores(store, &history, &backtest_args(args, resolution, to)?)?;

    let month_before = to.with_day(1).and_then(|first| first.pred_opt());
    let earlier = forecast_args(args, resolution, EARLIER_MODEL, month_before)?;
    publish_next(store, &history, args, &earlier)?;
    let newest = forecast_args(args, resolution, args::MODEL, None)?;
    publish_next(store, &history, args, &newest)?;
    kpi::publish_indicators(store, Official::of(store)?)?;
    Ok(())
}

/// Forecasts every category and publishes the result.
fn publish_next(
    store: &Store,
    history: &History,
    args: &DemoArgs,
    how: &ForecastArgs,
) -> anyhow::Result<()> {
    let made = forecast::make(store, history, how)?;
    let manifest = forecast::keep(store, history, how, &made)?;
    tell!(
        "forecast {} categories by {}",
        made.forecasts.len(),
        how.model
    );
    let (surface, cells) = publish::publish_surface(store, &deployment(args))?;
    tell!(
        "published surface {} with {cells} cells, made from forecast {}",
        surface.version,
        manifest.version
    );
    Ok(())
}

fn scores(store: &Store, history: &History, how: &BacktestArgs) -> anyhow::Result<()> {
    let mut watch = backtest::Watch::new(None, history.simulated());
    let line_up = models(&how.judged.models)?;
    let scores = backtest::score(history, how, &line_up, None, &mut watch)?;
    watch.finish()?;
    backtest::keep(store, history, &how.judged, None, &scores)?;
    tell!(
        "scored {} models on {} windows",
        scores.first().map_or(0, |one| one.models.len()),
        how.windows
    );
    Ok(())
}

fn backtest_args(
    args: &DemoArgs,
    resolution: Resolution,
    to: NaiveDate,
) -> anyhow::Result<BacktestArgs> {
    let category = SCORED
        .iter()
        .map(|slug| slug.parse::<CategorySlug>())
        .collect::<Result<_, _>>()?;
    let judged = JudgedArgs {
        store: store_args(args),
        category,
        resolution,
        horizon: args::BACKTEST_HORIZON.parse()?,
        since: None,
        models: COMPARED.map(str::to_owned).to_vec(),
        districts: None,
    };
    Ok(BacktestArgs {
        judged,
        windows: BacktestSpec::WINDOWS,
        until: to,
        export: None,
    })
}

fn forecast_args(
    args: &DemoArgs,
    resolution: Resolution,
    model: &str,
    until: Option<NaiveDate>,
) -> anyhow::Result<ForecastArgs> {
    Ok(ForecastArgs {
        store: store_args(args),
        horizon: FORECAST_HORIZON.parse()?,
        category: Vec::new(),
        resolution,
        until,
        model: model.to_owned(),
        districts: None,
    })
}

/// Residents of the simulated cells; nothing is simulated of districts.
fn deployment(args: &DemoArgs) -> Deployment {
    Deployment {
        population: Given::By(args.raw.join(oshaq_samples::POPULATION_FILE)),
        population_source: Some(SIMULATED_RESIDENTS.to_owned()),
        ..Deployment::default()
    }
}

fn store_args(args: &DemoArgs) -> StoreArgs {
    StoreArgs {
        store: args.store.store.clone(),
    }
}
