//! Tables keep every value, and a wrong table is refused with a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use oshaq_domain::{
    Categories, Cell, Counts, CountsBuilder, Day, DistrictArea, Division, Forecast, LatLng, Part,
    Parts, Past, Placement, Policy, Predictive, PublicCell, PublicSurface, Recalibration, Released,
    Resolution, Universe, Window, publish_by_district,
};
use oshaq_store::tables::{
    self, BacktestRow, BacktestWriter, ROW_GROUP_ROWS, TableReader, TableWriter, names,
    read_backtest, read_counts, read_forecasts, read_surface, write_counts, write_forecasts,
    write_surface,
};
use oshaq_store::{Kind, Store, StoreError, VersionId};
use polars::prelude::{Column, DataFrame, DataType, ParquetReader, Schema, SerReader, df};
use proptest::prelude::*;

use crate::site::{draft, lock};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn resolution(value: u8) -> Resolution {
    Resolution::new(value).unwrap()
}

/// The cell of Baiterek.
fn baiterek(value: u8) -> Cell {
    Cell::containing(
        LatLng::from_degrees(51.1283, 71.4305).unwrap(),
        resolution(value),
    )
}

fn counts(rows: &[(usize, u32, u32, usize, u32)]) -> Counts {
    let cells = baiterek(9).ring(1);
    let slugs = ["theft", "robbery", "break_and_enter"].map(|slug| slug.parse().unwrap());
    let mut builder = CountsBuilder::new(resolution(9));
    for &(cell, committed, delay, category, count) in rows {
        let committed = day("2024-02-28").plus(committed).unwrap();
        let known = committed.plus(delay).unwrap();
        builder
            .add(
                cells[cell % cells.len()],
                committed,
                known,
                &slugs[category % 3],
                count,
            )
            .unwrap();
    }
    builder.build().unwrap()
}

fn same(one: &Counts, other: &Counts) {
    assert_eq!(one.resolution(), other.resolution());
    assert_eq!(one.cells(), other.cells());
    assert_eq!(one.categories(), other.categories());
    assert_eq!(one.entries(), other.entries());
}

fn wrong(error: &StoreError, parts: &[&str]) {
    assert!(matches!(error, StoreError::Table { .. }), "{error:?}");
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn counts_come_back_as_they_were(rows in prop::collection::vec((0_usize..7, 0_u32..40, 0_u32..9, 0_usize..3, 1_u32..50), 0..60)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("counts.parquet");
        let counts = counts(&rows);
        let written = write_counts(&path, &counts).unwrap();
        prop_assert_eq!(written, counts.entries().len() as u64);
        same(&read_counts(&path, resolution(9)).unwrap(), &counts);
    }
}

#[test]
fn a_table_of_several_row_groups_comes_back_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.parquet");
    let schema: Schema = [("number".into(), DataType::UInt32)].into_iter().collect();
    let mut table = TableWriter::create(&path, schema.clone(), &BTreeMap::new()).unwrap();
    let total = 2 * ROW_GROUP_ROWS as u32 + 5;
    for from in (0..total).step_by(100_000) {
        let numbers: Vec<u32> = (from..total.min(from + 100_000)).collect();
        let frame =
            DataFrame::new(numbers.len(), vec![Column::new("number".into(), numbers)]).unwrap();
        table.push(&frame).unwrap();
    }
    assert_eq!(table.finish().unwrap(), u64::from(total));
    let frames: Vec<_> = TableReader::open(&path, &schema)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let heights: Vec<_> = frames.iter().map(DataFrame::height).collect();
    assert_eq!(heights, [ROW_GROUP_ROWS, ROW_GROUP_ROWS, 5]);
    let numbers = frames.iter().flat_map(|frame| {
        frame
            .column("number")
            .unwrap()
            .u32()
            .unwrap()
            .iter()
            .flatten()
    });
    assert!(numbers.eq(0..total));
}

#[test]
fn the_same_counts_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let counts = counts(&[(0, 1, 0, 0, 1), (3, 2, 5, 1, 4), (6, 9, 0, 2, 2)]);
    let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
    write_counts(&one, &counts).unwrap();
    write_counts(&other, &counts).unwrap();
    assert_eq!(std::fs::read(one).unwrap(), std::fs::read(other).unwrap());
}

