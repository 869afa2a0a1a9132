//! The command line, a contract that scripts rely on.

#![expect(clippy::doc_markdown, reason = "clap prints these words as they stand")]

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use oshaq_domain::{CategorySlug, Horizon, Kato, Month, Resolution};
use oshaq_models::{GridShift, HotAreas, NearRepeat};
use oshaq_server::ServerConfig;

/// Where artefacts are kept unless `--store` says otherwise.
pub const STORE: &str = "./oshaq-data";
/// Where the demonstration's simulated records are written.
pub const RAW: &str = "./oshaq-raw";
/// Address of the server.
pub const LISTEN: &str = "127.0.0.1:8080";
/// Model of published forecasts.
pub const MODEL: &str = oshaq_models::MODEL_NAMES[0];
/// Resolution of counts, backtests and forecasts.
pub const RESOLUTION: &str = "9";
/// Horizon of a backtest.
pub const BACKTEST_HORIZON: &str = "7d";
/// Horizon of a published forecast.
pub const FORECAST_HORIZON: &str = "28d";
/// Number of test windows.
pub const WINDOWS: u32 = 26;
/// Grids that an evaluation is done again on.
pub const SHIFTS: usize = GridShift::USUAL.len();
/// Days that hot areas look back.
pub const HOT_AREA_DAYS: u32 = 365;
/// Seed of the simulator and of permutations.
pub const SEED: u64 = 7;
/// First day simulated.
pub const FROM: &str = "2019-01-01";
/// Last day simulated.
pub const TO: &str = "2025-12-31";
/// Field of the register's layer with the time of registration.
pub const DATE_FIELD: &str = "DAT_VOZB";
/// Records asked for at once.
pub const PAGE: u32 = 2000;
/// Seconds to wait for an answer.
pub const TIMEOUT_S: u64 = 120;
/// Attempts at one request.
pub const ATTEMPTS: u32 = 8;
/// Share of the nation's records simulated.
pub const SCALE: f64 = 1.0;

/// Forecasts of recorded offences on an H3 grid, a public map of criminogenic risks, and the five indicators of the Concept.
#[derive(Debug, Parser)]
#[command(name = "oshaq", version, about, max_term_width = 100)]
pub struct Cli {
    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
    /// The verb.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
pub struct Common {
    /// Print the result as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Write the log as JSON lines on standard error
    #[arg(long, global = true, env = "OSHAQ_LOG_JSON")]
    pub log_json: bool,
}

/// Where the artefacts are.
#[derive(Debug, Args)]
pub struct StoreArgs {
    /// Store of artefacts: a folder, or s3://bucket/prefix with the AWS_* variables set
    #[arg(long, default_value = STORE, env = "OSHAQ_STORE")]
    pub store: String,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Draw ERDR-style records from a process with a known truth; they are labelled as simulated
    Simulate(SimulateArgs),
    /// Fetch the records of an ArcGIS feature layer into a folder of pages
    Pull(PullArgs),
    /// Read raw statistics into a new version of `incidents`, every row accounted for; statistical forms become `aggregates`
    Ingest(IngestArgs),
    /// Look at an unknown file and propose a profile for it
    Inspect(InspectArgs),
    /// Count incidents by cell, day and category
    Counts(CountsArgs),
    /// Score models on windows they have not seen
    Backtest(BacktestArgs),
    /// Score models side by side, with differences, calibration, disparity and a report for people
    Evaluate(EvaluateArgs),
    /// Test whether an offence raises the risk around it for a while (internal)
    NearRepeat(NearRepeatArgs),
    /// Find where recorded offences lie together, as polygons (internal)
    HotAreas(HotAreasArgs),
    /// Forecast every category that may be mapped
    Forecast(ForecastArgs),
    /// Apply disclosure control and write the public surface with its tiles
    Publish(PublishArgs),
    /// Serve tiles, API and pages; new versions are picked up without a restart
    Serve(ServeArgs),
    /// The five indicators: targets, observations, status
    Kpi(KpiArgs),
    /// Write what the store holds into a file for other tools
    Export(ExportArgs),
    /// List the versions in the store
    Versions(VersionsArgs),
    /// Hash every file again and compare with its manifest
    Verify(VerifyArgs),
    /// Simulate, ingest, backtest, forecast, publish and serve in one go
    Demo(DemoArgs),
    /// Read a workbook or Parquet file within limits, for `oshaq` itself
    #[command(hide = true)]
    ReadOutside(ReadOutsideArgs),
}

/// `oshaq simulate`
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Folder to write into; it must not exist or be empty
    #[arg(long)]
    pub out: PathBuf,
    /// First day of registration
    #[arg(long, default_value = FROM)]
    pub from: NaiveDate,
    /// Last day of registration
    #[arg(long, default_value = TO)]
    pub to: NaiveDate,
    /// Seed; the same seed gives the same bytes
    #[arg(long, default_value_t = SEED)]
    pub seed: u64,
    /// Share of the nation's records, above 0 and at most 20
    #[arg(long, default_value_t = SCALE, allow_negative_numbers = true)]
    pub scale: f64,
    /// Only these units (two-digit KATO codes, separated by commas)
    #[arg(long, value_delimiter = ',')]
    pub regions: Vec<Kato>,
}

