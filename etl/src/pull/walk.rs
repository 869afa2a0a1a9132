//! Goes through a layer by object ids.

use super::client::Client;
use super::error::PullError;
use super::layer::Layer;
use super::page::Page;

/// A walk through the records that a condition holds for, in the order of their object ids.
pub struct Walk<'a> {
    client: &'a Client<'a>,
    layer: &'a Layer,
    filter: &'a str,
    page: String,
    last: i64,
}

impl<'a> Walk<'a> {
    /// Begins behind the record `last`.
    pub fn new(
        client: &'a Client<'a>,
        layer: &'a Layer,
        filter: &'a str,
        page: u32,
        last: Option<i64>,
    ) -> Self {
        Self {
            client,
            layer,
            filter,
            page: page.min(layer.cap.unwrap_or(page)).to_string(),
            last: last.unwrap_or(-1),
        }
    }

    /// The next page; `None` behind the last one.
    ///
    /// A page may be shorter than asked for: servers cap pages as they like. Only an empty page is the end.
    pub fn next_page(&mut self) -> Result<Option<Page>, PullError> {
        let object_id = &self.layer.object_id;
        let condition = format!("({}) AND {object_id} > {}", self.filter, self.last);
        let order = format!("{object_id} ASC");
        let answer = self.client.query(&[
            ("f", "json"),
            ("where", &condition),
            ("outFields", "*"),
            ("returnGeometry", "true"),
            ("orderByFields", &order),
            ("resultRecordCount", &self.page),
        ])?;
        let page = Page::of(answer, object_id, self.last, self.client.address())?;
        let Some(&last) = page.ids.last() else {
            return Ok(None);
        };
        self.last = last;
        Ok(Some(page))
    }
}
