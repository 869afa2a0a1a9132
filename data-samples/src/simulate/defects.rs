//! Faults seen in the wild, put in with known shares.

use serde::{Deserialize, Serialize};

/// Share of records with each fault.
///
/// Missing, 0,0, swapped and at-station coordinates exclude each other, as do the three faults of dates. A fault of a 2147483647
/// placeholder or of dates is drawn per record, a duplicate or re-sent row copies its record's faults.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefectShares {
    /// No coordinates.
    pub missing_coordinates: f64,
    /// Coordinates 0, 0.
    pub zero_coordinates: f64,
    /// Easting and northing exchanged.
    pub swapped_axes: f64,
    /// Police station's point, for categories not bound to a place.
    pub at_station_if_remote: f64,
    /// Police station's point, for all other categories.
    pub at_station: f64,
    /// Milliseconds empty: dates only as `dd.mm.yyyy` text.
    pub text_dates_only: f64,
    /// 2147483647 as time of registration, 1453 as time of commission.
    pub placeholder: f64,
    /// Registration before commission.
    pub registered_before_committed: f64,
    /// An article that does not exist.
    pub unknown_article: f64,
    /// Hour unknown, written as midnight.
    pub hour_unknown: f64,
    /// A row once more, byte for byte.
    pub exact_duplicate: f64,
    /// The record loaded again later with the same ERDR number.
    pub resent: f64,
}

impl DefectShares {
    /// The shares used unless told otherwise: assumptions, in the order of what is seen in public records.
    pub const USUAL: Self = Self {
        missing_coordinates: 0.04,
        zero_coordinates: 0.015,
        swapped_axes: 0.004,
        at_station_if_remote: 0.25,
        at_station: 0.01,
        text_dates_only: 0.03,
        placeholder: 0.005,
        registered_before_committed: 0.007,
        unknown_article: 0.003,
        hour_unknown: 0.06,
        exact_duplicate: 0.008,
        resent: 0.012,
    };

    /// No fault at all.
    pub const NONE: Self = Self {
        missing_coordinates: 0.0,
        zero_coordinates: 0.0,
        swapped_axes: 0.0,
        at_station_if_remote: 0.0,
        at_station: 0.0,
        text_dates_only: 0.0,
        placeholder: 0.0,
        registered_before_committed: 0.0,
        unknown_article: 0.0,
        hour_unknown: 0.0,
        exact_duplicate: 0.0,
        resent: 0.0,
    };

    /// The shares with their names.
    pub fn named(&self) -> [(&'static str, f64); 12] {
        [
            ("missing_coordinates", self.missing_coordinates),
            ("zero_coordinates", self.zero_coordinates),
            ("swapped_axes", self.swapped_axes),
            ("at_station_if_remote", self.at_station_if_remote),
            ("at_station", self.at_station),
            ("text_dates_only", self.text_dates_only),
            ("placeholder", self.placeholder),
            (
                "registered_before_committed",
                self.registered_before_committed,
            ),
            ("unknown_article", self.unknown_article),
            ("hour_unknown", self.hour_unknown),
            ("exact_duplicate", self.exact_duplicate),
            ("resent", self.resent),
        ]
    }

    /// The first share that is no share, if any.
    pub fn fault(&self) -> Option<(&'static str, f64)> {
        self.named()
            .into_iter()
            .find(|(_, share)| !(0.0..=1.0).contains(share))
    }
}

impl Default for DefectShares {
    fn default() -> Self {
        Self::USUAL
    }
}
