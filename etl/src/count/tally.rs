//! Incidents are read a part at a time; what is counted together is sorted together, and told once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use foldhash::fast::RandomState;
use oshaq_domain::{Cell, GridError, Resolution};
use oshaq_store::tables::{TableReader, TableWriter, counts_schema, incident_schema};
use polars::prelude::{Column, DataFrame, DataType, PolarsResult, Schema};
use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use super::key::Key;
use super::units::UnitTotals;
use crate::ahead::ahead;
use crate::behind::WrittenBehind;
use crate::error::EtlError;

/// What is needed of an incident.
const COLUMNS: [&str; 5] = [
    "unit",
    "committed_day",
    "registered_day",
    "category",
    "cell",
];
/// Rows of counts that become a frame at a time.
const FRAME: usize = 1 << 18;

/// Makes a fault of the version of what is wrong with a row.
type Refuse<'a> = &'a dyn Fn(String) -> EtlError;

/// Texts and their numbers, in the order of their arrival.
#[derive(Debug, Default)]
struct Numbers {
    by_text: HashMap<String, u16, RandomState>,
    texts: Vec<String>,
}

impl Numbers {
    /// The number of a text; `None` when there are more than 65,536.
    fn of(&mut self, text: &str) -> Option<u16> {
        if let Some(number) = self.by_text.get(text) {
            return Some(*number);
        }
        let number = u16::try_from(self.texts.len()).ok()?;
        self.by_text.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        Some(number)
    }
}

/// All incidents of a version, as far as counts need them: 16 bytes for each that is in a cell.
#[derive(Debug)]
pub(super) struct Tally {
    resolution: Resolution,
    /// Any cell of the resolution; 0 as long as there is none.
    sample: u64,
    categories: Numbers,
    units: Numbers,
    keys: Vec<Key>,
    totals: UnitTotals,
}

/// What the table of counts holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub rows: u64,
    pub cells: usize,
    pub categories: usize,
    pub incidents: u64,
}

impl Tally {
    /// Reads a table of incidents.
    pub fn read(path: &Path, resolution: Resolution, refuse: Refuse<'_>) -> Result<Self, EtlError> {
        let mut tally = Self {
            resolution,
            sample: 0,
            categories: Numbers::default(),
            units: Numbers::default(),
            keys: Vec::new(),
            totals: UnitTotals::default(),
        };
        let schema = incident_schema();
        let needed: Schema = COLUMNS
            .into_iter()
            .filter_map(|name| Some((name.into(), schema.get(name)?.clone())))
            .collect();
        let table = TableReader::open(path, &needed)?;
        ahead(table, |frame| frame, |frame| tally.add(&frame?, refuse))?;
        Ok(tally)
    }

    fn add(&mut self, frame: &DataFrame, refuse: Refuse<'_>) -> Result<(), EtlError> {
        let days = frame.column("committed_day")?.date()?.physical().iter();
        let registered = frame.column("registered_day")?.date()?.physical().iter();
        let categories = frame.column("category")?.str()?.iter();
        let units = frame.column("unit")?.str()?.iter();
        let cells = frame.column("cell")?.u64()?.iter();
        for (((day, registered), category), (unit, cell)) in
            days.zip(registered).zip(categories).zip(units.zip(cells))
        {
            let (Some(day), Some(category)) = (day, category) else {
                return Err(refuse("an incident has no day or no category".to_owned()));
            };
            let known = registered.map_or(day, |registered| registered.max(day));
            self.add_one((known, day), category, unit.unwrap_or_default(), cell)
                .map_err(refuse)?;
        }
        Ok(())
    }

    /// Counts an incident; the error is what is wrong with it.
    fn add_one(
        &mut self,
        (known, day): (i32, i32),
        category: &str,
        unit: &str,
        cell: Option<u64>,
    ) -> Result<(), String> {
        let numbers = self.categories.of(category).zip(self.units.of(unit));
        let (category, unit) =
            numbers.ok_or("it has more than 65,536 categories or units".to_owned())?;
        let in_no_calendar =
            || format!("an incident is of day {day} since 1970, known on day {known}");
        self.totals
            .add(unit, (known, day), category, cell.is_some())
            .ok_or_else(in_no_calendar)?;
        if let Some(raw) = cell {
            let cell = self.parent(raw).map_err(|error| error.to_string())?;
            self.sample = cell;
            let key = Key::new(known, day, cell, category).ok_or_else(in_no_calendar)?;
            self.keys.push(key);
        }
        Ok(())
    }

    fn parent(&self, raw: u64) -> Result<u64, GridError> {
        Ok(Cell::from_raw(raw)?.parent(self.resolution)?.raw())
    }

