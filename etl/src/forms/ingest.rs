//! The story of a form: identify each workbook, read its tables, check them, work out the months, write.

use std::collections::BTreeMap;

use oshaq_store::tables::{AggregateWriter, names};
use oshaq_store::{Kind, Manifest, ManifestDraft, Stage, VersionId};
use serde_json::json;

use super::checks::Checked;
use super::ledger::{FormLedger, MonthlyTally, Violation, WorkbookLedger};
use super::monthly::{self, Reported};
use super::profile::FormProfile;
use super::report::{Origin, ReadWorkbook, Rejected};
use super::request::FormRequest;
use crate::error::EtlError;
use crate::ledger::Tally;
use crate::version_files::{LEDGER, SIMULATED_PREFIX, write_json};

/// Rejected cells that are no placeholders, one JSON object a line.
pub const FORM_REJECTS: &str = "rejects.jsonl";
/// Checks that did not hold, one JSON object a line.
pub const VIOLATIONS: &str = "violations.jsonl";
/// So many violations stand in the ledger itself.
const VIOLATIONS_TOLD: usize = 100;

/// What was made of the workbooks.
#[derive(Debug, Clone, PartialEq)]
pub struct FormReport {
    /// The new version of `aggregates`.
    pub version: VersionId,
    /// Its manifest.
    pub manifest: Manifest,
    /// What became of every cell.
    pub ledger: FormLedger,
}

/// Reads workbooks of a form into a new version of `aggregates`.
///
/// Every cell ends in exactly one line of the ledger. The same workbooks, in the same order, give the same version. When
/// something fails, nothing is written.
///
/// # Errors
/// [`EtlError`] when a file is no workbook of the form, does not say what it is about, or when the store refuses.
pub fn ingest_forms(request: &FormRequest<'_>) -> Result<FormReport, EtlError> {
    if request.files.is_empty() {
        return Err(EtlError::NoFiles);
    }
    let stage = request.store.stage(request.lock, Kind::Aggregates)?;
    let mut gathered = Gathered::new(&stage)?;
    let origins = origins(request)?;
    for (index, origin) in origins.iter().enumerate() {
        go_on(request, index, &origin.file)?;
        gathered.read(request, origin, &origins)?;
    }
    let (ledger, rows) = gathered.finish(request.profile, &stage)?;
    commit(request, stage, ledger, rows)
}

fn go_on(request: &FormRequest<'_>, index: usize, file: &str) -> Result<(), EtlError> {
    if (request.progress)(index, file) {
        Ok(())
    } else {
        Err(EtlError::Cancelled)
    }
}

/// What every workbook is about, and which of two on the same stands.
fn origins(request: &FormRequest<'_>) -> Result<Vec<Origin>, EtlError> {
    let mut origins: Vec<Origin> = Vec::with_capacity(request.files.len());
    for path in request.files {
        let mut origin = Origin::of(path, request)?;
        let same = origins
            .iter()
            .position(|other| other.gives_way_to.is_none() && other.is_about_the_same(&origin));
        if let Some(earlier) = same {
            let latest = origins.len();
            if origins[earlier].is_newer_than(&origin) {
                origin.gives_way_to = Some(earlier);
            } else {
                for other in &mut origins {
                    if other.gives_way_to == Some(earlier) {
                        other.gives_way_to = Some(latest);
                    }
                }
                origins[earlier].gives_way_to = Some(latest);
            }
        }
        origins.push(origin);
    }
    Ok(origins)
}

/// What the workbooks gave so far.
struct Gathered {
    table: AggregateWriter,
    reported: Vec<Reported>,
    rejected: Vec<Rejected>,
    checked: Checked,
    workbooks: Vec<WorkbookLedger>,
}

impl Gathered {
    fn new(stage: &Stage) -> Result<Self, EtlError> {
        Ok(Self {
            table: AggregateWriter::create(&stage.path(names::AGGREGATES)?)?,
            reported: Vec::new(),
            rejected: Vec::new(),
            checked: Checked::default(),
            workbooks: Vec::new(),
        })
    }

    fn read(
        &mut self,
        request: &FormRequest<'_>,
        origin: &Origin,
        origins: &[Origin],
    ) -> Result<(), EtlError> {
        let mut book = ReadWorkbook::read(origin, request.profile)?;
        if let Some(winner) = origin.gives_way_to {
            let winner = ReadWorkbook::read(&origins[winner], request.profile)?;
            book.give_way_to(&winner);
        }
        self.table.push(&book.aggregates)?;
        if request.profile.monthly {
            self.reported.extend(book.reported());
        }
        self.rejected.append(&mut book.rejected);
        self.checked.add(std::mem::take(&mut book.checked));
        self.workbooks.push(book.ledger(origin));
        Ok(())
    }

    /// Works out the months and writes what is left; gives the ledger and the number of rows.
    fn finish(
        mut self,
        profile: &FormProfile,
        stage: &Stage,
    ) -> Result<(FormLedger, BTreeMap<String, u64>), EtlError> {
        let monthly = self.months(profile)?;
        let mut rows = BTreeMap::new();
        rows.insert(names::AGGREGATES.to_owned(), self.table.finish()?);
        rows.insert(FORM_REJECTS.to_owned(), self.rejected.len() as u64);
        rows.insert(VIOLATIONS.to_owned(), self.checked.violations.len() as u64);
        write_lines(stage, FORM_REJECTS, &self.rejected)?;
        write_lines(stage, VIOLATIONS, &self.checked.violations)?;
        let mut total = Tally::default();
        for workbook in &self.workbooks {
            total.add(&workbook.tally);
        }
        let told: Vec<Violation> = self
            .checked
            .violations
            .into_iter()
            .take(VIOLATIONS_TOLD)
            .collect();
        let ledger = FormLedger {
            profile: profile.name.clone(),
            total,
            checks: self.checked.tallies,
            monthly,
            workbooks: self.workbooks,
            violations: told,
        };
        write_json(stage, LEDGER, &ledger)?;
        Ok((ledger, rows))
    }

    fn months(&mut self, profile: &FormProfile) -> Result<Option<MonthlyTally>, EtlError> {
        if !profile.monthly {
            return Ok(None);
        }
        let months = monthly::months(&std::mem::take(&mut self.reported));
        self.table.push(&months.values)?;
        self.checked.add(months.checked);
        Ok(Some(months.tally))
    }
}

/// Whether a workbook says by its name that it is simulated.
pub(super) fn is_simulated(file: &str) -> bool {
    file.starts_with(SIMULATED_PREFIX)
}

fn write_lines<T: serde::Serialize>(
    stage: &Stage,
    name: &'static str,
    values: &[T],
) -> Result<(), EtlError> {
    let mut lines = Vec::new();
    for value in values {
        serde_json::to_writer(&mut lines, value).map_err(|error| EtlError::Content {
            what: name,
            version: "being written".to_owned(),
            reason: error.to_string(),
        })?;
        lines.push(b'\n');
    }
    Ok(stage.write(name, &lines)?)
}

fn commit(
    request: &FormRequest<'_>,
    stage: Stage,
    ledger: FormLedger,
    rows: BTreeMap<String, u64>,
) -> Result<FormReport, EtlError> {
    let mut draft = ManifestDraft::new(request.code_version, request.now);
    draft.parameters = json!({ "profile": ledger.profile });
    draft.rows = rows;
    draft.simulated = ledger.workbooks.iter().any(|book| is_simulated(&book.file));
    let manifest = stage.commit(draft)?;
    Ok(FormReport {
        version: manifest.version.clone(),
        manifest,
        ledger,
    })
}
