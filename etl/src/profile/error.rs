use oshaq_domain::CategoryError;

use super::Profile;

/// Why a profile was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// No built-in profile has this name.
    #[error("no profile is called `{name}`; built in: {}. Or give the path of a profile file (.toml)", Profile::BUILT_IN.join(", "))]
    Unknown {
        /// The name as given.
        name: String,
    },
    /// The text is no profile; the message of the TOML reader names line, column and field.
    #[error("profile {origin} cannot be read: {reason}")]
    Syntax {
        /// Where the text came from.
        origin: String,
        /// What is wrong and where.
        reason: String,
    },
    /// A field's value makes no sense.
    #[error("profile {origin}, field `{field}`: {reason}")]
    Field {
        /// Where the text came from.
        origin: String,
        /// The field.
        field: String,
        /// What is wrong and what to write instead.
        reason: String,
    },
    /// The categories contradict each other.
    #[error("profile {origin}, [categories]: {source}")]
    Categories {
        /// Where the text came from.
        origin: String,
        /// What is wrong.
        source: CategoryError,
    },
}
