//! Files as no agency should send them and some will: broken off, altered, hostile.
//!
//! [`write_all`] makes the whole collection anew, so that nothing of it is kept in the repository. The test reads every
//! file with the real program, which may use 1 GiB of memory: each must be read or refused with a sentence that names it,
//! and nothing may panic, abort or hang.

mod packed;
mod parquet;
mod text;
mod workbook;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::{House, OSHAQ};

pub use packed::{gz, xz, zip, zst};
pub use text::csv as sound_table;
pub use workbook::sound as sound_workbook;

/// The least number of files that the collection promises.
const PROMISED: usize = 400;
/// Files that one run of the program gets.
const BATCH: usize = 30;

/// Where the files are written.
pub struct Folder {
    path: PathBuf,
    names: Vec<String>,
}

impl Folder {
    fn add(&mut self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path.join(name), content).unwrap();
        self.names.push(name.to_owned());
    }

    /// A sound file broken off in many places, and with single bytes altered in many others.
    fn spoil(&mut self, name: &str, sound: &[u8]) {
        const PLACES: usize = 12;
        let (stem, ending) = name.split_once('.').unwrap();
        let mut random = Random(sound.len() as u64);
        for part in 0..PLACES {
            let end = sound.len() * part / PLACES;
            self.add(&format!("{stem}-broken-off-{part}.{ending}"), &sound[..end]);
            let mut altered = sound.to_vec();
            let at = random.below(sound.len());
            altered[at] ^= 1 << random.below(8);
            altered[random.below(sound.len())] = 0xff;
            self.add(&format!("{stem}-altered-{part}.{ending}"), altered);
        }
    }
}

/// A small generator: the same files every time.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        // Constants of Knuth's MMIX.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

/// Writes the whole collection; `parquet` is a sound Parquet file of any kind.
fn write_all(path: &Path, parquet: &[u8]) -> Vec<String> {
    std::fs::create_dir(path).unwrap();
    let mut folder = Folder {
        path: path.to_owned(),
        names: Vec::new(),
    };
    text::write(&mut folder);
    packed::write(&mut folder);
    workbook::write(&mut folder);
    parquet::write(&mut folder, parquet);
    packed::write_tables(&mut folder, &workbook::sound(), parquet);
    folder.names
}

/// Runs the program with at most 1 GiB of memory.
fn bounded(house: &House, arguments: &[String]) -> Output {
    Command::new("sh")
        .args(["-c", "ulimit -d 1048576 && exec \"$0\" \"$@\"", OSHAQ])
        .args(arguments)
        .current_dir(house.0.path())
        .output()
        .unwrap()
}

fn ingest(house: &House, files: &[String]) -> Output {
    let mut arguments: Vec<String> = [
        "ingest",
        "--json",
        "--profile",
        "erdr",
        "--afresh",
        "--keep-going",
    ]
    .map(str::to_owned)
    .to_vec();
    arguments.extend(files.iter().map(|name| format!("bad/{name}")));
    bounded(house, &arguments)
}

/// Every file is in the ledger, read or refused with a reason; when none could be read, the first is refused.
fn judge(files: &[String], output: &Output) {
    let errors = String::from_utf8_lossy(&output.stderr);
    for broken in ["panicked", "overflow", "memory allocation"] {
        let told = errors.lines().find(|line| {
            // What the reader of workbooks and Parquet files died of may be told; then the file was refused.
            line.contains(broken) && !line.starts_with("not read: ") && !line.starts_with("oshaq: ")
        });
        assert_eq!(told, None, "{files:?}: {errors}");
    }
    if output.status.code() == Some(2) {
        assert!(errors.contains(&files[0]), "{files:?}: {errors}");
        return;
    }
    assert_eq!(output.status.code(), Some(0), "{files:?}: {errors}");
    let ledger: Value = serde_json::from_slice(&output.stdout).unwrap();
    let ledger = &ledger["ledger"];
    let told: Vec<&str> = ["files", "unread"]
        .iter()
        .flat_map(|list| ledger[list].as_array().into_iter().flatten())
        .map(|file| file["file"].as_str().unwrap())
        .collect();
    for name in files {
        let is_told = told
            .iter()
            .any(|told| *told == name || told.starts_with(&format!("{name}/")));
        assert!(is_told, "{name} is not in the ledger: {told:?}");
    }
    let row = |name: &str| ledger["total"][name].as_u64().unwrap();
    assert_eq!(
        row("read"),
        row("accepted") + row("duplicate") + row("rejected")
    );
}

#[test]
fn no_bad_file_ends_in_a_panic_an_abort_or_silence() {
    let house = House::with_records();
    let version = crate::text(&house.ingest()["version"]);
    let sound = format!("oshaq-data/incidents/{version}/incidents.parquet");
    let sound = std::fs::read(house.path(&sound)).unwrap();
    let names = write_all(&house.0.path().join("bad"), &sound);
    assert!(names.len() >= PROMISED, "{} files", names.len());
    // A sound file first, so that a batch has something to read.
    std::fs::write(house.path("bad/sound.csv"), text::csv()).unwrap();
    for batch in names.chunks(BATCH) {
        let mut files = vec!["sound.csv".to_owned()];
        files.extend_from_slice(batch);
        judge(&files, &ingest(&house, &files));
    }
    judge_alone(&house, &names);
}

/// A bad file alone is refused with its name, and nothing is written.
fn judge_alone(house: &House, names: &[String]) {
    let worst = [
        "bomb.csv.gz",
        "bomb.csv.xz",
        "bomb.zip",
        "xz-wants-memory.csv.xz",
        "columns-20000.csv",
        "without-sheets.xlsx",
        "laughs.xlsx",
        "far-cell.xlsx",
        "magic-only.parquet",
        "footer-absurd.parquet",
        "members-10001.zip",
        "unknown-system.json",
        "bomb.xlsx.gz",
        "bomb.parquet.gz",
        "bomb-book.zip",
        "bomb-table.zip",
        "packed-half-table.parquet.xz",
        "packed-half-book.xlsx.zst",
        "zip-in-gz.zip.gz",
        "old.xls.gz",
        "no-book.zip",
    ];
    for name in worst {
        assert!(names.iter().any(|known| known == name), "{name}");
        let file = format!("bad/{name}");
        let output = house.run(&["ingest", "--profile", "erdr", "--store", "none", &file]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {error}");
        assert!(error.contains(name), "{error}");
        assert!(
            !house.0.path().join("none").join("incidents").exists(),
            "{name}"
        );
    }
}
