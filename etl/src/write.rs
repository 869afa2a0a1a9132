//! Incidents and rejects become Parquet, a piece at a time.

use std::collections::BTreeMap;
use std::path::Path;

use oshaq_store::tables::{TableWriter, incident_schema};
use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, NamedFrom, PolarsResult, Schema, Series, TimeUnit,
};

use crate::behind::WrittenBehind;
use crate::check::{Incident, Reason, Reject, SEVERITIES, Shared};
use crate::dedupe::Repeated;
use crate::error::EtlError;
use crate::id::IdKey;

/// Rows turned into a frame at a time.
const GROUP: usize = 1 << 18;

/// The texts behind the numbers of incidents.
pub(crate) struct Words {
    categories: Vec<String>,
    articles: Vec<String>,
    places: Vec<String>,
    units: Vec<String>,
}

impl Words {
    pub fn new(categories: Vec<String>, shared: &Shared) -> Self {
        Self {
            categories,
            articles: shared.articles.texts(),
            places: shared.places.texts(),
            units: (0..=u8::MAX).map(|unit| format!("{unit:02}")).collect(),
        }
    }

    /// The slug of a category.
    pub fn category(&self, number: u16) -> Option<&str> {
        self.categories.get(usize::from(number)).map(String::as_str)
    }
}

/// `incidents.parquet` in the making.
pub(crate) struct IncidentTable<'a> {
    table: WrittenBehind,
    words: &'a Words,
}

impl<'a> IncidentTable<'a> {
    pub fn create(path: &Path, words: &'a Words, simulated: bool) -> Result<Self, EtlError> {
        let notes = BTreeMap::from([("oshaq.simulated".to_owned(), simulated.to_string())]);
        let table = TableWriter::create(path, incident_schema(), &notes)?;
        Ok(Self {
            table: WrittenBehind::new(table),
            words,
        })
    }

    /// Writes incidents whose identities are sealed.
    pub fn write(&mut self, incidents: &[Incident]) -> Result<(), EtlError> {
        for group in incidents.chunks(GROUP) {
            self.table.push(incident_frame(group, self.words)?)?;
        }
        Ok(())
    }

    /// Writes what is left; gives the number of rows.
    pub fn finish(self) -> Result<u64, EtlError> {
        self.table.finish()
    }
}

/// The columns of the table of incidents.
pub(crate) fn incident_frame(rows: &[Incident], words: &Words) -> PolarsResult<DataFrame> {
    let ids: Vec<u64> = rows.iter().map(|row| IdKey::id(row.key)).collect();
    let committed: Vec<i64> = rows.iter().map(|row| row.committed).collect();
    let days: Vec<i32> = rows
        .iter()
        .map(|row| row.committed.div_euclid(86_400_000) as i32)
        .collect();
    let registered: Vec<Option<i32>> = rows
        .iter()
        .map(|row| (row.registered != Incident::NO_DAY).then_some(row.registered))
        .collect();
    let severities = SEVERITIES.map(oshaq_domain::Severity::as_str);
    let cells: Vec<Option<u64>> = rows
        .iter()
        .map(|row| (row.cell != 0).then_some(row.cell))
        .collect();
    let milliseconds = DataType::Datetime(TimeUnit::Milliseconds, None);
    DataFrame::new(
        rows.len(),
        vec![
            column("incident_id", ids),
            Series::new("committed".into(), committed)
                .cast(&milliseconds)?
                .into_column(),
            Series::new("committed_day".into(), days)
                .cast(&DataType::Date)?
                .into_column(),
            Series::new("registered_day".into(), registered)
                .cast(&DataType::Date)?
                .into_column(),
            texts("category", rows, |row| words.category(row.category)),
            texts("article", rows, |row| word(&words.articles, row.article)),
            texts("severity", rows, |row| {
                severities
                    .get(usize::from(row.severity).wrapping_sub(1))
                    .copied()
            }),
            texts("place", rows, |row| word(&words.places, row.place)),
            texts("unit", rows, |row| {
                (row.unit != 0).then(|| words.units[usize::from(row.unit)].as_str())
            }),
            column("cell", cells),
        ],
    )
}

fn column<T, P: ?Sized>(name: &str, values: T) -> Column
where
    Series: NamedFrom<T, P>,
    T: AsRef<P>,
{
    Series::new(name.into(), values).into_column()
}

