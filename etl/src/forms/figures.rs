//! What the store holds of a form, as official figures.

use std::collections::BTreeSet;

use oshaq_domain::{Figure, Kato, Period, Subject};
use oshaq_store::tables::{Aggregate, AggregateReader, names};
use oshaq_store::{Kind, Manifest, Store, VersionId};

use super::ingest::is_simulated;
use super::profile::FormProfile;
use crate::error::EtlError;

/// Official figures that the store holds of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFigures {
    /// Exact figures: disclosure control is still to come.
    pub figures: Vec<Figure>,
    /// The versions of `aggregates` that they were read from: the current one, then newest first.
    pub versions: Vec<VersionId>,
}

/// One report: form, unit and period.
type Report = (String, Option<Kato>, Period);

/// Gathers what every version of `aggregates` made with this profile holds. Where two versions hold a report of one form, unit and
/// period, the current one stands, whole, then the newer one: a version that is ingested again becomes current, and keeps its age.
///
/// # Errors
/// [`EtlError`] when a version cannot be read, or a figure is no number of offences or stands twice.
pub fn form_figures(store: &Store, profile: &FormProfile) -> Result<FormFigures, EtlError> {
    let mut gathered = Gathered::default();
    let current = store.current(Kind::Aggregates)?;
    let mut manifests = store.versions(Kind::Aggregates)?;
    manifests.reverse();
    manifests.sort_by_key(|manifest| Some(&manifest.version) != current.as_ref());
    for manifest in &manifests {
        if manifest.parameters["profile"] == profile.name.as_str() {
            gathered.read(store, profile, manifest)?;
        }
    }
    Ok(FormFigures {
        figures: gathered.figures,
        versions: gathered.versions,
    })
}

#[derive(Default)]
struct Gathered {
    figures: Vec<Figure>,
    versions: Vec<VersionId>,
    known: BTreeSet<Report>,
}

impl Gathered {
    fn read(
        &mut self,
        store: &Store,
        profile: &FormProfile,
        manifest: &Manifest,
    ) -> Result<(), EtlError> {
        let table = store.file(Kind::Aggregates, &manifest.version, names::AGGREGATES)?;
        let mut told = BTreeSet::new();
        for batch in AggregateReader::of_sheets(table.path(), profile.sheets())? {
            for row in &batch? {
                let report = (row.form.to_string(), row.unit, row.period);
                let Some(subject) = profile.subject_of(row) else {
                    continue;
                };
                if row.derived || self.known.contains(&report) {
                    continue;
                }
                let figure = figure(row, subject)?;
                if !told.insert((report, figure.subject.clone())) {
                    let reason =
                        format!("counts {}, which another cell counts, too", figure.subject);
                    return Err(unusable(row, reason));
                }
                self.figures.push(figure);
            }
        }
        if !told.is_empty() {
            self.versions.push(manifest.version.clone());
        }
        self.known
            .extend(told.into_iter().map(|(report, _)| report));
        Ok(())
    }
}

fn figure(row: &Aggregate, subject: Subject) -> Result<Figure, EtlError> {
    let counted = row.value >= 0.0 && row.value <= f64::from(u32::MAX) && row.value.fract() == 0.0;
    if !counted {
        let reason = format!("holds {}, which is no number of offences", row.value);
        return Err(unusable(row, reason));
    }
    Ok(Figure {
        form: row.form.to_string(),
        period: row.period,
        unit: row.unit,
        subject,
        value: row.value as u32,
        cell: Some(row.source_cell.to_string()),
        simulated: is_simulated(&row.file),
    })
}

fn unusable(row: &Aggregate, reason: String) -> EtlError {
    EtlError::Figure {
        cell: row.source_cell.to_string(),
        file: row.file.to_string(),
        reason,
    }
}

impl FormProfile {
    /// The sheets that official figures are read from.
    fn sheets(&self) -> BTreeSet<String> {
        let totals = self.totals.iter().map(|total| &total.sheet);
        let articles = self.articles.iter().map(|rows| &rows.sheet);
        totals.chain(articles).cloned().collect()
    }

    /// What a value counts, where it may become an official figure.
    fn subject_of(&self, row: &Aggregate) -> Option<Subject> {
        let of_articles = self
            .articles
            .as_ref()
            .filter(|rows| *row.sheet == rows.sheet && *row.column_code == rows.column);
        if let (Some(_), Some(article)) = (of_articles, &row.article) {
            return Some(Subject::Article(article.to_string()));
        }
        let total = self.totals.iter().find(|total| {
            *row.sheet == total.sheet && *row.label == total.row && *row.column_code == total.column
        });
        total.map(|total| total.subject.clone())
    }
}
