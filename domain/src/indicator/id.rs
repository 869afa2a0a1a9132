//! Which of the five figures.

use serde::{Deserialize, Serialize};

/// A number that is none of the five indicators.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndicatorError {
    /// Not 1 to 5.
    #[error("there is no indicator {0}; the Concept has five, numbered 1 to 5")]
    Number(u8),
}

/// Which of the five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum IndicatorId {
    /// 1: openness of state bodies.
    Openness,
    /// 2: recorded offences per 10,000 people.
    Offences,
    /// 3: the WJP Rule of Law Index.
    RuleOfLaw,
    /// 4: the rank in the UN E-Government Development Index.
    Egdi,
    /// 5: the share of people who feel fully safe.
    Safety,
}

impl IndicatorId {
    /// All five, in the Concept's order.
    pub const ALL: [Self; 5] = [
        Self::Openness,
        Self::Offences,
        Self::RuleOfLaw,
        Self::Egdi,
        Self::Safety,
    ];

    /// Its number in the Concept.
    pub const fn number(self) -> u8 {
        match self {
            Self::Openness => 1,
            Self::Offences => 2,
            Self::RuleOfLaw => 3,
            Self::Egdi => 4,
            Self::Safety => 5,
        }
    }

    /// The word used in JSON and addresses.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Openness => "openness",
            Self::Offences => "offences",
            Self::RuleOfLaw => "rule_of_law",
            Self::Egdi => "egdi",
            Self::Safety => "safety",
        }
    }

    /// The unit that its targets are compared in.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Openness => "points",
            Self::Offences => "offences_per_10k",
            Self::RuleOfLaw => "index_0_1",
            Self::Egdi => "rank",
            Self::Safety => "percent",
        }
    }

    /// Which way is better.
    pub const fn direction(self) -> Direction {
        match self {
            Self::Offences | Self::Egdi => Direction::Down,
            Self::Openness | Self::RuleOfLaw | Self::Safety => Direction::Up,
        }
    }

    /// Whether a value of that year can ever be observed: the EGDI appears in even years only.
    pub const fn observable_in(self, year: i32) -> bool {
        !matches!(self, Self::Egdi) || year % 2 == 0
    }
}

impl TryFrom<u8> for IndicatorId {
    type Error = IndicatorError;
    fn try_from(number: u8) -> Result<Self, IndicatorError> {
        Self::ALL
            .into_iter()
            .find(|id| id.number() == number)
            .ok_or(IndicatorError::Number(number))
    }
}

impl From<IndicatorId> for u8 {
    fn from(id: IndicatorId) -> Self {
        id.number()
    }
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Higher is better.
    Up,
    /// Lower is better.
    Down,
}
