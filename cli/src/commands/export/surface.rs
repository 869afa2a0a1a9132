//! A layer of the published surface, for `oshaq export`.

use std::path::Path;

use oshaq_server::{Export, ExportFormat as Form, export_layer};
use oshaq_store::{Kind, Store, VersionId};

use crate::args::{ExportArgs, ExportFormat};
use crate::failure::Unusable;

/// The kind that is exported from.
pub const KIND: Kind = Kind::Surface;

/// Writes a layer of a version; gives the number of tiles, features or rows.
///
/// # Errors
/// [`Unusable`] without `--layer`, or when the version has no such layer, resolution or form.
pub fn write(
    store: &Store,
    version: &VersionId,
    args: &ExportArgs,
    format: ExportFormat,
    file: &Path,
) -> anyhow::Result<u64> {
    let layer = args.layer.clone().ok_or_else(|| {
        Unusable("say which layer: --layer risk-<category>, grid, units or places".to_owned())
    })?;
    let export = Export {
        layer,
        format: form(format),
        resolution: args.resolution,
    };
    Ok(export_layer(store, version, &export, file)?)
}

const fn form(format: ExportFormat) -> Form {
    match format {
        ExportFormat::Csv => Form::Csv,
        ExportFormat::Parquet => Form::Parquet,
        ExportFormat::Geojson => Form::Geojson,
        ExportFormat::Mbtiles => Form::Mbtiles,
        ExportFormat::Pmtiles => Form::Pmtiles,
    }
}
