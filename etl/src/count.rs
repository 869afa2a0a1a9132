//! Incidents become counts: how many, by cell, day and category.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use chrono::{DateTime, Utc};
use foldhash::fast::RandomState;
use oshaq_domain::{Categories, Cell, Counts, Resolution};
use oshaq_store::tables::{TableWriter, names, read_counts, scan_incidents};
use oshaq_store::{Kind, Manifest, ManifestDraft, Parent, Store, VersionId, WriterLock};
use polars::prelude::{
    ChunkApply, Column, DataFrame, DataType, Engine, Expr, Field, IdxCa, IntoColumn, LazyFrame,
    SortMultipleOptions, UInt64Chunked, col, len, lit, when,
};
use rayon::slice::ParallelSliceMut;
use serde_json::{Value, json};

use crate::error::EtlError;
use crate::ingest::{CATEGORIES, write_json};

/// Totals by unit, month and category, of a `counts` version: mapped records and those that are not.
pub const UNIT_COUNTS: &str = "unit_counts.parquet";

/// What is to be counted.
pub struct CountRequest<'a> {
    /// Where incidents are and counts go.
    pub store: &'a Store,
    /// The right to write there.
    pub lock: &'a WriterLock,
    /// The version of `incidents`.
    pub incidents: &'a VersionId,
    /// The resolution of the cells.
    pub resolution: Resolution,
    /// The time of writing.
    pub now: DateTime<Utc>,
    /// Version of the code that writes.
    pub code_version: &'a str,
}

/// Counts the incidents of a version: a new version of `counts`.
///
/// `counts.parquet` holds cell, day, known day and category of what is mapped; `unit_counts.parquet` holds unit, month,
/// category, `mapped` and `not_mapped` of everything; `categories.json` is carried over.
///
/// # Errors
/// [`EtlError`] when the incidents cannot be read or the store refuses.
pub fn count(request: &CountRequest<'_>) -> Result<Manifest, EtlError> {
    let (store, incidents) = (request.store, request.incidents);
    let parent = store.manifest(Kind::Incidents, incidents)?;
    let categories = categories_of(store, Kind::Incidents, incidents)?;
    let table = store.file(Kind::Incidents, incidents, names::INCIDENTS)?;
    let stage = store.stage(request.lock, Kind::Counts)?;
    let cells = write_frame(
        &stage.path(names::COUNTS)?,
        &counted(table.path(), request.resolution)?,
    )?;
    let units = write_frame(&stage.path(UNIT_COUNTS)?, &counted_by_unit(table.path())?)?;
    write_json(&stage, CATEGORIES, &categories)?;
    let mut draft = ManifestDraft::new(request.code_version, request.now);
    draft.parents = vec![Parent {
        kind: Kind::Incidents,
        version: incidents.clone(),
    }];
    draft.parameters = json!({ "resolution": request.resolution });
    draft.simulated = parent.simulated;
    draft.rows = BTreeMap::from([
        (names::COUNTS.to_owned(), cells),
        (UNIT_COUNTS.to_owned(), units),
    ]);
    Ok(stage.commit(draft)?)
}

/// Reads a version of `counts`.
///
/// # Errors
/// [`EtlError`] when the version is missing or cannot be understood.
pub fn load_counts(store: &Store, version: &VersionId) -> Result<Counts, EtlError> {
    let manifest = store.manifest(Kind::Counts, version)?;
    let resolution = resolution_of(&manifest)?;
    let file = store.file(Kind::Counts, version, names::COUNTS)?;
    Ok(read_counts(file.path(), resolution)?)
}

/// The categories of a version of `incidents` or `counts`.
///
/// # Errors
/// [`EtlError`] when the version has none or they cannot be understood.
pub fn categories_of(
    store: &Store,
    kind: Kind,
    version: &VersionId,
) -> Result<Categories, EtlError> {
    let text = store.read(kind, version, CATEGORIES)?;
    serde_json::from_slice(&text).map_err(|error| EtlError::Content {
        what: CATEGORIES,
        version: version.to_string(),
        reason: error.to_string(),
    })
}

