//! Media types of files that are downloaded.

/// Comma-separated values with a header line.
///
/// Source: RFC 7111, section 5.1.
pub(crate) const CSV: &str = "text/csv; charset=utf-8; header=present";
/// Source: RFC 7946, section 12.
pub(crate) const GEOJSON: &str = "application/geo+json";
/// Source: the media types registry of IANA.
pub(crate) const PARQUET: &str = "application/vnd.apache.parquet";
