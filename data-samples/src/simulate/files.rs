//! A simulation as files: what an agency would hand over and, apart, the truth.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::Datelike;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::record::{ErdrRow, RowKind, SimulatedRecord};
use super::{Progress, Simulation, SimulationConfig, SimulationError};

/// Every file's name begins so.
pub const PREFIX: &str = "SIMULATED_";
/// Persons by cell, beside the truth: no file of records.
pub const POPULATION_FILE: &str = "truth/SIMULATED_population.csv";
/// Rows formatted at a time by one thread.
const CHUNK: usize = 2048;
/// Rows in the sample page of the feature service.
const PAGE_ROWS: usize = 100;

/// What a simulation wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SimulationSummary {
    /// Rows in all files.
    pub rows: u64,
    /// Records: rows without duplicates and those sent again.
    pub records: u64,
    /// Records by year of registration.
    pub records_by_year: BTreeMap<i32, u64>,
    /// Records by category.
    pub records_by_category: BTreeMap<String, u64>,
    /// Rows by defect, duplicates and rows sent again included under their own names.
    pub defects: BTreeMap<String, u64>,
    /// Records that another triggered.
    pub triggered: u64,
    /// Records in the second of the two hours 23 of 2024-02-29.
    pub second_of_repeated_hour: u64,
    /// The record files, for `oshaq ingest`.
    pub files: Vec<PathBuf>,
}

impl SimulationSummary {
    fn count(&mut self, record: &SimulatedRecord) {
        self.rows += 1;
        let mut tally = |name: &str| *self.defects.entry(name.to_owned()).or_default() += 1;
        for defect in &record.truth.defects {
            tally(defect.as_str());
        }
        match record.kind {
            RowKind::ExactDuplicate => tally("exact_duplicate"),
            RowKind::Resent => tally("resent"),
            RowKind::Original => self.count_record(record),
        }
    }

    fn count_record(&mut self, record: &SimulatedRecord) {
        self.records += 1;
        *self.records_by_year.entry(record.row.yr).or_default() += 1;
        let category = record.truth.category.to_owned();
        *self.records_by_category.entry(category).or_default() += 1;
        self.triggered += u64::from(record.truth.parent.is_some());
        self.second_of_repeated_hour += u64::from(record.truth.second_of_repeated_hour);
    }
}

/// Simulates into a folder: `SIMULATED_erdr_YEAR.csv` by year of appearance, a page of the feature service as JSON, a README,
/// and in `truth/` the parameters, the cells' intensity and residents and one line per row.
///
/// Files of an earlier simulation in that folder (by their prefix) are removed first.
///
/// # Errors
/// When the configuration is impossible or a file cannot be written.
pub fn write_simulation(
    config: SimulationConfig,
    folder: &Path,
    mut progress: impl FnMut(Progress),
) -> Result<SimulationSummary, SimulationError> {
    let simulation = Simulation::new(config)?;
    let truth = folder.join("truth");
    fs::create_dir_all(&truth).map_err(|source| cannot_write(&truth, source))?;
    remove_earlier(folder)?;
    remove_earlier(&truth)?;
    let parameters = simulation.parameters();
    let intensity = truth.join(format!("{PREFIX}intensity_by_cell.csv"));
    write_table(&intensity, simulation.intensity())?;
    write_table(&folder.join(POPULATION_FILE), simulation.residents())?;
    let mut writer = Writer::new(folder, &truth);
    simulation.run(|month, done| {
        writer.write(month)?;
        progress(done);
        Ok(())
    })?;
    let summary = writer.finish()?;
    write_json(
        &truth.join(format!("{PREFIX}parameters.json")),
        &with_counts(parameters, &summary),
    )?;
    write_text(&folder.join(format!("{PREFIX}README.md")), README)?;
    Ok(summary)
}

fn with_counts(mut parameters: Value, summary: &SimulationSummary) -> Value {
    let mut counts = json!(summary);
    // The truth must not depend on where it is written.
    if let Some(map) = counts.as_object_mut() {
        map.remove("files");
    }
    parameters["counts"] = counts;
    parameters
}