fn resolution_of(manifest: &Manifest) -> Result<Resolution, EtlError> {
    let number = manifest
        .parameters
        .get("resolution")
        .and_then(Value::as_u64);
    number
        .and_then(|number| Resolution::new(u8::try_from(number).ok()?).ok())
        .ok_or_else(|| EtlError::Content {
            what: "manifest.json",
            version: manifest.version.to_string(),
            reason: "its parameters lack a resolution".to_owned(),
        })
}

/// How many incidents, by cell, day, known day and category, sorted by known day, day, cell and category.
fn counted(incidents: &Path, resolution: Resolution) -> Result<DataFrame, EtlError> {
    let (day, registered) = (col("committed_day"), col("registered_day"));
    let known = when(registered.clone().gt(day.clone()))
        .then(registered)
        .otherwise(day.clone());
    let counted = scan_incidents(incidents)?
        .filter(col("cell").is_not_null())
        .select([
            parent_cell(resolution).alias("cell"),
            day.alias("day"),
            known.alias("known"),
            col("category"),
        ])
        .group_by([col("cell"), col("day"), col("known"), col("category")])
        .agg([len().cast(DataType::UInt32).alias("count")]);
    by_known_day(&collected(counted)?)
}

/// Sorts by known day, day, cell and category. A sort of a frame by several columns compares through each column's type and takes
/// longer than the counting; here what is compared of a row is one tuple of numbers.
fn by_known_day(counted: &DataFrame) -> Result<DataFrame, EtlError> {
    let known = counted.column("known")?.date()?.physical();
    let day = counted.column("day")?.date()?.physical();
    let cells = counted.column("cell")?.u64()?;
    let categories = counted.column("category")?.str()?;
    let slugs: BTreeSet<Option<&str>> = categories.iter().collect();
    let ranks: HashMap<_, u32, RandomState> = slugs.into_iter().zip(0..).collect();
    let mut order: Vec<_> = (0..)
        .zip(known.iter().zip(day.iter()))
        .zip(cells.iter().zip(categories.iter()))
        .map(|((row, (known, day)), (cell, slug))| (known, day, cell, ranks[&slug], row))
        .collect();
    order.par_sort_unstable();
    let rows = order.into_iter().map(|(.., row)| row).collect();
    Ok(counted.take(&IdxCa::from_vec("row".into(), rows))?)
}

fn parent_cell(resolution: Resolution) -> Expr {
    col("cell").map(
        move |cells: Column| {
            let parents: UInt64Chunked = cells
                .u64()?
                .apply(|cell| cell.map(|raw| parent(raw, resolution)));
            Ok(parents.into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::UInt64)),
    )
}

/// The cell of a coarser resolution; 0 for what is no cell, which the reader of the counts refuses.
fn parent(raw: u64, resolution: Resolution) -> u64 {
    Cell::from_raw(raw)
        .and_then(|cell| cell.parent(resolution))
        .map_or(0, Cell::raw)
}

/// Totals by unit, month and category. Records without a unit are under an empty unit.
fn counted_by_unit(incidents: &Path) -> Result<DataFrame, EtlError> {
    let number = |expression: Expr| expression.sum().cast(DataType::UInt64);
    let counted = scan_incidents(incidents)?
        .select([
            col("unit"),
            col("committed_day")
                .dt()
                .truncate(lit("1mo"))
                .alias("month"),
            col("category"),
            col("cell").is_not_null().alias("is_mapped"),
        ])
        .group_by([col("unit"), col("month"), col("category")])
        .agg([
            number(col("is_mapped")).alias("mapped"),
            number(col("is_mapped").not()).alias("not_mapped"),
        ]);
    sorted(counted, ["unit", "month", "category"])
}

fn sorted<const N: usize>(frame: LazyFrame, by: [&str; N]) -> Result<DataFrame, EtlError> {
    Ok(collected(frame)?.sort(by, SortMultipleOptions::default())?)
}

fn collected(frame: LazyFrame) -> Result<DataFrame, EtlError> {
    // One frame goes in and one comes out; several come only from frames with several sinks.
    let collected = frame.collect_with_engine(Engine::Streaming)?;
    Ok(collected.unwrap_single())
}

fn write_frame(path: &Path, frame: &DataFrame) -> Result<u64, EtlError> {
    let mut table = TableWriter::create(path, frame.schema().as_ref().clone(), &BTreeMap::new())?;
    table.push(frame)?;
    Ok(table.finish()?)
}
