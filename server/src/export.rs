//! A layer of a published surface as one file that other programs open.

mod mbtiles;
mod pmtiles;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use oshaq_domain::{CategorySlug, Resolution};
use oshaq_store::{Kind, Store, StoreError, VersionId};

use crate::downloads::rows::{cell_features, cell_rows, district_rows, unit_rows};
use crate::packed::ArchiveError;
use crate::publication::stored::{DISTRICTS_GEOJSON, UNITS_GEOJSON};
use crate::publication::values::Lattice;
use crate::publication::{LoadError, Publication};
use crate::tiles::{DISTRICT_LAYER, DistrictShapes, GRID_LAYER, UNIT_LAYER};

/// The form of an exported file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Every tile in one file, for object storage (`PMTiles` 3).
    Pmtiles,
    /// Every tile in one `SQLite` database (`MBTiles` 1.3).
    Mbtiles,
    /// Cells, units or districts as polygons (RFC 7946).
    Geojson,
    /// One row a cell (or unit, or district), category and month (RFC 4180).
    Csv,
    /// The same rows as CSV.
    Parquet,
}

/// What to export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// `risk-<category>`, `grid`, `units`, `districts` or `places`.
    pub layer: String,
    /// The form.
    pub format: ExportFormat,
    /// Cells of this resolution only. `None` is every resolution in tables, and the finest in GeoJSON, where cells would
    /// lie on each other.
    pub resolution: Option<Resolution>,
}

/// Why a layer could not be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The version cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The tiles cannot be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The version has no such layer.
    #[error("version {version} has no layer `{layer}`; choose one of {known}")]
    UnknownLayer {
        /// The layer.
        layer: String,
        /// The version.
        version: VersionId,
        /// The layers that there are.
        known: String,
    },
    /// The surface has no cells of the resolution.
    #[error(
        "layer {layer} has no cells of resolution {resolution}; leave --resolution out or choose one of {known}"
    )]
    UnknownResolution {
        /// The layer.
        layer: String,
        /// The resolution.
        resolution: Resolution,
        /// The resolutions that there are.
        known: String,
    },
    /// The layer cannot be told in the form.
    #[error("layer {layer} has no {format:?} form; choose {has}")]
    NoSuchForm {
        /// The layer.
        layer: String,
        /// The form.
        format: ExportFormat,
        /// The forms that it has.
        has: &'static str,
    },
    /// The file cannot be written.
    #[error("{path} cannot be written: {cause}")]
    Write {
        /// The file.
        path: String,
        /// The cause.
        cause: String,
    },
}

impl ExportError {
    fn write(path: &Path, cause: impl std::fmt::Display) -> Self {
        Self::Write {
            path: path.display().to_string(),
            cause: cause.to_string(),
        }
    }
}

/// What a layer is about.
enum Subject {
    /// A series of cells, by its position.
    Cells(usize),
    Units,
    Districts,
    /// Tiles and nothing else.
    Tiles,
}