fn write_frame(path: &Path, frame: &DataFrame) {
    let schema: Schema = frame.schema().as_ref().clone();
    let mut table = TableWriter::create(path, schema, &BTreeMap::new()).unwrap();
    table.push(frame).unwrap();
    table.finish().unwrap();
}

#[test]
fn a_table_that_is_not_what_it_should_be_is_refused_with_file_column_and_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.parquet");
    let refused = |frame: DataFrame| {
        write_frame(&path, &frame);
        read_counts(&path, resolution(9)).unwrap_err()
    };
    let dates = |days: Vec<Option<i32>>| {
        Column::new("day".into(), days)
            .cast(&DataType::Date)
            .unwrap()
    };
    let with = |frame: DataFrame, days: [Option<i32>; 2]| {
        let mut frame = frame;
        frame.with_column(dates(days.to_vec())).unwrap();
        frame
            .with_column(dates(days.to_vec()).with_name("known".into()))
            .unwrap();
        frame
    };
    let raw = baiterek(9).raw();
    let base = || {
        df!("cell" => [raw, raw], "category" => ["theft", "theft"], "count" => [1_u32, 2]).unwrap()
    };
    let good = with(base(), [Some(1), Some(2)]);
    write_frame(&path, &good);
    assert_eq!(read_counts(&path, resolution(9)).unwrap().total(), 3);
    wrong(
        &refused(good.drop("known").unwrap()),
        &["wrong.parquet", "`known` is missing", "category"],
    );
    let texts =
        df!("cell" => ["x", "y"], "category" => ["theft", "theft"], "count" => [1_u32, 2]).unwrap();
    wrong(
        &refused(with(texts, [Some(1), Some(2)])),
        &["wrong.parquet", "`cell` has type str", "u64"],
    );
    wrong(
        &refused(with(base(), [Some(1), None])),
        &["row 2", "is empty"],
    );
    let coarse = df!("cell" => [raw, baiterek(8).raw()], "category" => ["theft", "theft"], "count" => [1_u32, 2]).unwrap();
    wrong(
        &refused(with(coarse, [Some(1), Some(2)])),
        &["row 2", "resolution"],
    );
    let no_slug =
        df!("cell" => [raw, raw], "category" => ["Theft!", "theft"], "count" => [1_u32, 2])
            .unwrap();
    wrong(
        &refused(with(no_slug, [Some(1), Some(2)])),
        &["row 1", "Theft!"],
    );
    std::fs::write(&path, b"no parquet at all").unwrap();
    wrong(
        &read_counts(&path, resolution(9)).unwrap_err(),
        &["wrong.parquet"],
    );
    let gone = read_counts(&folder.path().join("gone.parquet"), resolution(9)).unwrap_err();
    assert!(matches!(gone, StoreError::Disk { .. }), "{gone}");
}

fn window(start: &str, end: &str) -> Window {
    Window::new(day(start), day(end)).unwrap()
}

fn forecast(category: &str, model: &str, window: Window, value: u8) -> Forecast {
    let universe = Universe::of(baiterek(value).ring(2));
    let predictives = (0..universe.len())
        .map(|index| Predictive::new(index as f64 / 7.0, index as f64 / 3.0).unwrap())
        .collect();
    Forecast::new(
        category.parse().unwrap(),
        window,
        model,
        universe,
        predictives,
    )
    .unwrap()
}

/// The same with a quarter of every mean from the neighbours and the rest from the cell's own long run.
fn explained(forecast: Forecast) -> Forecast {
    let parts = forecast
        .predictives()
        .iter()
        .map(|predictive| {
            let mean = predictive.mean();
            Parts::new([0.0, 0.75 * mean, 0.0, 0.25 * mean, 0.0, 0.0, 0.0]).unwrap()
        })
        .collect();
    forecast.explained(parts).unwrap()
}

/// The same with levels that past transforms have corrected.
fn corrected(forecast: &Forecast) -> Forecast {
    let map = Recalibration::new([0.45, 0.7, 0.9, 0.97]).unwrap();
    let laws = forecast.predictives().iter();
    Forecast::new(
        forecast.category().clone(),
        forecast.window(),
        "stack+conformal",
        forecast.universe().clone(),
        laws.map(|law| law.recalibrated(map)).collect(),
    )
    .unwrap()
}

