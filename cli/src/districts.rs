//! The shapes of districts that a surface is told by.

use std::path::{Path, PathBuf};

use oshaq_samples::facts;
use oshaq_server::{DISTRICTS_GEOJSON, DistrictShapes};
use oshaq_store::{Kind, Store};

use crate::failure::Unusable;

/// A file of shapes that is larger is refused: that of the nation, good to 100 m, has a tenth of it.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Where the shapes of districts come from.
#[derive(Debug, Clone, Default)]
pub enum Districts {
    /// Those of the current surface go on; where it has none, there are none.
    #[default]
    AsBefore,
    /// A file.
    Of(PathBuf),
    /// Nothing is told by district.
    Without,
}

impl Districts {
    /// Reads and checks the shapes.
    ///
    /// # Errors
    /// When the file is too large, cannot be read, or is not as [`DistrictShapes::read`] wants it, or the store cannot be read.
    pub fn shapes(&self, store: &Store, simulated: bool) -> anyhow::Result<Option<DistrictShapes>> {
        match self {
            Self::AsBefore => before(store, simulated),
            Self::Of(file) => from_file(file).map(Some),
            Self::Without => Ok(None),
        }
    }
}

fn from_file(file: &Path) -> anyhow::Result<DistrictShapes> {
    let unusable = |cause: String| Unusable(format!("{}: {cause}", file.display()));
    let bytes = std::fs::metadata(file)
        .map_err(|error| unusable(error.to_string()))?
        .len();
    if bytes > MOST_BYTES {
        let cause = format!("{bytes} bytes are more than {MOST_BYTES}; simplify the shapes");
        return Err(unusable(cause).into());
    }
    let text = std::fs::read_to_string(file).map_err(|error| unusable(error.to_string()))?;
    let shapes = DistrictShapes::read(&text).map_err(|error| unusable(error.to_string()))?;
    Ok(shapes.with_population(|code| population(&code.to_string())))
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
    let versions = store.versions(Kind::Surface)?;
    let last = versions.iter().rev().find(|own| own.simulated == simulated);
    let Some(last) = last.filter(|own| own.file(DISTRICTS_GEOJSON).is_some()) else {
        return Ok(None);
    };
    let bytes = store.read(Kind::Surface, &last.version, DISTRICTS_GEOJSON)?;
    Ok(Some(DistrictShapes::read(&String::from_utf8(bytes)?)?))
}
