//! The words of a request: titles, legend, captions, names of places.

use serde::Deserialize;

use super::{MAX_LABELS, MAX_LEGEND, MAX_TEXT, Point, Request, check_length, check_point};
use crate::failure::Failure;

/// The name of a place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The name.
    pub text: String,
    /// Where the place is.
    pub at: Point,
}

impl Request {
    /// Checks how many texts there are and how long each is.
    pub(super) fn check_texts(&self) -> Result<(), Failure> {
        check_text("title", &self.title)?;
        let beside = self.beside.as_ref();
        let optional = [
            ("subtitle", self.subtitle.as_ref()),
            ("stamp", self.stamp.as_ref()),
            ("attribution", self.attribution.as_ref()),
            ("legend_title", self.legend_title.as_ref()),
            ("caption", self.caption.as_ref()),
            (
                "beside.caption",
                beside.and_then(|beside| beside.caption.as_ref()),
            ),
        ];
        for (field, text) in optional {
            check_text(field, text.map_or("", String::as_str))?;
        }
        self.check_stamp()?;
        self.check_legend()?;
        self.check_labels()
    }

    fn check_stamp(&self) -> Result<(), Failure> {
        let stamp = self.stamp.as_deref();
        if stamp.is_some_and(|stamp| stamp.trim().is_empty()) {
            return Err(Failure::request(
                "stamp",
                "empty: write the mark, or leave the field out where the data are not simulated",
            ));
        }
        Ok(())
    }

    fn check_legend(&self) -> Result<(), Failure> {
        check_length("legend", self.legend.len(), 0, MAX_LEGEND)?;
        let mut entries = self.legend.iter().enumerate();
        entries.try_for_each(|(index, entry)| {
            check_text(&format!("legend[{index}].label"), &entry.label)
        })
    }

    fn check_labels(&self) -> Result<(), Failure> {
        check_length("labels", self.labels.len(), 0, MAX_LABELS)?;
        let mut labels = self.labels.iter().enumerate();
        labels.try_for_each(|(index, label)| {
            check_text(&format!("labels[{index}].text"), &label.text)?;
            check_point(|| format!("labels[{index}].at"), label.at)
        })
    }
}

fn check_text(field: &str, text: &str) -> Result<(), Failure> {
    if text.chars().count() > MAX_TEXT {
        return Err(Failure::request(
            field,
            format!("longer than {MAX_TEXT} characters"),
        ));
    }
    if text.chars().any(char::is_control) {
        return Err(Failure::request(
            field,
            "has a control character: write it on one line",
        ));
    }
    Ok(())
}
