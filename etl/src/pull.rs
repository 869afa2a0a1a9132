//! Pulls the records of an ArcGIS feature layer into a folder, page by page.
//!
//! Pages follow the layer's own object ids (`OBJECTID > last`, in their order), so that records that come in meanwhile move
//! none of the others to another page. A page is on disk for good before its line is in the [`journal`]; a pull that was
//! killed goes on where the journal ends, without loss or repeat. What changed while pages were pulled is fetched again
//! at the end ([`changes`]) and told.
//!
//! Source: ArcGIS REST API, *Query (Feature Service/Layer)*.

mod changes;
mod client;
mod error;
mod journal;
mod layer;
mod page;
mod request;
mod walk;

pub use error::PullError;
pub use request::{Changes, Limits, PullProgress, PullReport, PullRequest};

use client::Client;
use journal::Journal;
use layer::Layer;
use walk::Walk;

/// Pulls a layer, or goes on with a pull that was stopped.
///
/// # Errors
/// [`PullError`] when the address is no feature layer, the server fails in spite of all attempts, or the folder cannot
/// be written. What is on disk stays, and the same call goes on from there.
pub fn pull(request: &PullRequest<'_>) -> Result<PullReport, PullError> {
    let client = Client::new(request)?;
    let layer = Layer::of(&client)?;
    let filter = layer.filter(request.since, request.date_field)?;
    let mut journal = Journal::open(request.out, &layer, &filter, request)?;
    if let Some(done) = journal.done() {
        return Ok(done.clone());
    }
    let resumed_pages = journal.pages();
    let expected = layer::count(&client, &filter)?;
    let mut walk = Walk::new(&client, &layer, &filter, request.page, journal.last_id());
    while let Some(page) = walk.next_page()? {
        journal.keep(&page)?;
        let told = PullProgress {
            pages: journal.pages(),
            records: journal.records(),
            expected,
            trouble: None,
        };
        if !(request.progress)(&told) {
            return Err(PullError::Interrupted);
        }
    }
    let changes = changes::find(&client, &layer, &filter, request, &mut journal)?;
    journal.finish(&layer, resumed_pages, changes)
}
