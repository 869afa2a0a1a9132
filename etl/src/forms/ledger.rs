//! What became of every cell of every workbook, and what does not add up in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ledger::Tally;

/// The ledger of an `aggregates` version.
///
/// The rows of its tallies are cells: every cell below a column's code, in a row that has one or holds anything. Empty
/// cells and other placeholders are rejected by a reason that begins with `placeholder`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormLedger {
    /// The profile.
    pub profile: String,
    /// All workbooks together.
    pub total: Tally,
    /// What was checked and did not hold, by kind of check.
    pub checks: BTreeMap<String, CheckTally>,
    /// Months worked out from cumulative reports; absent where the profile asks for none.
    pub monthly: Option<MonthlyTally>,
    /// The workbooks, in the order in which they were given.
    pub workbooks: Vec<WorkbookLedger>,
    /// The first violations; the file of violations has all.
    pub violations: Vec<Violation>,
}

/// What became of one workbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkbookLedger {
    /// Its name.
    pub file: String,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// The form, with the department where it reports for itself.
    pub form: String,
    /// Two digits of KATO; `00` is the whole country.
    pub unit: String,
    /// The months that it counts.
    pub period: String,
    /// The snapshot of the register that it was made from.
    pub snapshot: Option<u64>,
    /// What is said differently in different places.
    pub contradictions: Vec<Contradiction>,
    /// All its sheets together.
    pub tally: Tally,
    /// Its sheets.
    pub sheets: Vec<SheetLedger>,
}

/// What became of one sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLedger {
    /// Its name.
    pub sheet: String,
    /// Rows of its table; 0 where it has none.
    pub rows: usize,
    /// Columns of its table.
    pub columns: usize,
    /// Its cells.
    pub tally: Tally,
}

/// One thing said differently in different places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// What: form, unit, period or department.
    pub what: String,
    /// What was taken.
    pub taken: String,
    /// Who says what.
    pub told: BTreeMap<String, String>,
}

/// How often a check was made and did not hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckTally {
    /// Comparisons made.
    pub made: u64,
    /// Comparisons that did not hold.
    pub violated: u64,
}

impl CheckTally {
    pub(super) fn add(&mut self, other: Self) {
        self.made += other.made;
        self.violated += other.violated;
    }
}

/// A check that did not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Violation {
    /// The workbook.
    pub file: String,
    /// `part_at_most_whole`, `parts_make_whole` or `months_add_up`.
    pub check: String,
    /// The words of the form that make the rule, such as "из них".
    pub words: String,
    /// The cell of the whole, such as `R1!F9`.
    pub whole_cell: String,
    /// What stands there.
    pub whole: f64,
    /// The cells of the parts.
    pub part_cells: Vec<String>,
    /// Their sum.
    pub parts: f64,
}

/// Months worked out from cumulative reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthlyTally {
    /// Series: one cell of the form, followed through a year.
    pub series: u64,
    /// Values worked out.
    pub derived: u64,
    /// Of these, values less than nothing: a later report took something back.
    pub negative: u64,
    /// Of these, values of several months, since reports between are missing.
    pub over_gap: u64,
    /// Series with a single report in a year, of which no month can be told apart.
    pub alone: u64,
}
