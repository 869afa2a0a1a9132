use std::hash::Hasher;

use sha2::{Digest, Sha256};
use siphasher::sip::SipHasher24;

/// Turns identities into ids that nobody can compute from a record's number without having all the records.
///
/// ERDR numbers are few and orderly, so a plain hash could be undone by trying them all. The key is drawn from the
/// content of every file, so that the same files give the same ids.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdKey(u64, u64);

impl IdKey {
    /// The key of files with these SHA-256, in this order.
    pub fn of_files<'a>(hashes: impl Iterator<Item = &'a str>) -> Self {
        let mut digest = Sha256::new();
        for hash in hashes {
            digest.update(hash.as_bytes());
        }
        let digest = digest.finalize();
        let part = |from: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&digest[from..from + 8]);
            u64::from_le_bytes(bytes)
        };
        Self(part(0), part(8))
    }

    /// The id of an incident.
    pub fn incident(self, identity: u128) -> u64 {
        let mut hasher = SipHasher24::new_with_keys(self.0, self.1);
        hasher.write(&identity.to_le_bytes());
        hasher.finish()
    }

    /// The hash of a row's text.
    pub fn text(self, hash: u64) -> u64 {
        let mut hasher = SipHasher24::new_with_keys(self.1, self.0);
        hasher.write(&hash.to_le_bytes());
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_ids_and_other_files_other_ids() {
        let id = |files: &[&str]| IdKey::of_files(files.iter().copied()).incident(7);
        assert_eq!(id(&["a", "b"]), id(&["a", "b"]));
        assert_ne!(id(&["a", "b"]), id(&["a", "c"]));
    }
}
