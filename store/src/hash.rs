use std::io::Read;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::StoreError;

/// Length and SHA-256 of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    pub bytes: u64,
    pub sha256: String,
}

/// Bytes come in, a [`Fingerprint`] comes out.
#[derive(Default)]
pub(crate) struct Hasher {
    bytes: u64,
    sha256: Sha256,
}

impl Hasher {
    pub fn update(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
        self.sha256.update(chunk);
    }

    pub fn finish(self) -> Fingerprint {
        Fingerprint {
            bytes: self.bytes,
            sha256: hex(&self.sha256.finalize()),
        }
    }
}

/// The fingerprint of bytes in memory.
pub(crate) fn of_bytes(bytes: &[u8]) -> Fingerprint {
    let mut hasher = Hasher::default();
    hasher.update(bytes);
    hasher.finish()
}

/// The fingerprint of a file, read in pieces of 1 MiB.
pub(crate) fn of_file(path: &Path) -> Result<Fingerprint, StoreError> {
    let mut file = std::fs::File::open(path).map_err(StoreError::disk("open", path))?;
    let mut piece = vec![0_u8; 1 << 20];
    let mut hasher = Hasher::default();
    loop {
        let read = file
            .read(&mut piece)
            .map_err(StoreError::disk("read", path))?;
        if read == 0 {
            return Ok(hasher.finish());
        }
        hasher.update(&piece[..read]);
    }
}

/// SHA-256 of a JSON value, as 64 lower-case hexadecimal digits; equal values have the same, in whatever order their keys stand.
pub fn hash_of(value: &Value) -> String {
    of_bytes(canonical_json(value).as_bytes()).sha256
}

/// JSON with the keys of every object in byte order and no white space, so that equal values have equal text.
pub(crate) fn canonical_json(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => write_list(text, ['[', ']'], items, |item, text| {
            write_canonical(item, text);
        }),
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            write_list(text, ['{', '}'], members, |(key, value), text| {
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write_canonical(value, text);
            });
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

fn write_list<T>(
    text: &mut String,
    [open, close]: [char; 2],
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(T, &mut String),
) {
    text.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write(item, text);
    }
    text.push(close);
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_the_one_of_the_standard() {
        // FIPS 180-2, appendix B.1: SHA-256 of "abc".
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(
            of_bytes(b"abc"),
            Fingerprint {
                bytes: 3,
                sha256: expected.to_owned()
            }
        );
    }

    #[test]
    fn a_file_has_the_fingerprint_of_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let bytes = vec![7_u8; (2 << 20) + 3];
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(of_file(&path).unwrap(), of_bytes(&bytes));
    }

    #[test]
    fn canonical_json_sorts_keys_at_every_depth_and_escapes_text() {
        let value =
            serde_json::json!({"b": [1, {"z": null, "a": "қ\"\n"}], "a": {"y": 0.1, "x": -2}});
        assert_eq!(
            canonical_json(&value),
            r#"{"a":{"x":-2,"y":0.1},"b":[1,{"a":"қ\"\n","z":null}]}"#
        );
    }
}
