//! The journal of a pull: which pages are on disk for good.
//!
//! The folder holds `page-000001.json.zst` and so on, each the server's own JSON compressed, and `pull.journal`: a line of JSON
//! that says what is pulled, one for each page, and one when the pull is done. A page is written under another name, synced and
//! renamed before its line is appended and synced. What a kill leaves behind (a line half-written, a page without a line)
//! is dropped when the pull goes on.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::PullError;
use super::layer::Layer;
use super::page::Page;
use super::request::{Changes, PullReport, PullRequest};
use crate::hash::hex_sha256;

/// The journal; folders of raw files are read without it, since its name ends as no data file's does.
pub const JOURNAL: &str = "pull.journal";
/// How pages are called that say what changed; they come behind the others in order of names.
const CHANGED: &str = "page-changed-";
/// How hard pages are compressed: fast, and about a tenth of the JSON is left.
const LEVEL: i32 = 3;

/// A line of the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "lowercase")]
enum Line {
    /// What is pulled.
    Pull(Subject),
    /// A page that is on disk.
    Page(Entry),
    /// The pull is done.
    Done(PullReport),
}

/// What is pulled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Subject {
    url: String,
    condition: String,
    object_id: String,
    /// Milliseconds since 1970, by the clock of who pulls.
    began_ms: i64,
}

/// A page that is on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    file: String,
    records: u64,
    last: i64,
    bytes: u64,
    sha256: String,
}

/// A journal that is open.
pub struct Journal {
    folder: PathBuf,
    file: File,
    subject: Subject,
    entries: Vec<Entry>,
    done: Option<PullReport>,
}

