use std::hash::Hasher;

use sha2::{Digest, Sha256};
use siphasher::sip::SipHasher24;
use siphasher::sip128::{Hasher128, SipHasher13 as SipHasher128};

use crate::check::Incident;

/// The key of an `incidents` version, as 32 hexadecimal digits. Who has it and a record's number can find the record, so
/// it is not to be handed on with the tables.
pub const ID_KEY: &str = "identity.key";

/// Turns identities into ids that nobody can compute from a record's number without the key.
///
/// ERDR numbers are few and orderly, so a plain hash could be undone by trying them all. The key is drawn from what every
/// row of the first delivery says, so that the same files give the same ids; later deliveries take it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IdKey(u64, u64);

/// What all rows of a file say together, in whatever order.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ContentSum {
    identities: u128,
    contents: u128,
}

impl ContentSum {
    pub const fn add(&mut self, incident: &Incident) {
        self.identities = self.identities.wrapping_add(incident.key);
        self.contents = self.contents.wrapping_add(incident.content as u128);
    }
}

impl IdKey {
    /// The key of a first delivery whose files say this.
    pub fn of_content(sums: impl Iterator<Item = ContentSum>) -> Self {
        let mut digest = Sha256::new();
        for sum in sums {
            digest.update(sum.identities.to_le_bytes());
            digest.update(sum.contents.to_le_bytes());
        }
        let digest = digest.finalize();
        let part = |from: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&digest[from..from + 8]);
            u64::from_le_bytes(bytes)
        };
        Self(part(0), part(8))
    }

    /// Reads what [`IdKey::to_text`] wrote.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?.trim_end();
        let (one, other) = (text.len() == 32).then(|| text.split_at_checked(16))??;
        let number = |digits| u64::from_str_radix(digits, 16).ok();
        Some(Self(number(one)?, number(other)?))
    }

    pub fn to_text(self) -> String {
        format!("{:016x}{:016x}\n", self.0, self.1)
    }

    /// An identity under this key, in the same place of an incident: its first half is the id.
    pub fn seal(self, identity: u128) -> u128 {
        let mut hasher = SipHasher24::new_with_keys(self.0, self.1);
        hasher.write(&identity.to_le_bytes());
        Self::sealed(hasher.finish())
    }

    /// A sealed identity of which the id is known.
    pub fn sealed(id: u64) -> u128 {
        u128::from(id) << 64
    }

    /// The id of a sealed identity.
    pub const fn id(sealed: u128) -> u64 {
        (sealed >> 64) as u64
    }

    /// The hash of a row's text.
    pub fn text(self, hash: u64) -> u64 {
        let mut hasher = SipHasher24::new_with_keys(self.1, self.0);
        hasher.write(&hash.to_le_bytes());
        hasher.finish()
    }
}

/// The identity of the row that stands at this place, from 0, among equal rows that are different offences.
pub(crate) fn nth(identity: u128, place: u32) -> u128 {
    if place == 0 {
        return identity;
    }
    let mut hasher = SipHasher128::new();
    hasher.write(&identity.to_le_bytes());
    hasher.write_u32(place);
    hasher.finish128().as_u128()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spill::incident;

    fn key(rows: &[(u128, u64)]) -> IdKey {
        let mut sum = ContentSum::default();
        for &(identity, content) in rows {
            sum.add(&incident(identity, content, 0, 0));
        }
        IdKey::of_content([sum].into_iter())
    }

    #[test]
    fn the_same_rows_give_the_same_ids_and_other_rows_other_ids() {
        let id = |rows: &[(u128, u64)]| IdKey::id(key(rows).seal(7));
        assert_eq!(id(&[(1, 2), (3, 4)]), id(&[(3, 4), (1, 2)]));
        assert_ne!(id(&[(1, 2)]), id(&[(1, 3)]));
        assert_ne!(id(&[(1, 2)]), id(&[(2, 2)]));
    }

    #[test]
    fn a_key_survives_its_text_and_anything_else_is_none() {
        let key = key(&[(1, 2)]);
        assert_eq!(IdKey::parse(key.to_text().as_bytes()), Some(key));
        for text in ["", "00", "ёёёёёёёёёёёёёёёё", &"g".repeat(32)] {
            assert_eq!(IdKey::parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn equal_rows_have_identities_of_their_own() {
        assert_eq!(nth(5, 0), 5);
        assert_ne!(nth(5, 1), nth(5, 2));
    }
}
