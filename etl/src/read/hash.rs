use std::fmt::Write;
use std::io::Read;

use sha2::{Digest, Sha256};

use super::source::Source;
use crate::error::EtlError;

/// SHA-256 of a table's bytes as they were given, as 64 hexadecimal digits.
pub(crate) fn sha256(source: &Source) -> Result<String, EtlError> {
    let mut bytes = source.identity()?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 20];
    loop {
        let read = bytes.read(&mut piece);
        let count = read.map_err(|error| EtlError::damaged(&source.place(), 0, &error))?;
        if count == 0 {
            break;
        }
        hasher.update(&piece[..count]);
    }
    Ok(hex(&hasher.finalize()))
}

/// SHA-256 of bytes, as 64 hexadecimal digits.
pub(crate) fn hex_sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