impl Journal {
    /// Opens the journal of a folder, or begins one.
    ///
    /// # Errors
    /// [`PullError::Occupied`] when the folder holds another pull or other files; [`PullError::Folder`] when it cannot be read.
    pub fn open(
        folder: &Path,
        layer: &Layer,
        condition: &str,
        request: &PullRequest<'_>,
    ) -> Result<Self, PullError> {
        let wanted = Subject {
            url: request.url.to_owned(),
            condition: condition.to_owned(),
            object_id: layer.object_id.clone(),
            began_ms: request.now.timestamp_millis(),
        };
        fs::create_dir_all(folder).map_err(PullError::folder("make", folder))?;
        let path = folder.join(JOURNAL);
        let written = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(PullError::folder("read", path)(error)),
        };
        let (lines, whole) = whole_lines(&written);
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(PullError::folder("write", &path))?;
        file.set_len(whole as u64)
            .map_err(PullError::folder("write", &path))?;
        let mut journal = Self {
            folder: folder.to_owned(),
            file,
            subject: wanted.clone(),
            entries: Vec::new(),
            done: None,
        };
        if lines.is_empty() {
            journal.check_empty()?;
            journal.append(&Line::Pull(wanted))?;
            sync_folder(folder)?;
        } else {
            journal.take(lines, &wanted)?;
            journal.check_pages()?;
        }
        journal.drop_leftovers()?;
        Ok(journal)
    }

    fn take(&mut self, lines: Vec<Line>, wanted: &Subject) -> Result<(), PullError> {
        for line in lines {
            match line {
                Line::Pull(subject) => self.subject = subject,
                Line::Page(entry) => self.entries.push(entry),
                Line::Done(report) => self.done = Some(report),
            }
        }
        let same = self.subject.url == wanted.url && self.subject.condition == wanted.condition;
        if same {
            return Ok(());
        }
        Err(self.occupied(format!(
            "holds a pull of {} where {}",
            self.subject.url, self.subject.condition
        )))
    }

    /// Whatever lies in a folder without a journal is not ours to write beside.
    fn check_empty(&self) -> Result<(), PullError> {
        let other = names(&self.folder)?
            .into_iter()
            .find(|name| name != JOURNAL);
        match other {
            None => Ok(()),
            Some(name) => Err(self.occupied(format!("is not empty ({name})"))),
        }
    }

    fn check_pages(&self) -> Result<(), PullError> {
        for entry in &self.entries {
            let path = self.folder.join(&entry.file);
            let bytes = fs::read(&path).map_err(PullError::folder("read", &path))?;
            if hex_sha256(&bytes) != entry.sha256 {
                return Err(PullError::Occupied {
                    path,
                    reason: "is not as the journal says it was written".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Pages without a line: the pull was stopped between the two.
    fn drop_leftovers(&self) -> Result<(), PullError> {
        if self.done.is_some() {
            return Ok(());
        }
        for name in names(&self.folder)? {
            let known = name == JOURNAL || self.entries.iter().any(|entry| entry.file == name);
            if !known && name.starts_with("page-") {
                let path = self.folder.join(name);
                fs::remove_file(&path).map_err(PullError::folder("remove", path))?;
            }
        }
        Ok(())
    }

    /// What an earlier run reported, when it was done.
    pub fn done(&self) -> Option<&PullReport> {
        self.done.as_ref()
    }

    /// Pages on disk.
    pub fn pages(&self) -> u32 {
        self.entries.len() as u32
    }

    /// Records on disk.
    pub fn records(&self) -> u64 {
        self.entries.iter().map(|entry| entry.records).sum()
    }

    /// The last object id on disk.
    pub fn last_id(&self) -> Option<i64> {
        self.entries.last().map(|entry| entry.last)
    }

    /// When the pull began, milliseconds since 1970.
    pub fn began_ms(&self) -> i64 {
        self.subject.began_ms
    }

    /// Keeps a page for good.
    pub fn keep(&mut self, page: &Page) -> Result<(), PullError> {
        let name = format!("page-{:06}.json.zst", self.entries.len() + 1);
        let sha256 = self.write(&name, &page.bytes)?;
        let entry = Entry {
            file: name,
            records: page.ids.len() as u64,
            last: page.ids.last().copied().unwrap_or_default(),
            bytes: page.bytes.len() as u64,
            sha256,
        };
        self.append(&Line::Page(entry.clone()))?;
        self.entries.push(entry);
        Ok(())
    }

    /// Keeps records that changed; the pages of changes have no line, since a pull that goes on looks for changes anew.
    pub fn keep_changed(&mut self, number: u32, features: &[Value]) -> Result<(), PullError> {
        let json = serde_json::json!({ "features": features }).to_string();
        self.write(&format!("{CHANGED}{number:06}.json.zst"), json.as_bytes())?;
        Ok(())
    }

    /// Every record on disk, page by page.
    pub fn for_each_page(
        &self,
        mut each: impl FnMut(Vec<Value>) -> Result<(), PullError>,
    ) -> Result<(), PullError> {
        for entry in &self.entries {
            let path = self.folder.join(&entry.file);
            let damaged = |reason: String| PullError::Occupied {
                path: path.clone(),
                reason,
            };
            let file = File::open(&path).map_err(PullError::folder("read", &path))?;
            let mut json = Vec::new();
            zstd::Decoder::new(file)
                .and_then(|decoder| decoder.take(entry.bytes).read_to_end(&mut json))
                .map_err(PullError::folder("read", &path))?;
            let mut json: Value = serde_json::from_slice(&json)
                .map_err(|error| damaged(format!("is damaged: {error}")))?;
            match json.get_mut("features").map(Value::take) {
                Some(Value::Array(features)) => each(features)?,
                _ => return Err(damaged("has no features".to_owned())),
            }
        }
        Ok(())
    }

    /// Says that the pull is done.
    pub fn finish(
        mut self,
        layer: &Layer,
        resumed_pages: u32,
        changes: Changes,
    ) -> Result<PullReport, PullError> {
        let report = PullReport {
            layer: layer.name.clone(),
            pages: self.pages(),
            records: self.records(),
            bytes: self.entries.iter().map(|entry| entry.bytes).sum(),
            resumed_pages,
            changes,
        };
        self.append(&Line::Done(report.clone()))?;
        Ok(report)
    }

    /// Writes a file for good; gives its SHA-256.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<String, PullError> {
        let place = self.folder.join(name);
        let begun = self.folder.join(format!("{name}.part"));
        let packed =
            zstd::encode_all(bytes, LEVEL).map_err(PullError::folder("compress", &place))?;
        let write = || {
            let mut file = File::create(&begun)?;
            file.write_all(&packed)?;
            file.sync_all()?;
            fs::rename(&begun, &place)
        };
        write().map_err(PullError::folder("write", &place))?;
        sync_folder(&self.folder)?;
        Ok(hex_sha256(&packed))
    }

    fn append(&mut self, line: &Line) -> Result<(), PullError> {
        let path = self.folder.join(JOURNAL);
        let mut text = serde_json::to_vec(line)
            .map_err(|error| PullError::folder("write", &path)(error.into()))?;
        text.push(b'\n');
        self.file
            .write_all(&text)
            .and_then(|()| self.file.sync_all())
            .map_err(PullError::folder("write", path))
    }

    fn occupied(&self, reason: String) -> PullError {
        PullError::Occupied {
            path: self.folder.clone(),
            reason,
        }
    }
}

/// The lines that were written whole, and the bytes that they take.
fn whole_lines(written: &[u8]) -> (Vec<Line>, usize) {
    let mut lines = Vec::new();
    let mut whole = 0;
    for line in written.split_inclusive(|&byte| byte == b'\n') {
        match serde_json::from_slice(line) {
            Ok(parsed) if line.ends_with(b"\n") => lines.push(parsed),
            _ => break,
        }
        whole += line.len();
    }
    (lines, whole)
}

fn names(folder: &Path) -> Result<Vec<String>, PullError> {
    let read = || {
        fs::read_dir(folder)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<std::io::Result<Vec<String>>>()
    };
    read().map_err(PullError::folder("read", folder))
}

fn sync_folder(folder: &Path) -> Result<(), PullError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(PullError::folder("sync", folder))
}
