//! Stamps the crate with a hash of the code that a forecast depends on: this crate, the domain, and the locked dependencies.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::io;
use std::path::{Path, PathBuf};

/// What a forecast depends on, from this crate's folder.
const READ: [&str; 3] = ["src", "../domain/src", "../Cargo.lock"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for name in READ {
        println!("cargo::rerun-if-changed={name}");
        collect(Path::new(name), &mut files)?;
    }
    files.sort_unstable();
    // Two states of the code meet with a chance of 2⁻⁶⁴; nobody would gain by making them meet.
    let mut hasher = DefaultHasher::new();
    for file in files {
        hasher.write(file.to_string_lossy().as_bytes());
        hasher.write(&std::fs::read(&file)?);
    }
    println!(
        "cargo::rustc-env=OSHAQ_MODELS_CODE={:016x}",
        hasher.finish()
    );
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else {
        files.push(path.to_owned());
    }
    Ok(())
}