/// `oshaq pull`
#[derive(Debug, Args)]
pub struct PullArgs {
    /// Address of the layer, such as https://host/arcgis/rest/services/NAME/FeatureServer/0
    #[arg(long)]
    pub url: String,
    /// Only records registered on this day or later
    #[arg(long)]
    pub since: Option<NaiveDate>,
    /// The layer's field with the time of registration
    #[arg(long, default_value = DATE_FIELD)]
    pub date_field: String,
    /// Folder of the pages; a pull that was stopped goes on there
    #[arg(long)]
    pub out: PathBuf,
    /// Records asked for at once; the layer's own cap holds besides
    #[arg(long, default_value_t = PAGE, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    pub page: u32,
    /// Seconds to wait for an answer
    #[arg(long, default_value_t = TIMEOUT_S, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
    /// Attempts at one request before the pull gives up
    #[arg(long, default_value_t = ATTEMPTS, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub attempts: u32,
}

/// `oshaq ingest`
#[derive(Debug, Args)]
pub struct IngestArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Source profile: the name of a built-in one or a TOML file
    #[arg(long)]
    pub profile: String,
    /// Of statistical forms: the month up to which workbooks count that do not say so themselves, such as 2022-12
    #[arg(long)]
    pub period: Option<Month>,
    /// Leave out files that cannot be read, and tell them in the ledger, instead of stopping
    #[arg(long)]
    pub keep_going: bool,
    /// Raw files, folders (read whole) and patterns such as '2024-*.csv.gz'
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

/// `oshaq inspect`
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The file
    #[arg(required_unless_present = "schema")]
    pub file: Option<PathBuf>,
    /// Write the proposed profile to this file, which must not exist
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Reference system of its coordinates, when it is known: EPSG:32642, ESRI:102696, or a PROJ string
    #[arg(long)]
    pub crs: Option<String>,
    /// Time zone of its clock, when it is known, such as Asia/Almaty
    #[arg(long)]
    pub zone: Option<String>,
    /// Print the JSON Schema of profile files instead
    #[arg(long)]
    pub schema: bool,
}

/// `oshaq read-outside`
#[derive(Debug, Args)]
pub struct ReadOutsideArgs {
    /// What is to be read, as `oshaq` itself writes it
    pub request: String,
}

/// `oshaq counts`
#[derive(Debug, Args)]
pub struct CountsArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// H3 resolution, 4 to 10
    #[arg(long, default_value = RESOLUTION)]
    pub resolution: Resolution,
}

/// `oshaq backtest`
#[derive(Debug, Args)]
pub struct BacktestArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Category to score, such as theft; several separated by commas
    #[arg(long, value_delimiter = ',', required = true)]
    pub category: Vec<CategorySlug>,
    /// H3 resolution, 4 to 10
    #[arg(long, default_value = RESOLUTION)]
    pub resolution: Resolution,
    /// Length of a test window
    #[arg(long, default_value = BACKTEST_HORIZON)]
    pub horizon: Horizon,
    /// Number of consecutive test windows, the last of which ends with --until
    #[arg(long, default_value_t = WINDOWS)]
    pub windows: u32,
    /// Leave out history before this day
    #[arg(long)]
    pub since: Option<NaiveDate>,
    /// Last day of the last test window
    #[arg(long)]
    pub until: NaiveDate,
    /// Models to score, separated by commas; all when left out
    #[arg(long, value_delimiter = ',')]
    pub models: Vec<String>,
    /// Also write one row per window, cell and model to this Parquet file
    #[arg(long)]
    pub export: Option<PathBuf>,
}