#[test]
fn forecasts_of_earlier_versions_are_read_without_what_they_did_not_tell() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("forecast.parquet");
    let january = window("2026-01-01", "2026-01-29");
    let plain = forecast("theft", "kernel mixture", january, 9);
    write_forecasts(&path, &[explained(plain.clone())]).unwrap();
    let mut frame = ParquetReader::new(std::fs::File::open(&path).unwrap())
        .finish()
        .unwrap();
    for part in Part::ALL {
        frame
            .drop_in_place(&format!("part_{}", part.as_str()))
            .unwrap();
    }
    frame.drop_in_place("total_relative_variance").unwrap();
    for level in Recalibration::LEVELS {
        frame
            .drop_in_place(&format!("level_{level}_worth"))
            .unwrap();
    }
    write_frame(&path, &frame);
    assert_eq!(read_forecasts(&path).unwrap(), [plain]);
}

#[test]
fn forecasts_come_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("forecast.parquet");
    let (january, february) = (
        window("2026-01-01", "2026-01-29"),
        window("2026-01-29", "2026-02-26"),
    );
    let forecasts = vec![
        forecast("robbery", "kernel mixture", january, 9),
        forecast("theft", "365-day count", january, 9),
        forecast("theft", "kernel mixture", january, 9),
        explained(forecast("theft", "kernel mixture", february, 9)),
        corrected(&forecast("theft", "kernel mixture", february, 9)),
        forecast("vandalism", "stack", february, 9)
            .with_total_relative_variance(0.04)
            .unwrap(),
    ];
    assert_eq!(write_forecasts(&path, &forecasts).unwrap(), 6 * 12);
    let mut read = read_forecasts(&path).unwrap();
    read.sort_by_key(|forecast| {
        (
            forecast.category().clone(),
            forecast.model().to_owned(),
            forecast.window(),
        )
    });
    assert_eq!(read, forecasts);
    write_forecasts(&path, &[]).unwrap();
    assert_eq!(read_forecasts(&path).unwrap(), []);
}

#[test]
fn a_cell_that_is_forecast_twice_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("forecast.parquet");
    let twice = forecast(
        "theft",
        "kernel mixture",
        window("2026-01-01", "2026-01-29"),
        9,
    );
    write_forecasts(&path, &[twice.clone(), twice]).unwrap();
    wrong(
        &read_forecasts(&path).unwrap_err(),
        &["has two rows", "theft"],
    );
}

#[test]
fn the_export_of_a_backtest_comes_back_as_it_was_and_says_whether_it_was_simulated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.parquet");
    let rows: Vec<_> = baiterek(9)
        .ring(1)
        .into_iter()
        .zip(0_u32..)
        .map(|(cell, observed)| BacktestRow {
            window: window("2025-12-01", "2025-12-08"),
            model: "historic count".to_owned(),
            cell,
            mean: 0.25,
            variance: 0.5,
            observed,
        })
        .collect();
    let mut export = BacktestWriter::create(&path, true).unwrap();
    for row in &rows {
        export.push(row.clone()).unwrap();
    }
    assert_eq!(export.finish().unwrap(), 6);
    assert_eq!(read_backtest(&path).unwrap(), rows);
    let bytes = std::fs::read(&path).unwrap();
    let label = b"oshaq.simulated";
    assert!(bytes.windows(label.len()).any(|window| window == label));
}

#[test]
fn incidents_are_scanned_when_their_columns_are_right() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(names::INCIDENTS);
    let table = TableWriter::create(&path, tables::incident_schema(), &BTreeMap::new()).unwrap();
    table.finish().unwrap();
    let frame = tables::scan_incidents(&path).unwrap().collect().unwrap();
    assert_eq!(frame.schema().as_ref(), &tables::incident_schema());
    write_frame(&path, &df!("incident_id" => [1_u64]).unwrap());
    wrong(
        &tables::scan_incidents(&path).err().unwrap(),
        &["`committed` is missing"],
    );
}

