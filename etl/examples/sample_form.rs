//! Writes the small simulated form 1-M that the browser tests ingest:
//!
//! ```sh
//! cargo run -p oshaq-etl --example sample_form data-samples/forms
//! ```

#![expect(clippy::unwrap_used, reason = "a tool of the tests fails as they do")]

#[path = "../tests/it/sample_form.rs"]
mod sample_form;
#[path = "../tests/it/workbook.rs"]
mod workbook;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let path = std::path::Path::new(&folder).join(sample_form::NAME);
    sample_form::sample_form().save(&path);
}
