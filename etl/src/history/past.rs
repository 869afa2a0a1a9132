//! `history.parquet`: what stood before a delivery changed it.

use std::collections::BTreeMap;
use std::path::Path;

use oshaq_store::VersionId;
use oshaq_store::tables::{TableWriter, incident_schema};
use polars::prelude::{DataFrame, DataType, PolarsResult, Schema};

use super::changes::{Change, RecordChanges};
use crate::check::{Incident, Reason};
use crate::error::EtlError;
use crate::write::{Words, incident_frame, texts};

/// Records of the version before as they stood, of an `incidents` version that changed them.
///
/// The columns of `incidents.parquet` tell what the record said; besides, `change` is `revised`, `reclassified` or
/// `withdrawn`; `reason` says why it was withdrawn; `fields` names, with commas, what says something else now; `category_now`
/// is the category that it has now; `stood_in` is the version in which it stood.
pub const HISTORY: &str = "history.parquet";

/// A record as it stood.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Past {
    pub record: Incident,
    pub change: Change,
    pub fields: Fields,
    /// The category of the record that stands instead.
    pub category_now: Option<u16>,
}

/// Fields of a record, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Fields(u8);

impl Fields {
    const NAMES: [&'static str; 8] = [
        "committed",
        "registered",
        "category",
        "article",
        "severity",
        "place",
        "unit",
        "cell",
    ];
    const CATEGORY: u8 = 1 << 2;
    const ARTICLE: u8 = 1 << 3;

    /// The fields in which two tellings of one record differ. Texts must be numbered by the same dictionaries.
    pub fn that_differ(one: &Incident, other: &Incident) -> Self {
        let differ = [
            one.committed != other.committed,
            one.registered != other.registered,
            one.category != other.category,
            one.article != other.article,
            one.severity != other.severity,
            one.place != other.place,
            one.unit != other.unit,
            one.cell != other.cell,
        ];
        let bits = differ.iter().enumerate();
        Self(bits.fold(0, |bits, (bit, &differs)| bits | u8::from(differs) << bit))
    }

    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Whether the offence is another one now.
    pub const fn reclassify(self) -> bool {
        self.0 & (Self::CATEGORY | Self::ARTICLE) != 0
    }

    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let named = Self::NAMES.into_iter().enumerate();
        named.filter_map(move |(bit, name)| (self.0 >> bit & 1 == 1).then_some(name))
    }
}

/// The table in the making.
pub(crate) struct HistoryTable<'a> {
    table: TableWriter,
    words: &'a Words,
    filters: &'a [String],
    stood_in: String,
}

impl<'a> HistoryTable<'a> {
    pub fn create(
        path: &Path,
        words: &'a Words,
        filters: &'a [String],
        stood_in: &VersionId,
        simulated: bool,
    ) -> Result<Self, EtlError> {
        let notes = BTreeMap::from([("oshaq.simulated".to_owned(), simulated.to_string())]);
        Ok(Self {
            table: TableWriter::create(path, history_schema(), &notes)?,
            words,
            filters,
            stood_in: stood_in.to_string(),
        })
    }

    pub fn write(&mut self, past: &[Past]) -> Result<(), EtlError> {
        Ok(self.table.push(&self.frame(past)?)?)
    }

    /// Writes what is left; gives the number of rows.
    pub fn finish(self) -> Result<u64, EtlError> {
        Ok(self.table.finish()?)
    }

    fn frame(&self, past: &[Past]) -> PolarsResult<DataFrame> {
        let records: Vec<Incident> = past.iter().map(|past| past.record).collect();
        let fields: Vec<String> = past
            .iter()
            .map(|past| past.fields.names().collect::<Vec<_>>().join(","))
            .collect();
        let reason = |past: &Past| match past.change {
            Change::Withdrawn(Some(code)) => Some(Reason::word(code, self.filters)),
            Change::Withdrawn(None) => Some(RecordChanges::LACKING),
            _ => None,
        };
        let mut frame = incident_frame(&records, self.words)?;
        frame.hstack_mut(&[
            texts("change", past, |past| Some(past.change.as_str())),
            texts("reason", past, reason),
            texts("fields", &fields, |fields| {
                (!fields.is_empty()).then_some(fields.as_str())
            }),
            texts("category_now", past, |past| {
                self.words.category(past.category_now?)
            }),
            texts("stood_in", past, |_| Some(self.stood_in.as_str())),
        ])?;
        Ok(frame)
    }
}

/// The columns of the table.
pub(crate) fn history_schema() -> Schema {
    let mut schema = incident_schema();
    for name in ["change", "reason", "fields", "category_now", "stood_in"] {
        schema.with_column(name.into(), DataType::String);
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spill::incident;

    #[test]
    fn every_field_that_differs_is_named() {
        let one = incident(1, 0, 0, 1);
        let other = Incident {
            committed: 1,
            registered: 1,
            category: 1,
            article: 1,
            severity: 1,
            place: 1,
            unit: 1,
            cell: 1,
            ..one
        };
        let fields = Fields::that_differ(&one, &other);
        assert_eq!(fields.names().collect::<Vec<_>>(), Fields::NAMES);
        assert!(Fields::that_differ(&one, &one).is_none());
    }

    #[test]
    fn another_category_or_article_is_a_reclassification_and_another_place_is_none() {
        let one = incident(1, 0, 0, 1);
        let category = Incident { category: 1, ..one };
        let article = Incident { article: 1, ..one };
        let cell = Incident { cell: 1, ..one };
        assert!(Fields::that_differ(&one, &category).reclassify());
        assert!(Fields::that_differ(&one, &article).reclassify());
        assert!(!Fields::that_differ(&one, &cell).reclassify());
    }
}