/// `oshaq evaluate`
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Category to score, such as theft; several separated by commas
    #[arg(long, value_delimiter = ',', required = true)]
    pub category: Vec<CategorySlug>,
    /// H3 resolution, 4 to 10; 4 to 9 where grids are moved
    #[arg(long, default_value = RESOLUTION)]
    pub resolution: Resolution,
    /// Length of a test window
    #[arg(long, default_value = BACKTEST_HORIZON)]
    pub horizon: Horizon,
    /// Number of consecutive test windows; 52 where a year of history lies before them and 26 elsewhere when left out
    #[arg(long)]
    pub windows: Option<u32>,
    /// Leave out history before this day
    #[arg(long)]
    pub since: Option<NaiveDate>,
    /// Last day of the last test window; the last recorded one when left out
    #[arg(long)]
    pub until: Option<NaiveDate>,
    /// Models, separated by commas; the first is judged against the others; all when left out
    #[arg(long, value_delimiter = ',')]
    pub models: Vec<String>,
    /// Number of moved grids that the comparison is done again on, 0 to 3
    #[arg(long, default_value_t = SHIFTS, value_parser = shifts)]
    pub shifts: usize,
    /// Also write the report to this HTML file
    #[arg(long)]
    pub report: Option<PathBuf>,
}

fn shifts(text: &str) -> Result<usize, String> {
    let most = GridShift::USUAL.len();
    match text.parse() {
        Ok(number) if number <= most => Ok(number),
        _ => Err(format!("a number from 0 to {most} is expected")),
    }
}

/// `oshaq near-repeat`
#[derive(Debug, Args)]
pub struct NearRepeatArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Category, such as theft
    #[arg(long)]
    pub category: CategorySlug,
    /// H3 resolution, 4 to 10
    #[arg(long, default_value = RESOLUTION)]
    pub resolution: Resolution,
    /// Leave out offences before this day
    #[arg(long)]
    pub since: Option<NaiveDate>,
    /// Leave out what became known after this day
    #[arg(long)]
    pub until: Option<NaiveDate>,
    /// Farthest ring of the grid
    #[arg(long, default_value_t = NearRepeat::RINGS)]
    pub rings: u32,
    /// Last days of the bands of days between two offences, separated by commas
    #[arg(long, value_delimiter = ',', default_values_t = NearRepeat::DAY_BANDS)]
    pub days: Vec<u32>,
    /// Permutations of the days
    #[arg(long, default_value_t = NearRepeat::PERMUTATIONS)]
    pub permutations: u32,
    /// Seed of the permutations
    #[arg(long, default_value_t = SEED)]
    pub seed: u64,
}

/// `oshaq hot-areas`
#[derive(Debug, Args)]
pub struct HotAreasArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Category, such as theft
    #[arg(long)]
    pub category: CategorySlug,
    /// H3 resolution, 4 to 10
    #[arg(long, default_value = RESOLUTION)]
    pub resolution: Resolution,
    /// Days looked back
    #[arg(long, default_value_t = HOT_AREA_DAYS)]
    pub days: u32,
    /// Last day; the last recorded one when left out
    #[arg(long)]
    pub until: Option<NaiveDate>,
    /// How many times the mean must be found around a cell for it to be the core of an area, above 1
    #[arg(long, default_value_t = HotAreas::DENSITY)]
    pub density: f64,
    /// GeoJSON file to write
    #[arg(long)]
    pub out: PathBuf,
}

/// `oshaq forecast`
#[derive(Debug, Args)]
pub struct ForecastArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Days ahead
    #[arg(long, default_value = FORECAST_HORIZON)]
    pub horizon: Horizon,
    /// Categories, separated by commas; every one that may be mapped when left out
    #[arg(long, value_delimiter = ',')]
    pub category: Vec<CategorySlug>,
    /// H3 resolution, 4 to 10
    #[arg(long, default_value = RESOLUTION)]
    pub resolution: Resolution,
    /// Last day of history; the last recorded one when left out
    #[arg(long)]
    pub until: Option<NaiveDate>,
    /// Model
    #[arg(long, default_value = MODEL)]
    pub model: String,
}