/// Writes a layer into a file that must not exist or be empty; gives the number of tiles, features or rows. Blocks.
///
/// # Errors
/// [`ExportError`]; what was written until then is left for the caller to remove.
pub fn export_layer(
    store: &Store,
    version: &VersionId,
    export: &Export,
    file: &Path,
) -> Result<u64, ExportError> {
    let publication = Arc::new(Publication::load(store, version)?);
    let layer = publication.layer(&export.layer);
    let archive = layer.ok_or_else(|| unknown_layer(&publication, &export.layer))?;
    check_resolution(&publication, export)?;
    match (export.format, subject(&publication, &export.layer)) {
        (ExportFormat::Pmtiles, _) => pmtiles::write(&publication, archive, file),
        (ExportFormat::Mbtiles, _) => mbtiles::write(&publication, archive, file),
        (ExportFormat::Geojson, Subject::Cells(series)) => {
            let lattice = shown(&publication, export.resolution).last().unwrap_or(0);
            let features = cell_features(Arc::clone(&publication), series, lattice);
            // The first piece begins the collection, the last one ends it.
            Ok(written(file, features)?.pieces.saturating_sub(2))
        }
        (ExportFormat::Geojson, Subject::Units) => {
            let shapes = store.read(Kind::Surface, version, UNITS_GEOJSON)?;
            written(file, std::iter::once(shapes))?;
            Ok(publication.units.len() as u64)
        }
        (ExportFormat::Geojson, Subject::Districts) => {
            let shapes = store.read(Kind::Surface, version, DISTRICTS_GEOJSON)?;
            written(file, std::iter::once(shapes))?;
            let own = publication.districts.iter();
            Ok(own.flat_map(DistrictShapes::named).count() as u64)
        }
        (ExportFormat::Csv, Subject::Cells(series)) => {
            let tables = shown(&publication, export.resolution).enumerate();
            let rows = tables.flat_map(|(table, lattice)| {
                let rows = cell_rows(Arc::clone(&publication), series, lattice);
                rows.skip(usize::from(table > 0))
            });
            Ok(written(file, rows)?.lines.saturating_sub(1))
        }
        (ExportFormat::Csv, Subject::Units) => {
            let rows = std::iter::once(unit_rows(&publication));
            Ok(written(file, rows)?.lines.saturating_sub(1))
        }
        (ExportFormat::Csv, Subject::Districts) => {
            let rows = std::iter::once(district_rows(&publication));
            Ok(written(file, rows)?.lines.saturating_sub(1))
        }
        (ExportFormat::Parquet, Subject::Cells(series)) => {
            parquet_of_cells(store, version, series, export.resolution, file)
        }
        (ExportFormat::Parquet, Subject::Units) => Ok(oshaq_store::tables::export_surface_units(
            store, version, file,
        )?),
        (ExportFormat::Parquet, Subject::Districts) => Ok(
            oshaq_store::tables::export_surface_districts(store, version, file)?,
        ),
        (format, Subject::Tiles) => Err(ExportError::NoSuchForm {
            layer: export.layer.clone(),
            format,
            has: "pmtiles or mbtiles",
        }),
    }
}

fn unknown_layer(publication: &Publication, layer: &str) -> ExportError {
    let names = publication.layer_names().iter().map(String::as_str);
    let known: Vec<&str> = names.chain([GRID_LAYER]).collect();
    ExportError::UnknownLayer {
        layer: layer.to_owned(),
        version: publication.version.clone(),
        known: known.join(", "),
    }
}

fn subject(publication: &Publication, layer: &str) -> Subject {
    let slug = layer.strip_prefix("risk-");
    let series = slug
        .and_then(|slug| slug.parse::<CategorySlug>().ok())
        .and_then(|slug| publication.series(&slug));
    match series {
        Some(series) => Subject::Cells(series),
        None if layer == UNIT_LAYER => Subject::Units,
        None if layer == DISTRICT_LAYER => Subject::Districts,
        None => Subject::Tiles,
    }
}

fn check_resolution(publication: &Publication, export: &Export) -> Result<(), ExportError> {
    let lattices = publication.values.lattices();
    let known = || lattices.iter().map(Lattice::resolution);
    match export.resolution {
        Some(resolution) if known().all(|own| own != resolution) => {
            let known: Vec<String> = known().map(|own| own.to_string()).collect();
            Err(ExportError::UnknownResolution {
                layer: export.layer.clone(),
                resolution,
                known: known.join(", "),
            })
        }
        _ => Ok(()),
    }
}

/// Positions of the resolutions that are exported, coarse to fine.
fn shown(publication: &Publication, resolution: Option<Resolution>) -> impl Iterator<Item = usize> {
    let lattices = publication.values.lattices().iter().enumerate();
    let wanted =
        lattices.filter(move |(_, own)| resolution.is_none_or(|wanted| wanted == own.resolution()));
    wanted.map(|(position, _)| position)
}

/// How much was written.
struct Written {
    pieces: u64,
    lines: u64,
}

fn written(file: &Path, pieces: impl Iterator<Item = Vec<u8>>) -> Result<Written, ExportError> {
    let refused = |error| ExportError::write(file, error);
    let mut out = std::io::BufWriter::new(std::fs::File::create(file).map_err(refused)?);
    let mut written = Written {
        pieces: 0,
        lines: 0,
    };
    for piece in pieces {
        written.pieces += 1;
        written.lines += piece.split(|&byte| byte == b'\n').count() as u64 - 1;
        out.write_all(&piece).map_err(refused)?;
    }
    out.flush().map_err(refused)?;
    Ok(written)
}

fn parquet_of_cells(
    store: &Store,
    version: &VersionId,
    series: usize,
    resolution: Option<Resolution>,
    file: &Path,
) -> Result<u64, ExportError> {
    let rows = oshaq_store::tables::export_surface_cells(store, version, file, |row| {
        usize::from(row.series) == series
            && resolution.is_none_or(|own| own == row.cell.resolution())
    })?;
    Ok(rows)
}
