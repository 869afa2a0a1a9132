use std::io::Read;

use sha2::{Digest, Sha256};

use super::source::Source;
use crate::error::EtlError;
use crate::hash::hex;

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