    /// Writes the totals by unit, month, known day and category; gives the number of rows.
    pub fn write_units(&self, path: &Path) -> Result<u64, EtlError> {
        let (units, categories) = (&self.units.texts, &self.categories.texts);
        self.totals.write(path, units, categories)
    }

    /// Writes how many incidents there are by cell, day, known day and category, sorted by known day, day, cell and
    /// category.
    pub fn write_cells(mut self, path: &Path) -> Result<Told, EtlError> {
        let slugs = self.rank_categories();
        self.keys.par_sort_unstable();
        let table = TableWriter::create(path, counts_schema(), &BTreeMap::new())?;
        let mut table = WrittenBehind::new(table);
        let mut cells = HashSet::<u64, RandomState>::default();
        let mut categories = HashSet::new();
        let mut rows = Vec::with_capacity(FRAME.min(self.keys.len()));
        for same in self.keys.chunk_by(|one, other| one == other) {
            let key = same[0];
            cells.insert(key.cell(self.sample));
            categories.insert(key.category());
            rows.push((key, same.len() as u32));
            if rows.len() == FRAME {
                table.push(self.frame(&rows, &slugs)?)?;
                rows.clear();
            }
        }
        table.push(self.frame(&rows, &slugs)?)?;
        Ok(Told {
            rows: table.finish()?,
            cells: cells.len(),
            categories: categories.len(),
            incidents: self.keys.len() as u64,
        })
    }

    /// Numbers the categories in the order of their slugs, which are given back.
    fn rank_categories(&mut self) -> Vec<String> {
        let mut slugs = std::mem::take(&mut self.categories.texts);
        slugs.sort_unstable();
        let mut ranks = vec![0; slugs.len()];
        for (rank, slug) in (0..).zip(&slugs) {
            ranks[usize::from(self.categories.by_text[slug])] = rank;
        }
        self.keys
            .par_iter_mut()
            .for_each(|key| *key = key.with_category(ranks[usize::from(key.category())]));
        slugs
    }

    fn frame(&self, rows: &[(Key, u32)], slugs: &[String]) -> PolarsResult<DataFrame> {
        let cell = |(key, _): &(Key, u32)| key.cell(self.sample);
        let slug = |(key, _): &(Key, u32)| slugs[usize::from(key.category())].as_str();
        let dates = |name: &str, day: fn(Key) -> i32| {
            let days: Vec<i32> = rows.iter().map(|(key, _)| day(*key)).collect();
            Column::new(name.into(), days).cast(&DataType::Date)
        };
        let counts: Vec<u32> = rows.iter().map(|(_, count)| *count).collect();
        DataFrame::new(
            rows.len(),
            vec![
                Column::new("cell".into(), rows.iter().map(cell).collect::<Vec<_>>()),
                dates("day", Key::day)?,
                dates("known", Key::known)?,
                Column::new("category".into(), rows.iter().map(slug).collect::<Vec<_>>()),
                Column::new("count".into(), counts),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use oshaq_store::tables::names;
    use polars::prelude::{NamedFrom, Series};

    use super::*;

    /// A table of one incident of which this column is replaced.
    fn refused(replaced: &Column) -> String {
        let date = |name: &str, day: i32| Column::new(name.into(), [day]).cast(&DataType::Date);
        let sound = [
            Column::new("unit".into(), ["75"]),
            date("committed_day", 19_000).unwrap(),
            date("registered_day", 19_001).unwrap(),
            Column::new("category".into(), ["theft"]),
            Column::new("cell".into(), [0x08a2_0d86_ca04_ffff_u64]),
        ];
        let columns = sound.into_iter().map(|column| {
            if column.name() == replaced.name() {
                replaced.clone()
            } else {
                column
            }
        });
        let frame = DataFrame::new(1, columns.collect()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(names::INCIDENTS);
        let schema = frame.schema().as_ref().clone();
        let mut table = TableWriter::create(&path, schema, &BTreeMap::new()).unwrap();
        table.push(&frame).unwrap();
        table.finish().unwrap();
        let refuse = |reason: String| EtlError::Content {
            what: names::INCIDENTS,
            version: "v".to_owned(),
            reason,
        };
        let tally = Tally::read(&path, Resolution::INCIDENT, &refuse);
        tally.unwrap_err().to_string()
    }

    #[test]
    fn what_cannot_be_counted_is_told_and_nothing_of_it_counts() {
        let nothing: [Option<&str>; 1] = [None];
        let told = refused(&Series::new("category".into(), nothing).into());
        assert!(told.contains("no day or no category"), "{told}");
        let day = Column::new("registered_day".into(), [i32::MAX]);
        let told = refused(&day.cast(&DataType::Date).unwrap());
        assert!(told.contains("known on day 2147483647"), "{told}");
        let told = refused(&Column::new("cell".into(), [7_u64]));
        assert!(told.contains('7') && told.contains("cell"), "{told}");
    }
}
