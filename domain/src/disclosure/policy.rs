//! The rules of publication, and what the bands are multiples of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{DisclosureError, PublicCount};
use crate::{CategorySlug, Level, Resolution};

/// The rules of publication. [`Policy::default`] is the policy of the public map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// Counts below this are withheld.
    pub suppress_below: u32,
    /// Counts are rounded to the nearest multiple of this.
    pub rounding_base: u32,
    /// A cell is shown, and a category in it given a band, only from so many recorded offences on
    /// over the published months.
    pub minimum_history: u32,
    /// Number of closed months published.
    pub months: u32,
    /// The resolutions published, coarse to fine, each the next one's parent.
    pub resolutions: Vec<Resolution>,
    /// Level of the interval whose bands are shown.
    pub interval: Level,
    /// Lower edges of bands 2 to 5, as multiples of the reference.
    pub band_edges: [f64; 4],
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            suppress_below: 5,
            rounding_base: 5,
            minimum_history: 10,
            months: 24,
            resolutions: (5..=8)
                .filter_map(|value| Resolution::new(value).ok())
                .collect(),
            interval: Level::new(0.8).unwrap_or_else(|error| unreachable!("{error}")),
            band_edges: [0.5, 1.0, 2.0, 4.0],
        }
    }
}

impl Policy {
    pub(super) fn check(&self) -> Result<(), DisclosureError> {
        let ascending = |edges: &[f64]| edges.windows(2).all(|pair| pair[0] < pair[1]);
        let steps = |list: &[Resolution]| {
            list.windows(2)
                .all(|pair| pair[0].get() + 1 == pair[1].get())
        };
        let rules = [
            (
                self.suppress_below >= 3,
                "suppress_below must be at least 3",
            ),
            (self.rounding_base >= 3, "rounding_base must be at least 3"),
            (
                self.minimum_history >= self.suppress_below,
                "minimum_history must reach suppress_below",
            ),
            ((1..=120).contains(&self.months), "months must be 1 to 120"),
            (
                !self.resolutions.is_empty(),
                "resolutions must not be empty",
            ),
            (steps(&self.resolutions), "resolutions must ascend by one"),
            (
                self.band_edges[0] > 0.0 && ascending(&self.band_edges),
                "band_edges must be positive and ascend",
            ),
        ];
        match rules.into_iter().find(|(holds, _)| !holds) {
            Some((_, rule)) => Err(DisclosureError::Policy(rule)),
            None => Ok(()),
        }
    }

    /// Whether figures under both policies may stand next to each other.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        let rules = |policy: &Self| {
            (
                policy.suppress_below,
                policy.rounding_base,
                policy.minimum_history,
            )
        };
        rules(self) == rules(other) && self.resolutions == other.resolutions
    }

    pub(super) fn round(&self, exact: u32) -> u32 {
        (exact + self.rounding_base / 2) / self.rounding_base * self.rounding_base
    }

    /// A sum over many counts, as it may be measured by: rounded like one, and never so small that it would tell its parts.
    pub(super) fn round_total(&self, total: u64) -> u64 {
        let base = u64::from(self.rounding_base);
        let total = total.max(u64::from(self.suppress_below));
        ((total + base / 2) / base).max(1) * base
    }

    /// What may be said of an exact count that stands alone.
    pub(super) fn disclose(&self, exact: u32) -> PublicCount {
        if exact < self.suppress_below {
            PublicCount::Withheld
        } else {
            PublicCount::Rounded(self.round(exact))
        }
    }
}

/// One of the five fixed bands, or "insufficient data".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Band(pub(super) u8);

impl Band {
    /// Too little is recorded to say anything.
    pub const INSUFFICIENT: Self = Self(0);

    /// The band of a ratio to the reference; a ratio that is not a number is insufficient data.
    pub fn of(ratio: f64, edges: &[f64; 4]) -> Self {
        if ratio.is_nan() {
            return Self::INSUFFICIENT;
        }
        Self(1 + edges.iter().filter(|&&edge| ratio >= edge).count() as u8)
    }

    /// 0 for insufficient data, else 1 (lowest) to 5 (highest).
    pub const fn code(self) -> u8 {
        self.0
    }
}

/// What the bands are multiples of: the mean number of recorded offences per published cell and 28 days.
///
/// Measured once, when a category is first published, and then handed from version to version, so that
/// classes never move.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reference(BTreeMap<CategorySlug, BTreeMap<Resolution, f64>>);

impl Reference {
    /// Mean recorded offences per published cell and 28 days.
    pub fn of(&self, category: &CategorySlug, resolution: Resolution) -> Option<f64> {
        self.0
            .get(category)
            .and_then(|by| by.get(&resolution))
            .copied()
    }

    /// The reference as it stands, or what was measured when there is none yet. A level without a published cell, or without
    /// a record in one, gives no measure: it is left open for the version that has one, and until then it is not a number,
    /// which [`Band::of`] calls insufficient data.
    pub(super) fn keep_or_measure(
        &mut self,
        category: &CategorySlug,
        resolution: Resolution,
        measured: f64,
    ) -> f64 {
        let by_resolution = self.0.entry(category.clone()).or_default();
        if let Some(&kept) = by_resolution.get(&resolution) {
            return kept;
        }
        if !(measured.is_finite() && measured > 0.0) {
            return f64::NAN;
        }
        *by_resolution
            .entry(resolution)
            .or_insert(six_digits(measured))
    }
}

/// Six significant digits: what every reader and writer of decimal text keeps exactly.
pub(super) fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}