/// `oshaq publish`
#[derive(Debug, Args)]
pub struct PublishArgs {
    #[command(flatten)]
    pub store: StoreArgs,
}

/// `oshaq serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// TOML file of settings, named as the flags with _ for -; flags go before the environment, the environment before the file
    #[arg(long, env = "OSHAQ_CONFIG")]
    pub config: Option<PathBuf>,
    /// Say whether the settings and what is published can be used, without serving
    #[arg(long)]
    pub check: bool,
    /// Address to listen on
    #[arg(long, default_value = LISTEN, env = "OSHAQ_LISTEN")]
    pub listen: SocketAddr,
    /// The program that draws PNG maps; looked for beside this one and on PATH when left out
    #[arg(long, env = "OSHAQ_SNAPSHOT")]
    pub snapshot: Option<PathBuf>,
    /// Scheme and host under which clients reach the server, such as https://map.example.kz; the request's own when left out
    #[arg(long, env = "OSHAQ_PUBLIC_ORIGIN")]
    pub public_origin: Option<String>,
    /// Proxies whose X-Forwarded-For is believed, separated by commas
    #[arg(long, value_delimiter = ',', env = "OSHAQ_TRUSTED_PROXIES")]
    pub trusted_proxies: Vec<IpAddr>,
    /// Requests of the API that one address may make a minute, on average; 0 for any number
    #[arg(long, default_value_t = ServerConfig::REQUESTS_PER_MINUTE, env = "OSHAQ_REQUESTS_PER_MINUTE")]
    pub requests_per_minute: u32,
    /// How many of them may come at once
    #[arg(long, default_value_t = ServerConfig::REQUEST_BURST, value_parser = clap::value_parser!(u32).range(1..), env = "OSHAQ_REQUEST_BURST")]
    pub request_burst: u32,
    /// Connections held at a time; more wait
    #[arg(long, default_value_t = ServerConfig::MAX_CONNECTIONS as u32, value_parser = clap::value_parser!(u32).range(1..), env = "OSHAQ_MAX_CONNECTIONS")]
    pub max_connections: u32,
    /// Requests answered at a time; more are told to come back
    #[arg(long, default_value_t = ServerConfig::MAX_REQUESTS as u32, value_parser = clap::value_parser!(u32).range(1..), env = "OSHAQ_MAX_REQUESTS")]
    pub max_requests: u32,
    /// Seconds that a client may take for the head of a request, or stay idle
    #[arg(long, default_value_t = ServerConfig::HEADER_TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..), env = "OSHAQ_HEADER_TIMEOUT_S")]
    pub header_timeout_s: u64,
    /// Seconds that a client may stop reading
    #[arg(long, default_value_t = ServerConfig::WRITE_TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..), env = "OSHAQ_WRITE_TIMEOUT_S")]
    pub write_timeout_s: u64,
    /// Seconds that an answer may take
    #[arg(long, default_value_t = ServerConfig::REQUEST_TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..), env = "OSHAQ_REQUEST_TIMEOUT_S")]
    pub request_timeout_s: u64,
    /// Seconds that open requests get after the order to stop
    #[arg(long, default_value_t = ServerConfig::DRAIN_TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..), env = "OSHAQ_DRAIN_TIMEOUT_S")]
    pub drain_timeout_s: u64,
    /// Versions that stay served, the newest included
    #[arg(long, default_value_t = ServerConfig::KEPT_VERSIONS as u32, value_parser = clap::value_parser!(u32).range(1..), env = "OSHAQ_KEPT_VERSIONS")]
    pub kept_versions: u32,
}

/// `oshaq kpi`
#[derive(Debug, Args)]
pub struct KpiArgs {
    #[command(flatten)]
    pub store: StoreArgs,
}