fn remove_earlier(folder: &Path) -> Result<(), SimulationError> {
    let entries = fs::read_dir(folder).map_err(|source| cannot_write(folder, source))?;
    for entry in entries {
        let path = entry.map_err(|source| cannot_write(folder, source))?.path();
        let ours = path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with(PREFIX));
        if ours && path.is_file() {
            fs::remove_file(&path).map_err(|source| cannot_write(&path, source))?;
        }
    }
    Ok(())
}

struct Writer<'a> {
    folder: &'a Path,
    truth: &'a Path,
    open: Option<(i32, Output, Output)>,
    page: Vec<ErdrRow>,
    summary: SimulationSummary,
}

impl<'a> Writer<'a> {
    fn new(folder: &'a Path, truth: &'a Path) -> Self {
        Self {
            folder,
            truth,
            open: None,
            page: Vec::new(),
            summary: SimulationSummary::default(),
        }
    }

    fn write(&mut self, month: &[SimulatedRecord]) -> Result<(), SimulationError> {
        let Some(first) = month.first() else {
            return Ok(());
        };
        let year = first.appears.year();
        let (rows, lines): (Vec<Vec<u8>>, Vec<Vec<u8>>) = month
            .par_chunks(CHUNK)
            .map(|chunk| Ok((csv_bytes(chunk, row_of)?, csv_bytes(chunk, TruthLine::of)?)))
            .collect::<Result<Vec<_>, SimulationError>>()?
            .into_iter()
            .unzip();
        let (records, truth) = self.outputs(year)?;
        records.append(&rows)?;
        truth.append(&lines)?;
        let missing = PAGE_ROWS.saturating_sub(self.page.len());
        self.page
            .extend(month.iter().take(missing).map(|record| record.row.clone()));
        for record in month {
            self.summary.count(record);
        }
        Ok(())
    }

    /// The files of a year, opened with their headers when it begins.
    fn outputs(&mut self, year: i32) -> Result<(&mut Output, &mut Output), SimulationError> {
        if self.open.as_ref().is_none_or(|(open, _, _)| *open != year) {
            self.close()?;
            let path = self.folder.join(format!("{PREFIX}erdr_{year}.csv"));
            let truth = self.truth.join(format!("{PREFIX}truth_{year}.csv"));
            self.summary.files.push(path.clone());
            let records = Output::create(path, ROW_HEADER)?;
            self.open = Some((year, records, Output::create(truth, TRUTH_HEADER)?));
        }
        match &mut self.open {
            Some((_, records, truth)) => Ok((records, truth)),
            None => Err(SimulationError::Format("no file is open".to_owned())),
        }
    }

