//! `oshaq hot-areas`: where recorded offences lie together, as polygons.

use std::path::Path;

use anyhow::Context;
use oshaq_domain::{Counts, Day, Outline, Universe};
use oshaq_models::{HotArea, HotAreas, patrol_categories};
use serde::Serialize;
use serde_json::{Value, json};

use crate::args::HotAreasArgs;
use crate::failure::Unusable;
use crate::history::History;
use crate::output;
use crate::world::open_store;

/// What the command answers.
#[derive(Debug, Serialize)]
struct Answer {
    simulated: bool,
    file: String,
    areas: Vec<Line>,
}

/// One area.
#[derive(Debug, Serialize)]
struct Line {
    cells: usize,
    recorded: f64,
    share: f64,
    density: f64,
}

/// Finds the areas and writes them as GeoJSON. For analysts: it tells numbers of offences and is never published.
pub fn run(args: &HotAreasArgs, json: bool) -> anyhow::Result<()> {
    let store = open_store(&args.analysed.store.store)?;
    let history = History::load(&store, args.analysed.resolution)?;
    // Patrols may be sent to a hot area, so that what they find themselves must not make one.
    patrol_categories(history.categories(), [args.analysed.category.clone()])?;
    let counts = last_days(history.counts(), args)?;
    let (universe, values) = recorded(&counts, args)?;
    let areas = HotAreas {
        density: args.density,
    }
    .find(&universe, &values)?;
    write(&args.out, &geojson(&areas, history.simulated(), args))?;
    let answer = Answer {
        simulated: history.simulated(),
        file: args.out.display().to_string(),
        areas: areas.iter().map(line).collect(),
    };
    output::print(json, &answer, readable)
}

fn last_days(counts: &Counts, args: &HotAreasArgs) -> anyhow::Result<Counts> {
    let end = match args.until {
        Some(last) => Day::new(last).plus(1),
        None => counts.end(),
    };
    let nothing =
        || Unusable("there is no record in these days; run `oshaq ingest` first".to_owned());
    let end = end.ok_or_else(nothing)?;
    let from = end.minus(args.days).ok_or_else(|| {
        let days = args.days;
        Unusable(format!(
            "`--days {days}` reaches back before the calendar begins; choose fewer"
        ))
    })?;
    Ok(counts.until(end).since(from))
}

/// Recorded offences of the category by cell, over every cell where anything was recorded in these days and every empty one among
/// at least three of those.
fn recorded(counts: &Counts, args: &HotAreasArgs) -> anyhow::Result<(Universe, Vec<f64>)> {
    let wanted = counts
        .category_index(&args.analysed.category)
        .ok_or_else(|| {
            Unusable(format!(
                "category `{}` has no record; choose another",
                args.analysed.category
            ))
        })?;
    let universe = Universe::freeze(counts);
    let mut values = vec![0.0; universe.len()];
    for entry in counts
        .entries()
        .iter()
        .filter(|entry| entry.category == wanted)
    {
        if let Some(place) = universe.position(counts.cells()[entry.cell as usize]) {
            values[place] += f64::from(entry.count);
        }
    }
    Ok((universe, values))
}

fn geojson(areas: &[HotArea], simulated: bool, args: &HotAreasArgs) -> Value {
    let feature = |(rank, area): (usize, &HotArea)| {
        let cells: Vec<String> = area.cells.iter().map(ToString::to_string).collect();
        json!({
            "type": "Feature",
            "geometry": { "type": "MultiPolygon", "coordinates": coordinates(&area.outlines) },
            "properties": {
                "rank": rank, "category": args.analysed.category, "recorded": area.value, "share": area.share,
                "density": area.density, "cells": cells, "simulated": simulated,
            },
        })
    };
    json!({
        "type": "FeatureCollection",
        "internal": "numbers of recorded offences: not for publication",
        "features": (1..).zip(areas).map(feature).collect::<Vec<_>>(),
    })
}

fn coordinates(outlines: &[Outline]) -> Vec<Vec<Vec<[f64; 2]>>> {
    let ring = |ring: &Vec<oshaq_domain::LatLng>| {
        ring.iter()
            .map(|place| [place.lng(), place.lat()])
            .collect()
    };
    outlines
        .iter()
        .map(|polygon| polygon.iter().map(ring).collect())
        .collect()
}

/// Writes beside the file and then takes its place, so that nothing is left half-written.
fn write(path: &Path, value: &Value) -> anyhow::Result<()> {
    let beside = path.with_extension("part");
    let cannot = || format!("{} cannot be written", path.display());
    std::fs::write(&beside, serde_json::to_vec(value)?).with_context(cannot)?;
    std::fs::rename(&beside, path).with_context(cannot)
}

fn line(area: &HotArea) -> Line {
    Line {
        cells: area.cells.len(),
        recorded: area.value,
        share: area.share,
        density: area.density,
    }
}

fn readable(answer: &Answer) -> String {
    let head = ["area", "cells", "recorded", "share", "times the mean"]
        .map(str::to_owned)
        .to_vec();
    let rows = (1..)
        .zip(&answer.areas)
        .map(|(rank, area): (usize, &Line)| {
            vec![
                rank.to_string(),
                area.cells.to_string(),
                format!("{:.0}", area.recorded),
                format!("{:.1} %", 100.0 * area.share),
                format!("{:.1}", area.density),
            ]
        });
    let rows: Vec<_> = std::iter::once(head).chain(rows).collect();
    format!(
        "{} (internal: not for publication)\n{}",
        answer.file,
        output::table(&rows)
    )
}