/// A column of texts, empty where there is none.
pub(crate) fn texts<'a, R>(
    name: &str,
    rows: &'a [R],
    text: impl Fn(&'a R) -> Option<&'a str>,
) -> Column {
    let texts: Vec<Option<&str>> = rows.iter().map(text).collect();
    Series::new(name.into(), texts).into_column()
}

fn word(words: &[String], number: u32) -> Option<&str> {
    words
        .get((number as usize).wrapping_sub(1))
        .map(String::as_str)
}

/// What a row of `rejects.parquet` says of its file.
pub(crate) struct FileWords {
    pub name: String,
    pub columns: Vec<String>,
}

/// `rejects.parquet` in the making: rejected rows and duplicates.
pub(crate) struct RejectTable<'a> {
    table: TableWriter,
    files: &'a [FileWords],
    filters: &'a [String],
    key: IdKey,
}

struct Told<'a> {
    outcome: &'static str,
    reason: &'a str,
    file: u32,
    line: u64,
    field: Option<&'a str>,
    text: u64,
    kept: Option<u64>,
}

impl<'a> RejectTable<'a> {
    pub fn create(
        path: &Path,
        files: &'a [FileWords],
        filters: &'a [String],
        key: IdKey,
    ) -> Result<Self, EtlError> {
        Ok(Self {
            table: TableWriter::create(path, reject_schema()?, &BTreeMap::new())?,
            files,
            filters,
            key,
        })
    }

    pub fn write_rejects(&mut self, rejects: &[Reject]) -> Result<(), EtlError> {
        for group in rejects.chunks(GROUP) {
            let lines: Vec<_> = group.iter().map(|reject| self.rejected(reject)).collect();
            self.table.push(&reject_frame(&lines, self.files)?)?;
        }
        Ok(())
    }

    /// Writes duplicates whose kept identities are sealed.
    pub fn write_duplicates(&mut self, repeated: &[Repeated]) -> Result<(), EtlError> {
        for group in repeated.chunks(GROUP) {
            let lines: Vec<_> = group
                .iter()
                .map(|repeated| self.repeated(repeated))
                .collect();
            self.table.push(&reject_frame(&lines, self.files)?)?;
        }
        Ok(())
    }

    fn rejected(&self, reject: &Reject) -> Told<'a> {
        let columns = self
            .files
            .get(reject.file as usize)
            .map(|file| &file.columns);
        let field = columns.and_then(|columns| columns.get(usize::from(reject.field)));
        Told {
            outcome: "rejected",
            reason: Reason::word(reject.reason, self.filters),
            file: reject.file,
            line: reject.line,
            field: field.map(String::as_str),
            text: self.key.text(reject.text),
            kept: None,
        }
    }

    fn repeated(&self, repeated: &Repeated) -> Told<'a> {
        Told {
            outcome: "duplicate",
            reason: repeated.kind.as_str(),
            file: repeated.row.file,
            line: repeated.row.line,
            field: None,
            text: self.key.text(repeated.row.content),
            kept: Some(IdKey::id(repeated.kept)),
        }
    }

    /// Writes what is left; gives the number of rows.
    pub fn finish(self) -> Result<u64, EtlError> {
        Ok(self.table.finish()?)
    }
}

/// The columns of the table of rejects.
pub(crate) fn reject_schema() -> PolarsResult<Schema> {
    Ok(reject_frame(&[], &[])?.schema().as_ref().clone())
}

fn reject_frame(lines: &[Told<'_>], files: &[FileWords]) -> PolarsResult<DataFrame> {
    let numbers: Vec<u64> = lines.iter().map(|told| told.line).collect();
    let hashes: Vec<u64> = lines.iter().map(|line| line.text).collect();
    let kept: Vec<Option<u64>> = lines.iter().map(|line| line.kept).collect();
    let file = |line: &Told<'_>| files.get(line.file as usize).map(|file| file.name.as_str());
    DataFrame::new(
        lines.len(),
        vec![
            texts("outcome", lines, |line| Some(line.outcome)),
            texts("reason", lines, |line| Some(line.reason)),
            texts("file", lines, file),
            column("line", numbers),
            texts("field", lines, |line| line.field),
            column("row_hash", hashes),
            column("kept_incident_id", kept),
        ],
    )
}
