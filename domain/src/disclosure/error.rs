use super::attack::Claim;
use super::released::Place;
use crate::{CategorySlug, GridError, Month};

/// Why nothing can be published.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DisclosureError {
    /// A rule of the policy is out of range.
    #[error("the disclosure policy is unusable: {0}")]
    Policy(&'static str),
    /// No forecast was given.
    #[error("there is no forecast of a category that may be mapped; run `oshaq forecast` first")]
    NothingToPublish,
    /// Forecasts for different windows.
    #[error(
        "the forecast of {category} is for another window than the others; forecast all categories anew"
    )]
    Windows {
        /// The category that differs.
        category: CategorySlug,
    },
    /// Two forecasts of one category.
    #[error("{0} is forecast twice; publish one forecast a category")]
    Twice(CategorySlug),
    /// A forecast of a category that must never be mapped.
    #[error("{0} must never be mapped: it is sensitive, police-discovered or not bound to a place")]
    Forbidden(CategorySlug),
    /// A forecast or counts on a grid coarser than what is published.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// Every cell is below the minimum history.
    #[error(
        "no cell has the {0} recorded offences that publication needs; nothing can be published"
    )]
    TooFew(u32),
    /// Rules other than those of the version before.
    #[error(
        "the rules of publication differ from those of the versions before; figures under two sets of rules give each other away: publish into another store"
    )]
    Rules,
    /// A month that was released before is told differently.
    #[error(
        "{category} of {month} in {place} was told before and is told differently now, or was withheld and is told now; a month once released stays as it was told"
    )]
    Changed {
        /// The month.
        month: Month,
        /// Where.
        place: Place,
        /// The category.
        category: CategorySlug,
    },
    /// An exact number follows from the versions together.
    #[error(
        "the exact number of {} of {} in {} follows from versions {} to {} (counted from the oldest) together; nothing was published: publish again when the next month is closed",
        .0.category, .0.month, .0.place, .0.versions.0 + 1, .0.versions.1 + 1
    )]
    Deducible(Box<Claim>),
}
