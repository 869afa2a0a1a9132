use chrono::NaiveDate;
use oshaq_samples::{DefectShares, RowKind, SimulatedRecord, SimulationConfig, simulate};

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub fn config(from: NaiveDate, to: NaiveDate, scale: f64, regions: &[&str]) -> SimulationConfig {
    let mut config = SimulationConfig::nation(from, to, 7);
    config.scale = scale;
    config.regions = regions.iter().map(|kato| kato.parse().unwrap()).collect();
    config
}

pub fn without_defects(config: SimulationConfig) -> SimulationConfig {
    SimulationConfig {
        defects: DefectShares::NONE,
        ..config
    }
}

pub fn all_rows(config: SimulationConfig) -> Vec<SimulatedRecord> {
    let mut rows = Vec::new();
    simulate(config, |month, _| {
        rows.extend_from_slice(month);
        Ok(())
    })
    .unwrap();
    rows
}

pub fn originals(config: SimulationConfig) -> Vec<SimulatedRecord> {
    let mut rows = all_rows(config);
    rows.retain(|record| record.kind == RowKind::Original);
    rows
}
