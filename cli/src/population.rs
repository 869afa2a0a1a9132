//! Residents by cell that a surface is published with.

use std::collections::BTreeMap;
use std::path::Path;

use oshaq_domain::{Cell, Exposure, Policy, Resolution};
use oshaq_etl::SIMULATED_PREFIX;
use oshaq_server::CellPopulation;
use oshaq_store::Store;
use oshaq_store::tables::names;
use serde::Deserialize;

use crate::failure::Unusable;
use crate::given::{Given, last_surface_with, text_of};

/// A larger file is refused: all cells of resolution 8 in Kazakhstan take less.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// A line of the file.
#[derive(Debug, Deserialize)]
struct Line {
    cell: String,
    population: f64,
}

/// Residents by cell with their source.
///
/// # Errors
/// [`Unusable`] when the file is too large, cannot be read, or a line is not a cell of one and the same resolution, not coarser
/// than the map's finest, with a number of persons; when simulated residents would go with real records; when the store cannot be read.
pub fn residents(
    given: (&Given, Option<&str>),
    store: &Store,
    simulated: bool,
) -> anyhow::Result<Option<CellPopulation>> {
    match given {
        (Given::AsBefore, _) => before(store, simulated),
        (Given::Not, _) => Ok(None),
        (Given::By(file), source) => {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(SIMULATED_PREFIX) && !simulated {
                let why = format!(
                    "{name} holds simulated residents and the records are not simulated; give real residents"
                );
                return Err(Unusable(why).into());
            }
            let residents = from_file(file)?;
            let source = source.unwrap_or(&name).to_owned();
            Ok(Some(CellPopulation { residents, source }))
        }
    }
}

fn from_file(file: &Path) -> Result<Exposure, Unusable> {
    let text = text_of(file, MOST_BYTES, "leave out the cells where nobody lives")?;
    let unusable = |why: String| Unusable(format!("{}: {why}", file.display()));
    let finest = Policy::default().resolutions.last().copied();
    parse(&text, finest).map_err(unusable)
}

/// Reads `cell,population`. Cells where nobody lives are left out.
fn parse(text: &str, finest: Option<Resolution>) -> Result<Exposure, String> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut lines: BTreeMap<Cell, u64> = BTreeMap::new();
    let mut residents = Vec::new();
    let header = reader.headers().map_err(|error| told(&error))?.clone();
    for row in reader.records() {
        let row = row.map_err(|error| told(&error))?;
        let number = row.position().map_or(0, csv::Position::line);
        let Line { cell, population } = row
            .deserialize(Some(&header))
            .map_err(|error| told(&error))?;
        let cell = check(&cell, lines.keys().next(), finest)
            .map_err(|why| format!("line {number}, cell: {why}"))?;
        if !(population >= 0.0 && population.is_finite()) {
            return Err(format!(
                "line {number}, population: {population} is no number of persons; give 0 or more"
            ));
        }
        if let Some(first) = lines.insert(cell, number) {
            return Err(format!(
                "line {number}, cell: {cell} is there twice, first in line {first}; give each cell once"
            ));
        }
        residents.push((cell, population));
    }
    residents.retain(|&(_, population)| population > 0.0);
    Exposure::new(residents).map_err(|error| error.to_string())
}

fn told(error: &csv::Error) -> String {
    format!("{error}; give the columns cell,population: an H3 cell and a number of persons")
}

/// A cell that is as fine as the others, and fine enough.
fn check(text: &str, other: Option<&Cell>, finest: Option<Resolution>) -> Result<Cell, String> {
    let cell: Cell = text.parse().map_err(|error| format!("{error}"))?;
    let (own, wanted) = (cell.resolution(), other.map(|other| other.resolution()));
    if let Some(finest) = finest.filter(|&finest| own < finest) {
        return Err(format!(
            "{cell} has resolution {own}; the map has cells of {finest}: give residents by cells of {finest} or finer"
        ));
    }
    match wanted.filter(|&wanted| wanted != own) {
        None => Ok(cell),
        Some(wanted) => Err(format!(
            "{cell} has resolution {own} and the cells before it {wanted}; give cells of one resolution, so that nobody is counted twice"
        )),
    }
}

fn before(store: &Store, simulated: bool) -> anyhow::Result<Option<CellPopulation>> {
    match last_surface_with(store, simulated, names::SURFACE_POPULATION)? {
        Some(last) => Ok(CellPopulation::load(store, &last)?),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Exposure, String> {
        parse(text, Resolution::new(8).ok())
    }

    #[test]
    fn residents_are_read_by_cell_and_cells_without_any_left_out() {
        let text = "\u{feff}cell,population\n88283082a1fffff, 12.5\n88283082a3fffff,0\n";
        let residents = parsed(text).unwrap();
        let cell: Cell = "88283082a1fffff".parse().unwrap();
        assert_eq!(residents.iter().collect::<Vec<_>>(), [(cell, 12.5)]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_field_and_a_remedy() {
        for (rows, told) in [
            ("88283082a1fffff,-3", "line 2, population: -3 is no number"),
            (
                "88283082a1fffff,NaN",
                "line 2, population: NaN is no number",
            ),
            (
                "88283082a1fffff,1\n88283082a1fffff,2",
                "line 3, cell: 88283082a1fffff is there twice, first in line 2",
            ),
            (
                "88283082a1fffff,1\n8928308280fffff,2",
                "line 3, cell: 8928308280fffff has resolution 9 and the cells before it 8",
            ),
            (
                "872830828ffffff,1",
                "line 2, cell: 872830828ffffff has resolution 7; the map has cells of 8",
            ),
            ("nowhere,1", "line 2, cell:"),
            ("88283082a1fffff,many", "give the columns cell,population"),
        ] {
            let error = parsed(&format!("cell,population\n{rows}\n")).unwrap_err();
            assert!(error.contains(told), "{rows}: {error}");
        }
        let error = parsed("h3,people\n88283082a1fffff,1\n").unwrap_err();
        assert!(
            error.contains("give the columns cell,population"),
            "{error}"
        );
    }
}
