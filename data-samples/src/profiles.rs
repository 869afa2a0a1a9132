//! Source profiles of open data, as files that show how to write one's own.

/// The profiles of `data-samples/profiles/`: name and TOML text.
///
/// # Example
/// ```
/// assert!(oshaq_samples::PROFILES.iter().any(|(name, text)| *name == "toronto" && text.contains("[[layout]]")));
/// ```
pub const PROFILES: [(&str, &str); 2] = [
    ("st_louis", include_str!("../profiles/st_louis.toml")),
    ("toronto", include_str!("../profiles/toronto.toml")),
];
