//! `oshaq publish`: what may be seen, with its tiles.

use oshaq_domain::{
    Category, CategorySlug, Division, Forecast, Kato, Names, Policy, PublicSurface, Released,
    SurfaceMeta, Unit, publish_by_district, release_check,
};
use oshaq_samples::facts::{self, City, CityStatus, PopulationSeries, UnitFact};
use oshaq_server::{
    DistrictShapes, PastForecast, Place, PublishProgress, SurfaceExtras, write_surface,
};
use oshaq_store::tables::{names, read_forecasts, read_surface};
use oshaq_store::{Kind, Manifest, ManifestDraft, Parent, Store, WriterLock};
use serde::Serialize;
use serde_json::{Value, json};

use crate::args::PublishArgs;
use crate::commands::cards::{self, Known};
use crate::commands::kpi::{self, Official};
use crate::given::Given;
use crate::history::History;
use crate::past::Past;
use crate::world::{CODE_VERSION, LOCK_WAIT, holder, now, open_store};
use crate::{districts, output, population, progress};

/// Words about the origin of simulated data.
const SIMULATED_SOURCE: &str =
    "Simulated records (oshaq simulate), calibrated to published totals; not real offences";
/// Words about the origin of ingested data.
const INGESTED_SOURCE: &str = "Anonymised records ingested by the operator";
/// Licence of the published surface.
const LICENCE: &str = "CC BY 4.0";

/// What the deployment knows and the project does not carry.
#[derive(Debug, Clone, Default)]
pub struct Deployment {
    /// Shapes of districts.
    pub districts: Given,
    /// Residents by cell.
    pub population: Given,
    /// Where those are from.
    pub population_source: Option<String>,
}

/// What the command answers.
#[derive(Debug, Serialize)]
struct Answer {
    surface: String,
    indicators: String,
    simulated: bool,
    published: Vec<CategorySlug>,
    cells: usize,
    districts: usize,
    /// Cells with residents in what the deployment has given.
    population_cells: u64,
    bytes: u64,
}

/// Publishes the current forecast.
pub fn run(args: &PublishArgs, json: bool) -> anyhow::Result<()> {
    progress::listen_for_interrupt()?;
    let store = open_store(&args.store.store)?;
    let given = Deployment {
        districts: Given::from_args(args.districts.as_ref(), args.no_districts),
        population: Given::from_args(args.population.as_ref(), args.no_population),
        population_source: args.population_source.clone(),
    };
    let official = Official::of(&store)?;
    let (surface, cells) = publish_surface(&store, &given)?;
    let indicators = kpi::publish_indicators(&store, official)?;
    let meta = stored_meta(&store, &surface)?;
    let answer = Answer {
        surface: surface.version.to_string(),
        indicators: indicators.version.to_string(),
        simulated: surface.simulated,
        districts: meta.division.as_ref().map_or(0, |own| own.areas.len()),
        population_cells: surface
            .rows
            .get(names::SURFACE_POPULATION)
            .copied()
            .unwrap_or(0),
        published: meta.series,
        cells,
        bytes: surface.bytes(),
    };
    output::print(json, &answer, |answer| {
        let published: Vec<&str> = answer.published.iter().map(CategorySlug::as_str).collect();
        format!(
            "surface {}: {} cells and {} districts of {} ({} bytes)\nindicators {}",
            answer.surface,
            answer.cells,
            answer.districts,
            published.join(", "),
            answer.bytes,
            answer.indicators
        )
    })
}

