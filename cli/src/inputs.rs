//! What models may look at.

use oshaq_domain::{Categories, Counts};
use oshaq_etl::{EtlError, UnitPolygons};
use oshaq_models::{Inputs, Stop};
use oshaq_samples::facts;
use oshaq_server::DistrictShapes;

use crate::progress;

/// The reported categories, and the unit and, where shapes are given, the district that hold the middle of a cell. Models stop on Ctrl-C.
///
/// # Errors
/// When the counts hold a category that nobody declared.
pub fn for_patrols(
    counts: &Counts,
    declared: &Categories,
    districts: Option<&DistrictShapes>,
) -> anyhow::Result<Inputs> {
    let polygons = unit_polygons()?;
    let inputs = Inputs::for_patrols(counts, declared)?;
    let mut inputs = inputs.in_units(move |cell| polygons.unit_of(cell.centre()));
    if let Some(shapes) = districts.cloned() {
        inputs = inputs.in_districts(move |cell| shapes.code_of(cell));
    }
    Ok(inputs.heeding(Stop::when(progress::interrupted)))
}

/// The shapes of the units.
///
/// # Errors
/// None in practice: they are part of the program.
pub fn unit_polygons() -> Result<UnitPolygons, EtlError> {
    UnitPolygons::parse(facts::region_shapes())
}
