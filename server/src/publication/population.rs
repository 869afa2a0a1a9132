//! How many people live in a cell, where the deployment has given that.

use oshaq_domain::{Cell, Exposure, GridError};
use oshaq_store::tables::{self, names};
use oshaq_store::{Kind, Manifest, Store};
use serde::{Deserialize, Serialize};

use crate::publication::error::LoadError;
use crate::publication::stored::SERVE_JSON;
use crate::publication::values::{Lattice, SurfaceValues};

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
    population: Option<Source>,
}

#[derive(Deserialize)]
struct Source {
    source: String,
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
        let Some(Source { source }) = told.population else {
            return Ok(None);
        };
        let name = names::SURFACE_POPULATION;
        let file = store.checked_file(Kind::Surface, &surface.version, name)?;
        let residents = tables::read_population(file.path())?;
        Ok(Some(Self { residents, source }))
    }
}

/// Residents of the cells of a surface, in tens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicPopulation {
    pub source: String,
    /// Persons by lattice of the surface, coarse to fine, then by position in it.
    persons: Vec<Vec<u32>>,
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
        let tens = |lattice: &Lattice| {
            let residents = population.residents.by_parent(lattice.resolution())?;
            let cells = lattice.cells().iter();
            let persons = cells.map(|&cell| residents.of(cell).unwrap_or(0.0));
            Ok(persons
                .map(|persons| ((persons / BASE).round() * BASE) as u32)
                .collect())
        };
        Ok(Self {
            source: population.source.clone(),
            persons: values
                .lattices()
                .iter()
                .map(tens)
                .collect::<Result<_, _>>()?,
        })
    }

    /// Whether they are of these cells.
    pub(crate) fn fits(&self, values: &SurfaceValues) -> bool {
        let cells = values
            .lattices()
            .iter()
            .map(|lattice| lattice.cells().len());
        cells.eq(self.persons.iter().map(Vec::len))
    }

    /// Residents of a cell, in tens; `None` of a cell that the surface does not have.
    pub(crate) fn of_cell(&self, values: &SurfaceValues, cell: Cell) -> Option<u32> {
        let own = |lattice: &Lattice| lattice.resolution() == cell.resolution();
        let lattice = values.lattices().iter().position(own)?;
        let (_, position) = values.find(cell)?;
        self.persons.get(lattice)?.get(position).copied()
    }
}
