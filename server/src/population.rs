//! How many people live in a cell, where the deployment has given that.

use std::collections::HashMap;

use oshaq_domain::{Cell, Exposure, GridError};
use oshaq_store::tables::{self, names};
use oshaq_store::{Kind, Manifest, Store};
use serde::Deserialize;

use crate::publication::LoadError;
use crate::publish::SERVE_JSON;
use crate::values::SurfaceValues;

/// Residents are told in tens: a cell that holds one household must not say so.
const BASE: f64 = 10.0;

/// Residents by cell, and who says so.
#[derive(Debug, Clone, PartialEq)]
pub struct CellPopulation {
    /// Persons by cell, none of a cell where nobody lives. Cells are as fine as the finest of the surface, or finer.
    pub residents: Exposure,
    /// Where the numbers are from, for the reader: title, year, licence.
    pub source: String,
}

/// Of `serve.json` what belongs to the residents.
#[derive(Deserialize)]
struct Told {
    population_source: Option<String>,
}

impl CellPopulation {
    /// Those that a surface was published with; `None` where it has none. Blocks.
    ///
    /// # Errors
    /// [`LoadError`] when the store cannot be read, or a file is not as [`write_surface`](crate::write_surface) wrote it.
    pub fn load(store: &Store, surface: &Manifest) -> Result<Option<Self>, LoadError> {
        let text = store.read(Kind::Surface, &surface.version, SERVE_JSON)?;
        let told: Told = serde_json::from_slice(&text).map_err(|error| LoadError::Unreadable {
            file: SERVE_JSON,
            version: surface.version.clone(),
            why: error.to_string(),
        })?;
        let Some(source) = told.population_source else {
            return Ok(None);
        };
        let name = names::SURFACE_POPULATION;
        let file = store.checked_file(Kind::Surface, &surface.version, name)?;
        let residents = tables::read_population(file.path())?;
        Ok(Some(Self { residents, source }))
    }
}

/// Residents of the cells of a surface, in tens.
#[derive(Debug)]
pub(crate) struct PublicPopulation {
    pub source: String,
    by_cell: HashMap<Cell, u32>,
}

impl PublicPopulation {
    /// Residents of each cell that the surface has at any resolution.
    ///
    /// # Errors
    /// [`GridError::NotAParent`] when residents are told by coarser cells than the surface's.
    pub(crate) fn of(
        population: &CellPopulation,
        values: &SurfaceValues,
    ) -> Result<Self, GridError> {
        let mut by_cell = HashMap::new();
        for lattice in values.lattices() {
            let residents = population.residents.by_parent(lattice.resolution())?;
            let tens = lattice.cells().iter().map(|&cell| {
                let persons = residents.of(cell).unwrap_or(0.0);
                (cell, ((persons / BASE).round() * BASE) as u32)
            });
            by_cell.extend(tens);
        }
        Ok(Self {
            source: population.source.clone(),
            by_cell,
        })
    }

    /// Residents of a cell, in tens; `None` of a cell that the surface does not have.
    pub(crate) fn of_cell(&self, cell: Cell) -> Option<u32> {
        self.by_cell.get(&cell).copied()
    }
}
