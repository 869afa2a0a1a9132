//! Stamps the crate with a hash of the code that a forecast depends on: this crate, the domain, and the locked dependencies.

use std::io;
use std::path::{Path, PathBuf};

/// What a forecast depends on, from this crate's folder.
const READ: [&str; 3] = ["src", "../domain/src", "../Cargo.lock"];

/// FNV-1a, 64 bits, which no release of the standard library changes: Fowler, Noll and Vo, *The FNV non-cryptographic hash algorithm*.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

fn fnv_1a(hash: u64, bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME);
    bytes.iter().fold(hash, step)
}

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for name in READ {
        println!("cargo::rerun-if-changed={name}");
        collect(Path::new(name), &mut files)?;
    }
    files.sort_unstable();
    // Two states of the code meet with a chance of 2⁻⁶⁴; nobody would gain by making them meet.
    let mut hash = FNV_OFFSET;
    for file in files {
        hash = fnv_1a(hash, file.to_string_lossy().as_bytes());
        hash = fnv_1a(hash, &std::fs::read(&file)?);
    }
    println!("cargo::rustc-env=OSHAQ_MODELS_CODE={hash:016x}");
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
