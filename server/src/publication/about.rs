//! What a publication says of its layers, in every format that has words beside the data.

use serde::Serialize;

use crate::publication::Publication;
use crate::tiles::{DISTRICT_LAYER, GRID_LAYER, UNIT_LAYER};

/// Which surface something is from.
#[derive(Debug, Serialize)]
pub(crate) struct Provenance<'a> {
    version: &'a str,
    created: &'a str,
    simulated: bool,
    licence: &'a str,
}

impl Publication {
    /// Which surface this is.
    pub(crate) fn provenance(&self) -> Provenance<'_> {
        Provenance {
            version: self.version.as_str(),
            created: &self.created,
            simulated: self.meta.simulated,
            licence: &self.licence,
        }
    }

    /// Who is to be named, and whether data are simulated. Clients show it as HTML, so nothing in it is markup.
    pub(crate) fn attribution(&self) -> String {
        escape(&format!("{}{} {}", self.mark(), self.source, self.licence))
    }

    /// What a layer shows, in a sentence.
    pub(crate) fn description(&self, layer: &str) -> String {
        let about = match layer.strip_prefix("risk-") {
            Some(category) => format!(
                "Recorded offences ({category}) as bands by H3 cell: closed months and the forecast from {} to {}. Bands 1 to 5; 0 is insufficient data.",
                self.meta.forecast_window.start(),
                self.meta.forecast_window.end(),
            ),
            None if layer == GRID_LAYER => {
                "Outlines of the surface's H3 cells, with ids and nothing else; /current.json tells where the values are."
                    .to_owned()
            }
            None if layer == UNIT_LAYER => {
                "Regions and cities of republican significance; what is recorded in them is in /api/v1/downloads/units.csv, joined by kato."
                    .to_owned()
            }
            None if layer == DISTRICT_LAYER => {
                "Districts, and cities with an akimat of their own, as this deployment was given them; what is recorded in them, and the forecast, is in /api/v1/downloads/districts.csv, joined by kato."
                    .to_owned()
            }
            None => "Cities and towns to find one's way by.".to_owned(),
        };
        format!("{}{about}", self.mark())
    }

    fn mark(&self) -> &'static str {
        if self.meta.simulated {
            "Simulated data. "
        } else {
            ""
        }
    }
}

fn escape(text: &str) -> String {
    text.trim()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribution_is_no_markup() {
        assert_eq!(escape(" <b>A & B</b>"), "&lt;b&gt;A &amp; B&lt;/b&gt;");
    }
}