/// Applies disclosure control to the current forecast and writes the surface; gives its manifest and number of cells.
pub fn publish_surface(store: &Store, given: &Deployment) -> anyhow::Result<(Manifest, usize)> {
    let forecast = store.current_manifest(Kind::Forecast)?;
    let shapes = districts::shapes(&given.districts, store, forecast.simulated)?;
    let history = history_of(store, &forecast)?;
    let forecasts = forecasts_of(store, &forecast, &history)?;
    let lock = store.lock(&holder("publish"), LOCK_WAIT)?;
    let earlier = released(store, forecast.simulated)?;
    let surface = surface_of(store, &history, &forecasts, &earlier, shapes.as_ref())?;
    release_check(&surface, &earlier)?;
    let (backtest, known) = backtest_of(store, &history)?.unzip();
    let scores = known.as_ref().map(|known| known.public(surface.meta()));
    let scores = scores.map(serde_json::to_value).transpose()?;
    let known = known.unwrap_or_default();
    let past = Past::of(store, &forecast)?;
    let parents = [Parent {
        kind: Kind::Forecast,
        version: forecast.version.clone(),
    }];
    let parents = parents.into_iter().chain(backtest).chain(past.parents());
    let scoreboard = past.scoreboard(store, &surface)?;
    let residents = (&given.population, given.population_source.as_deref());
    let simulated = surface.meta().simulated;
    let extras = SurfaceExtras {
        districts: shapes,
        population: population::residents(residents, store, simulated)?,
        ..extras(simulated, scores, scoreboard)?
    };
    let cards = (forecasts.as_slice(), &known);
    let manifest = write(store, &lock, &surface, &extras, cards, parents.collect())?;
    Ok((manifest, surface.cells().len()))
}

fn surface_of(
    store: &Store,
    history: &History,
    forecasts: &[Forecast],
    earlier: &Released,
    shapes: Option<&DistrictShapes>,
) -> anyhow::Result<PublicSurface> {
    let policy = Policy::default();
    let find = |cell| shapes.and_then(|shapes| shapes.find(cell));
    let division = match (shapes, policy.resolutions.last()) {
        (Some(shapes), Some(&finest)) => {
            let covered = shapes.covered(facts::region_shapes())?;
            Some(Division::new(shapes.areas(finest), covered, &find))
        }
        _ => None,
    };
    let past = oshaq_domain::Past {
        counts: history.counts(),
        placements: &history.placements(store)?,
        division: division.as_ref(),
    };
    let (categories, simulated) = (history.categories(), history.simulated());
    Ok(publish_by_district(
        forecasts, &past, categories, earlier, &policy, simulated,
    )?)
}

fn history_of(store: &Store, forecast: &Manifest) -> anyhow::Result<History> {
    let counts = forecast
        .parents
        .iter()
        .find(|parent| parent.kind == Kind::Counts)
        .ok_or_else(|| {
            anyhow::anyhow!(
                "forecast {} names no counts; run `oshaq forecast` again",
                forecast.version
            )
        })?;
    History::of(store, store.manifest(Kind::Counts, &counts.version)?)
}

/// The forecasts of categories that may be mapped. Others are kept for analysts and never leave the store.
fn forecasts_of(
    store: &Store,
    forecast: &Manifest,
    history: &History,
) -> anyhow::Result<Vec<Forecast>> {
    let file = store.file(Kind::Forecast, &forecast.version, names::FORECAST)?;
    let mut forecasts = read_forecasts(file.path())?;
    forecasts.retain(|forecast| {
        history
            .categories()
            .get(forecast.category())
            .is_some_and(Category::may_be_mapped)
    });
    Ok(forecasts)
}

/// What all earlier versions told, folded from the oldest to the newest. Simulated and real ones are never compared.
///
/// Reads every version's tables once and holds one version at a time next to the fold: seconds per version of the nation.
fn released(store: &Store, simulated: bool) -> anyhow::Result<Released> {
    let mut released = Released::default();
    for version in store.versions(Kind::Surface)? {
        if version.simulated == simulated {
            released.add(&read_surface(store, &version.version)?);
        }
    }
    Ok(released)
}

fn stored_meta(store: &Store, surface: &Manifest) -> anyhow::Result<SurfaceMeta> {
    let text = store.read(Kind::Surface, &surface.version, names::SURFACE_META)?;
    Ok(serde_json::from_slice(&text)?)
}