    fn close(&mut self) -> Result<(), SimulationError> {
        if let Some((_, records, truth)) = self.open.take() {
            records.close()?;
            truth.close()?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<SimulationSummary, SimulationError> {
        self.close()?;
        let path = self.folder.join(format!("{PREFIX}erdr_page.json"));
        write_json(&path, &feature_page(&self.page)?)?;
        Ok(self.summary)
    }
}

struct Output {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Output {
    fn create(path: PathBuf, header: &str) -> Result<Self, SimulationError> {
        let file = File::create(&path).map_err(|source| cannot_write(&path, source))?;
        let mut output = Self {
            path,
            file: BufWriter::new(file),
        };
        output.append(&[format!("{header}\n").into_bytes()])?;
        Ok(output)
    }

    fn append(&mut self, parts: &[Vec<u8>]) -> Result<(), SimulationError> {
        for part in parts {
            self.file
                .write_all(part)
                .map_err(|source| cannot_write(&self.path, source))?;
        }
        Ok(())
    }

    fn close(mut self) -> Result<(), SimulationError> {
        self.file
            .flush()
            .map_err(|source| cannot_write(&self.path, source))
    }
}

const ROW_HEADER: &str = "OBJECTID,ID,YR,PERIOD,CRIME_CODE,TIME_PERIOD,HARD_CODE,UD,ORGAN,DAT_VOZB,DAT_SOVER,STAT,DAT_VOZB_STR,DAT_SOVER_STR,TZ1ID,REG_CODE,CITY_CODE,STATUS,ORG_CODE,ENTRYDATE,FZ1R18P5,FZ1R18P6,TRANSGRESSION,ORGAN_KZ,ORGAN_EN,FE1R29P1_ID,FE1R32P1,x,y,SIMULATED";
const TRUTH_HEADER: &str = "objectid,erdr_number,kind,event,parent_event,category,unit,lat,lng,committed,second_of_repeated_hour,registered,defects";

/// A line of the truth.
#[derive(Serialize)]
struct TruthLine<'a> {
    objectid: u32,
    erdr_number: &'a str,
    kind: RowKind,
    event: u64,
    parent_event: Option<u64>,
    category: &'a str,
    unit: &'a str,
    lat: f64,
    lng: f64,
    committed: String,
    second_of_repeated_hour: u8,
    registered: String,
    defects: String,
}

impl<'a> TruthLine<'a> {
    fn of(record: &'a SimulatedRecord) -> Self {
        let truth = &record.truth;
        let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
        let names: Vec<&str> = truth.defects.iter().map(|defect| defect.as_str()).collect();
        Self {
            objectid: record.row.objectid,
            erdr_number: &record.row.ud,
            kind: record.kind,
            event: truth.event,
            parent_event: truth.parent,
            category: truth.category,
            unit: truth.unit,
            lat: rounded(truth.lat),
            lng: rounded(truth.lng),
            committed: truth.committed.format("%Y-%m-%dT%H:%M:%S").to_string(),
            second_of_repeated_hour: u8::from(truth.second_of_repeated_hour),
            registered: truth.registered.format("%Y-%m-%dT%H:%M:%S").to_string(),
            defects: names.join(";"),
        }
    }
}

fn row_of(record: &SimulatedRecord) -> &ErdrRow {
    &record.row
}

fn csv_bytes<'a, T: Serialize>(
    chunk: &'a [SimulatedRecord],
    line: impl Fn(&'a SimulatedRecord) -> T,
) -> Result<Vec<u8>, SimulationError> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::with_capacity(chunk.len() * 400));
    for record in chunk {
        writer
            .serialize(line(record))
            .map_err(|error| SimulationError::Format(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| SimulationError::Format(error.to_string()))
}

/// Rows with a header.
fn write_table<T: Serialize>(
    path: &Path,
    rows: impl IntoIterator<Item = T>,
) -> Result<(), SimulationError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer
            .serialize(row)
            .map_err(|error| SimulationError::Format(error.to_string()))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| SimulationError::Format(error.to_string()))?;
    fs::write(path, bytes).map_err(|source| cannot_write(path, source))
}

/// A page as an ArcGIS feature service answers a query, marked as simulated.
fn feature_page(rows: &[ErdrRow]) -> Result<Value, SimulationError> {
    let features: Vec<Value> = rows.iter().map(feature).collect::<Result<_, _>>()?;
    Ok(json!({
        "simulated": true,
        "objectIdFieldName": "OBJECTID",
        "geometryType": "esriGeometryPoint",
        "spatialReference": {"wkid": 32642},
        "exceededTransferLimit": true,
        "features": features,
    }))
}

fn feature(row: &ErdrRow) -> Result<Value, SimulationError> {
    let value =
        serde_json::to_value(row).map_err(|error| SimulationError::Format(error.to_string()))?;
    let mut attributes = match value {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    attributes.remove("x");
    attributes.remove("y");
    let geometry = match (row.x, row.y) {
        (Some(x), Some(y)) => json!({"x": x, "y": y}),
        _ => Value::Null,
    };
    Ok(json!({"attributes": attributes, "geometry": geometry}))
}

fn write_json(path: &Path, value: &Value) -> Result<(), SimulationError> {
    write_text(path, &format!("{value}\n"))
}

fn write_text(path: &Path, text: &str) -> Result<(), SimulationError> {
    fs::write(path, text).map_err(|source| cannot_write(path, source))
}

fn cannot_write(path: &Path, source: std::io::Error) -> SimulationError {
    SimulationError::Write {
        path: path.display().to_string(),
        source,
    }
}

const README: &str = include_str!("README.simulated.md");
