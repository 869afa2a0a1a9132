//! Ingest and count through a store on disk, and the field tests on real data.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod field;
mod field_forms;
mod figures;
mod forms;
mod fuzz;
mod history;
mod inspect;
mod kinds;
mod ledger;
mod pull;
mod quality;
mod sample_form;
mod server;
mod support;
mod versions;
mod workbook;