/// Seven neighbours with thefts in two months, published.
pub fn surface_round_trip(store: &Store) {
    let mut builder = CountsBuilder::new(resolution(8));
    for (cell, thefts) in baiterek(8)
        .ring(1)
        .into_iter()
        .zip([40, 9, 3, 11, 27, 6, 14])
    {
        for date in ["2025-11-10", "2025-12-10"] {
            builder
                .add(
                    cell,
                    day(date),
                    day(date),
                    &"theft".parse().unwrap(),
                    thefts,
                )
                .unwrap();
        }
    }
    let counts = builder.build().unwrap();
    let universe = Universe::freeze(&counts);
    let predictives = vec![Predictive::new(2.0, 3.0).unwrap(); universe.len()];
    let weeks = window("2026-01-01", "2026-01-29");
    let forecast = Forecast::new(
        "theft".parse().unwrap(),
        weeks,
        "test",
        universe,
        predictives,
    )
    .unwrap();
    let forecast = explained(forecast);
    let placement = |unit: &str, mapped, not_mapped| Placement {
        unit: unit.parse().unwrap(),
        month: "2025-12".parse().unwrap(),
        known: "2025-12-31".parse().unwrap(),
        category: "theft".parse().unwrap(),
        mapped,
        not_mapped,
    };
    let placements = [placement("71", 110, 12), placement("75", 61, 3)];
    let (policy, national) = (Policy::default(), Categories::national());
    let area = |code: &str| DistrictArea {
        code: code.parse().unwrap(),
        shape: 7,
        population: Some(10_000),
        least_cells: 4,
    };
    let areas = vec![area("751110000"), area("751310000")];
    let middle = baiterek(8).centre().lng();
    let find = |cell: Cell| Some(usize::from(cell.centre().lng() > middle));
    let division = Division::new(areas, BTreeSet::new(), &find);
    let past = Past {
        counts: &counts,
        placements: &placements,
        division: Some(&division),
    };
    let nothing = Released::default();
    let surface =
        publish_by_district(&[forecast], &past, &national, &nothing, &policy, true).unwrap();
    assert!(
        surface
            .districts()
            .iter()
            .any(|row| row.forecast.band.code() > 0)
    );
    assert!(surface.cells().len() > 10 && !surface.units().is_empty());
    let explains = |row: &PublicCell| row.forecast.explanation.is_some();
    assert!(surface.cells().iter().any(explains));

    let stage = store.stage(&lock(store), Kind::Surface).unwrap();
    let rows = write_surface(&stage, &surface).unwrap();
    assert_eq!(rows["surface"], 25 * surface.cells().len() as u64);
    assert_eq!(rows["units"], 24 * surface.units().len() as u64);
    assert_eq!(rows["districts"], 25 * surface.districts().len() as u64);
    let version = stage.commit(draft(1)).unwrap().version;
    assert_eq!(read_surface(store, &version).unwrap(), surface);

    surface_of_an_earlier_version(store, &surface, &version);

    // Another version, whose table lacks the last row.
    let table = store.file(Kind::Surface, &version, names::SURFACE).unwrap();
    let frame = ParquetReader::new(std::fs::File::open(table.path()).unwrap())
        .finish()
        .unwrap();
    let stage = store.stage(&lock(store), Kind::Surface).unwrap();
    write_surface(&stage, &surface).unwrap();
    write_frame(
        &stage.path(names::SURFACE).unwrap(),
        &frame.head(Some(frame.height() - 1)),
    );
    let torn = stage.commit(draft(2)).unwrap().version;
    wrong(&read_surface(store, &torn).unwrap_err(), &["no multiple"]);
}

/// The same version without the columns that it lacked then.
fn surface_of_an_earlier_version(store: &Store, surface: &PublicSurface, version: &VersionId) {
    let table = store.file(Kind::Surface, version, names::SURFACE).unwrap();
    let mut frame = ParquetReader::new(std::fs::File::open(table.path()).unwrap())
        .finish()
        .unwrap();
    for part in Part::ALL {
        frame
            .drop_in_place(&format!("share_{}", part.as_str()))
            .unwrap();
    }
    let stage = store.stage(&lock(store), Kind::Surface).unwrap();
    write_surface(&stage, surface).unwrap();
    write_frame(&stage.path(names::SURFACE).unwrap(), &frame);
    let older = stage.commit(draft(3)).unwrap().version;
    let read = read_surface(store, &older).unwrap();
    assert!(
        read.cells()
            .iter()
            .all(|row| row.forecast.explanation.is_none())
    );
    let bands = |surface: &PublicSurface| {
        surface
            .cells()
            .iter()
            .map(|row| row.forecast.band)
            .collect::<Vec<_>>()
    };
    assert_eq!(bands(&read), bands(surface));
}
