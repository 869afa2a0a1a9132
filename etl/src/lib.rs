//! Raw statistics become incidents and counts, with a ledger of every row.
//!
//! A [`Profile`] says what the columns of a source mean. [`ingest`] reads files by it: each row is read, checked, placed on
//! the H3 grid, and deduplicated; what survives is written as a version of `incidents`. Every row ends in exactly one line
//! of the [`Ledger`]: accepted, duplicate, or rejected with file, line, field and reason. [`count`] turns incidents into
//! counts by cell, day and category.
//!
//! [`ingest_forms`] reads the workbooks of statistical forms into `aggregates`, with a ledger of every cell; [`pull`] fetches the
//! records of a feature layer page by page.
//!
//! Coordinates, streets, houses and register numbers stop here: an incident knows its cell and a keyed hash.

mod ahead;
mod begin;
mod behind;
mod check;
mod conclude;
mod count;
mod dedupe;
mod error;
mod export;
mod files;
mod flow;
mod forms;
mod gather;
mod hash;
mod history;
mod id;
mod ingest;
mod inspect;
mod ledger;
mod place;
mod placements;
mod profile;
mod pull;
mod quality;
mod read;
mod request;
mod spill;
mod stacks;
mod version_files;
mod write;

pub use count::{
    CountRequest, Counted, UNIT_COUNTS, UNIT_COUNTS_BY, categories_of, count, load_counts,
};
pub use error::EtlError;
pub use export::{ExportTable, escape_cell};
pub use forms::{
    CheckTally, Contradiction, FORM_REJECTS, FormFigures, FormLedger, FormProfile, FormReport,
    FormRequest, MonthlyTally, SheetLedger, UnitNames, VIOLATIONS, Violation, WorkbookLedger,
    form_figures, ingest_forms,
};
pub use history::{HISTORY, RecordChanges};
pub use id::ID_KEY;
pub use ingest::{IngestReport, ingest};
pub use inspect::{ColumnFinding, Confidence, InspectRequest, Inspection, inspect};
pub use ledger::{FileLedger, Ledger, Loaded, Tally, Unread};
pub use place::UnitPolygons;
pub use placements::load_placements;
pub use profile::{
    Bounds, CategoryRules, Clock, Columns, Duplicates, FilterRules, Format, FormerArticles,
    LayoutRules, OwnCategory, PlaceRules, Profile, ProfileError, Role, TimeRules, UnitRules,
    Unmatched,
};
pub use pull::{Changes, Limits, PullError, PullProgress, PullReport, PullRequest, pull};
pub use quality::{
    Drift, Implausible, Lags, Missing, NO_UNIT, Quality, RejectExample, Rejected, UnitRecords,
    quality,
};
pub use read::{OutsideReader, data_files, serve_outside};
pub use request::{Delivery, IngestRequest, Progress};
pub use stacks::Stack;
pub use version_files::{CATEGORIES, LEDGER, REJECTS, SIMULATED_PREFIX};
