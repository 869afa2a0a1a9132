//! Statistical forms become tidy aggregates: one value a row, with the cell of the workbook that says it.
//!
//! A [`FormProfile`] says what the workbooks of a form are called and what must add up in them. [`ingest_forms`] reads
//! workbooks by it: who reports on what ([`identity`]), the tables of each sheet by their codes and labels
//! ([`layout`]), each cell ([`value`]), what must add up ([`checks`]), and the months between cumulative reports
//! ([`monthly`]). Every cell read ends in exactly one line of the [`FormLedger`]: accepted, duplicate, or rejected with
//! its reason, of which placeholders are one kind. [`form_figures`] reads back what may become official figures ([`figures`]).

mod checks;
mod figures;
mod grid;
mod identity;
mod ingest;
mod layout;
mod ledger;
mod monthly;
mod profile;
mod properties;
mod report;
mod request;
mod rules;
mod table;
mod value;
mod workbook;

pub use figures::{FormFigures, form_figures};
pub use ingest::{FORM_REJECTS, FormReport, VIOLATIONS, ingest_forms};
pub use ledger::{
    CheckTally, Contradiction, FormLedger, MonthlyTally, SheetLedger, Violation, WorkbookLedger,
};
pub use profile::FormProfile;
pub use request::{FormRequest, UnitNames};