/// What the current backtest knows, if it is of the same records.
fn backtest_of(store: &Store, history: &History) -> anyhow::Result<Option<(Parent, Known)>> {
    let Some(version) = store.current(Kind::Backtest)? else {
        return Ok(None);
    };
    let manifest = store.manifest(Kind::Backtest, &version)?;
    if !manifest.parents.contains(&history.parent()) {
        return Ok(None);
    }
    let known = Known::of(store, &version)?;
    let kind = Kind::Backtest;
    Ok(Some((Parent { kind, version }, known)))
}

fn write(
    store: &Store,
    lock: &WriterLock,
    surface: &PublicSurface,
    extras: &SurfaceExtras,
    (forecasts, known): (&[Forecast], &Known),
    parents: Vec<Parent>,
) -> anyhow::Result<Manifest> {
    let bar = progress::bar("tiles", 0);
    let show = |done: PublishProgress| {
        bar.set_length(done.total);
        bar.set_position(done.done);
    };
    let stage = store.stage(lock, Kind::Surface)?;
    let rows = write_surface(&stage, surface, extras, &show)?;
    let simulated = surface.meta().simulated;
    cards::write(&stage, forecasts, known, &extras.source, simulated)?;
    bar.finish_and_clear();
    if progress::interrupted() {
        return Err(progress::Interrupted.into());
    }
    let draft = ManifestDraft {
        parents,
        parameters: json!({ "policy": surface.meta().policy }),
        rows,
        simulated: surface.meta().simulated,
        ..ManifestDraft::new(CODE_VERSION, now())
    };
    Ok(stage.commit(draft)?)
}

fn extras(
    simulated: bool,
    scores: Option<Value>,
    scoreboard: Vec<PastForecast>,
) -> anyhow::Result<SurfaceExtras> {
    Ok(SurfaceExtras {
        source: if simulated {
            SIMULATED_SOURCE
        } else {
            INGESTED_SOURCE
        }
        .to_owned(),
        licence: LICENCE.to_owned(),
        units: facts::units()
            .iter()
            .map(unit)
            .collect::<anyhow::Result<_>>()?,
        units_geojson: facts::region_shapes().to_owned(),
        districts: None,
        population: None,
        places: facts::cities()
            .iter()
            .map(place)
            .collect::<anyhow::Result<_>>()?,
        scores,
        scoreboard,
    })
}

fn unit(fact: &UnitFact) -> anyhow::Result<Unit> {
    Ok(Unit {
        kato: fact.kato.parse()?,
        names: Names {
            name_kk: fact.full_name_kk.clone(),
            name_ru: fact.full_name_ru.clone(),
            name_en: fact.full_name_en.clone(),
        },
        kind: fact.kind,
        population: newest_population(&fact.kato),
        lat: fact.centre_lat,
        lng: fact.centre_lng,
    })
}

/// The newest yearly average of the series since the census.
fn newest_population(kato: &str) -> u32 {
    facts::population()
        .iter()
        .filter(|row| row.kato == kato && row.series == PopulationSeries::AfterRebase)
        .max_by_key(|row| row.year)
        .map_or(0, |row| row.population.round() as u32)
}

fn place(city: &City) -> anyhow::Result<Place> {
    let is_centre = facts::units()
        .iter()
        .any(|unit| unit.kato == city.kato && unit.centre_kk == city.name_kk);
    Ok(Place {
        names: Names {
            name_kk: city.name_kk.clone(),
            name_ru: city.name_ru.clone(),
            name_en: city.name_en.clone(),
        },
        population: city.population_2023.unwrap_or(0),
        rank: match city.status {
            CityStatus::Republican => 0,
            _ if is_centre => 1,
            _ => 2,
        },
        kato2: city.kato.parse::<Kato>()?,
        lat: city.lat,
        lng: city.lng,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_has_a_population_and_every_city_a_unit() {
        let extras = extras(true, None, Vec::new()).unwrap();
        assert_eq!(extras.units.len(), 20);
        assert!(extras.units.iter().all(|unit| unit.population > 100_000));
        let known = |place: &Place| extras.units.iter().any(|unit| unit.kato == place.kato2);
        assert!(extras.places.iter().all(known));
        assert_eq!(
            extras.places.iter().filter(|place| place.rank == 0).count(),
            3
        );
    }
}
