//! What is said and understood of HTTP, whatever is asked for.

pub(crate) mod content_policy;
pub(crate) mod hex;
pub(crate) mod language;
pub(crate) mod media;
pub(crate) mod negotiate;
pub(crate) mod origin;
pub(crate) mod problem;
pub(crate) mod question;
pub(crate) mod respond;