/// `oshaq export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Format of the file
    #[arg(value_enum, value_name = "FORMAT")]
    pub given_format: Option<ExportFormat>,
    /// Format of the file, said as an option
    #[arg(
        long = "format",
        value_enum,
        value_name = "FORMAT",
        conflicts_with = "given_format"
    )]
    pub named_format: Option<ExportFormat>,
    /// What to export
    #[arg(long, value_enum, default_value_t = ExportWhat::Surface)]
    pub what: ExportWhat,
    /// Layer of the surface: risk-<category>, grid, units or places
    #[arg(long)]
    pub layer: Option<String>,
    /// Cells of this H3 resolution only
    #[arg(long)]
    pub resolution: Option<Resolution>,
    /// The file to write
    #[arg(long)]
    pub out: PathBuf,
    /// Overwrite the file when there is one
    #[arg(long)]
    pub force: bool,
}

impl ExportArgs {
    /// The format, however it was said.
    pub fn format(&self) -> Option<ExportFormat> {
        self.given_format.or(self.named_format)
    }
}

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportWhat {
    /// A layer of the published surface
    Surface,
    /// Values of statistical forms (`oshaq ingest --profile form-1m`, `form-3k`)
    Aggregates,
}

/// Formats of exported files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Comma-separated text in UTF-8; no cell begins as a formula does
    Csv,
    /// The store's own table, with all its columns
    Parquet,
    /// Polygons for GIS programs
    Geojson,
    /// Every tile in one `SQLite` database
    Mbtiles,
    /// Every tile in one file for object storage
    Pmtiles,
}

impl ExportFormat {
    /// The format's name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Geojson => "geojson",
            Self::Mbtiles => "mbtiles",
            Self::Pmtiles => "pmtiles",
        }
    }

    /// What a file in this format is counted in.
    pub const fn counted_in(self) -> &'static str {
        match self {
            Self::Csv | Self::Parquet => "rows",
            Self::Geojson => "features",
            Self::Mbtiles | Self::Pmtiles => "tiles",
        }
    }
}

/// `oshaq versions`
#[derive(Debug, Args)]
pub struct VersionsArgs {
    #[command(flatten)]
    pub store: StoreArgs,
}

/// `oshaq verify`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    pub store: StoreArgs,
}

/// `oshaq demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Folder for the simulated records
    #[arg(long, default_value = RAW)]
    pub raw: PathBuf,
    /// Address to listen on
    #[arg(long, default_value = LISTEN)]
    pub listen: SocketAddr,
    /// Share of the nation's records, above 0 and at most 20
    #[arg(long, default_value_t = SCALE, allow_negative_numbers = true)]
    pub scale: f64,
    /// Seed of the simulation
    #[arg(long, default_value_t = SEED)]
    pub seed: u64,
    /// Stop when everything is published, without serving
    #[arg(long)]
    pub no_serve: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn help_of(verb: &str) -> String {
        let mut cli = Cli::command();
        cli.find_subcommand_mut(verb)
            .expect("the verb exists")
            .render_long_help()
            .to_string()
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_default_is_shown_in_the_help() {
        let scale = SCALE.to_string();
        let seed = SEED.to_string();
        let windows = WINDOWS.to_string();
        let (shifts, look_back) = (SHIFTS.to_string(), HOT_AREA_DAYS.to_string());
        let (page, timeout, attempts) = (
            PAGE.to_string(),
            TIMEOUT_S.to_string(),
            ATTEMPTS.to_string(),
        );
        let expected: [(&str, &[&str]); 10] = [
            ("pull", &[DATE_FIELD, &page, &timeout, &attempts]),
            ("simulate", &[FROM, TO, &seed, &scale]),
            ("backtest", &[STORE, RESOLUTION, BACKTEST_HORIZON, &windows]),
            ("evaluate", &[STORE, RESOLUTION, BACKTEST_HORIZON, &shifts]),
            ("near-repeat", &[STORE, RESOLUTION, &seed]),
            ("hot-areas", &[STORE, RESOLUTION, &look_back]),
            ("forecast", &[STORE, RESOLUTION, FORECAST_HORIZON, MODEL]),
            ("serve", &[STORE, LISTEN]),
            ("counts", &[STORE, RESOLUTION]),
            ("demo", &[STORE, RAW, LISTEN, &scale, &seed]),
        ];
        for (verb, defaults) in expected {
            let help = help_of(verb);
            for default in defaults {
                assert!(
                    help.contains(&format!("[default: {default}]")),
                    "{verb}: {default}\n{help}"
                );
            }
        }
    }
}
