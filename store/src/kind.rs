use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::StoreError;

/// A kind of artefact; each has versions and a `current` of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Checked records at H3 resolution 10, with the ledger of every row.
    Incidents,
    /// Values of statistical forms by unit and period, with the source cell of each.
    Aggregates,
    /// Sparse counts: cell × day × category.
    Counts,
    /// Scores of the forecasters on the past.
    Backtest,
    /// Finished parts of forecasts, each found again by what it was made from; any may be removed.
    Job,
    /// Predictive distributions per cell, category and window.
    Forecast,
    /// What may be shown: the disclosure-controlled surface and its tiles.
    Surface,
    /// Status of the five indicators.
    Indicators,
}

impl Kind {
    /// Every kind, in the order in which the job makes them.
    pub const ALL: [Self; 8] = [
        Self::Incidents,
        Self::Aggregates,
        Self::Counts,
        Self::Backtest,
        Self::Job,
        Self::Forecast,
        Self::Surface,
        Self::Indicators,
    ];

    /// The kind's name, also its folder in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Aggregates => "aggregates",
            Self::Counts => "counts",
            Self::Backtest => "backtest",
            Self::Job => "job",
            Self::Forecast => "forecast",
            Self::Surface => "surface",
            Self::Indicators => "indicators",
        }
    }

    /// The subcommand of `oshaq` that makes this kind.
    pub const fn made_by(self) -> &'static str {
        match self {
            Self::Incidents | Self::Aggregates => "ingest",
            Self::Counts => "counts",
            Self::Backtest => "backtest",
            Self::Job | Self::Forecast => "forecast",
            Self::Surface => "publish",
            Self::Indicators => "kpi",
        }
    }

    /// The kind of this name.
    ///
    /// # Errors
    /// [`StoreError::UnknownKind`] when no kind has this name.
    pub fn parse(name: &str) -> Result<Self, StoreError> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| StoreError::UnknownKind(name.to_owned()))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name of a version: the first 16 hexadecimal digits of the SHA-256 of what it holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VersionId(String);

impl VersionId {
    /// Digits in a version's name: 64 bits, so among a million versions two meet with a chance of 3 in 10⁸.
    pub const DIGITS: usize = 16;

    /// The version of this name.
    ///
    /// # Errors
    /// [`StoreError::BadVersion`] unless `name` is exactly 16 lower-case hexadecimal digits.
    pub fn parse(name: &str) -> Result<Self, StoreError> {
        let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if name.len() == Self::DIGITS && name.bytes().all(digit) {
            Ok(Self(name.to_owned()))
        } else {
            Err(StoreError::BadVersion(name.to_owned()))
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for VersionId {
    type Error = StoreError;

    fn try_from(name: String) -> Result<Self, StoreError> {
        Self::parse(&name)
    }
}

impl From<VersionId> for String {
    fn from(version: VersionId) -> Self {
        version.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()).unwrap(), kind);
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(json, format!("\"{}\"", kind.as_str()));
        }
        assert!(
            matches!(Kind::parse("Counts"), Err(StoreError::UnknownKind(name)) if name == "Counts")
        );
    }

    #[test]
    fn a_version_is_sixteen_lower_case_digits_and_nothing_else() {
        assert!(VersionId::parse("0123456789abcdef").is_ok());
        for bad in [
            "",
            "0123456789abcde",
            "0123456789abcdef0",
            "0123456789ABCDEF",
            "0123456789abcdeg",
            "../../etc/passwd",
            "0123456789abcdé",
        ] {
            assert!(VersionId::parse(bad).is_err(), "{bad} was taken");
        }
    }
}
