//! The shapes of districts that a surface is told by, or that models look at.

use std::path::Path;

use oshaq_samples::facts;
use oshaq_server::{DISTRICTS_GEOJSON, DistrictShapes};
use oshaq_store::{Kind, Store, hash_of};
use serde_json::json;

use crate::failure::Unusable;
use crate::given::{Given, last_surface_with, text_of};

/// A file of shapes that is larger is refused: that of the nation, good to 100 m, has a tenth of it.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Reads and checks the shapes.
///
/// # Errors
/// When the file is too large, cannot be read, or is not as [`DistrictShapes::read`] wants it, or the store cannot be read.
pub fn shapes(
    given: &Given,
    store: &Store,
    simulated: bool,
) -> anyhow::Result<Option<DistrictShapes>> {
    match given {
        Given::AsBefore => before(store, simulated),
        Given::By(file) => from_file(file).map(Some),
        Given::Not => Ok(None),
    }
}

/// The shapes of a file, if one is named.
///
/// # Errors
/// As [`from_file`].
pub fn named(file: Option<&Path>) -> anyhow::Result<Option<DistrictShapes>> {
    file.map(from_file).transpose()
}

/// Reads and checks the shapes of a file.
///
/// # Errors
/// When the file is too large, cannot be read, or is not as [`DistrictShapes::read`] wants it.
fn from_file(file: &Path) -> anyhow::Result<DistrictShapes> {
    let text = text_of(file, MOST_BYTES, "simplify the shapes")?;
    let shapes = DistrictShapes::read(&text)
        .map_err(|error| Unusable(format!("{}: {error}", file.display())))?;
    Ok(shapes.with_population(|code| population(&code.to_string())))
}

/// SHA-256 of shapes.
pub fn hash(shapes: &DistrictShapes) -> String {
    hash_of(&json!(shapes.geojson()))
}

/// Residents of a district with a figure of its own.
///
/// Source: BNS bulletin of 2023.
fn population(kato: &str) -> Option<u32> {
    let own = facts::districts().iter().find(|row| row.kato == kato)?;
    own.population_2023
        .filter(|_| own.population_group.is_empty())
}

fn before(store: &Store, simulated: bool) -> anyhow::Result<Option<DistrictShapes>> {
    let Some(last) = last_surface_with(store, simulated, DISTRICTS_GEOJSON)? else {
        return Ok(None);
    };
    let bytes = store.read(Kind::Surface, &last.version, DISTRICTS_GEOJSON)?;
    Ok(Some(DistrictShapes::read(&String::from_utf8(bytes)?)?))
}
