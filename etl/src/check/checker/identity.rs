//! Which: what makes two rows the same record.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;
use siphasher::sip128::{Hasher128, SipHasher13 as SipHasher128};

use super::{Checker, first};
use crate::check::plan::FilePlan;
use crate::profile::{Duplicates, Role};
use crate::read::RawRecord;

impl Checker {
    pub(super) fn note_simulated(&self, record: &RawRecord<'_>, plan: &FilePlan) {
        let mark = first(record, plan, Role::Simulated);
        if !matches!(mark, "" | "0" | "false" | "no") {
            self.shared.set_simulated();
        }
    }

    /// What makes the record the same as another, and a hash of all it says.
    pub(super) fn identity(&self, record: &RawRecord<'_>, plan: &FilePlan) -> (u128, u64) {
        let mut content = SipHasher128::new();
        for value in record.values {
            content.write(value.as_bytes());
            content.write_u8(0x1f);
        }
        let whole = content.finish128().as_u128();
        let number = plan.role(Role::Number);
        let key = match self.rules.duplicates {
            Duplicates::Number if number.iter().any(|&c| is_number(&record.values[c])) => {
                let mut key = SipHasher128::new();
                for &column in number {
                    key.write(record.values[column].as_bytes());
                    key.write_u8(0x1f);
                }
                key.finish128().as_u128()
            }
            Duplicates::Number | Duplicates::Exact => whole,
            Duplicates::None => {
                let mut key = SipHasher128::new();
                key.write_u32(plan.origin);
                key.write_u64(record.line);
                key.finish128().as_u128()
            }
        };
        (key, whole as u64)
    }
}

/// Numbers of nothing but zeros, or none at all, identify no record.
fn is_number(text: &str) -> bool {
    text.bytes()
        .any(|byte| byte.is_ascii_alphanumeric() && byte != b'0')
}

/// A hash of a row's text.
pub(crate) fn text_hash(text: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(text);
    hasher.finish()
}

/// A hash of a place as it is written, by which records at one and the same point are known. Never 0.
pub(super) fn point_hash(x: &str, y: &str) -> u32 {
    let mut hasher = SipHasher13::new();
    hasher.write(x.as_bytes());
    hasher.write_u8(0x1f);
    hasher.write(y.as_bytes());
    (hasher.finish() as u32).max(1)
}
