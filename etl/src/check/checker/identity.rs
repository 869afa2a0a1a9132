//! Which: what makes two rows the same record.

use std::borrow::Cow;
use std::hash::Hasher;

use siphasher::sip::SipHasher13;
use siphasher::sip128::SipHasher13 as SipHasher128;

use super::{Checker, first};
use crate::check::incident::Incident;
use crate::check::plan::FilePlan;
use crate::check::reason::{Reason, Reject};
use crate::profile::{Duplicates, Role};
use crate::read::RawRecord;

impl Checker {
    pub(super) fn note_simulated(&self, record: &RawRecord<'_>, plan: &FilePlan) {
        let mark = first(record, plan, Role::Simulated);
        if !matches!(mark, "" | "0" | "false" | "no") {
            self.shared.set_simulated();
        }
    }

    /// What a rejected row leaves to be done: the record that it takes back.
    pub fn taken_back(
        &mut self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        reject: &Reject,
    ) -> Option<Incident> {
        let filter = Reason::filter(reject.reason)?;
        self.rules.takes_back.get(filter).filter(|&&does| does)?;
        let (key, _) = self.identity(record, plan);
        Some(Incident::taking_back(
            key,
            reject.file,
            reject.line,
            reject.reason,
        ))
    }

    /// What makes the record the same as another, and a hash of all it says.
    pub(super) fn identity(&mut self, record: &RawRecord<'_>, plan: &FilePlan) -> (u128, u64) {
        let whole = hash_of(&mut self.written, record.values.iter());
        let number = plan.role(Role::Number);
        let key = match self.rules.duplicates {
            Duplicates::Number if number.iter().any(|&c| is_number(&record.values[c])) => {
                let columns = number.iter().map(|&column| &record.values[column]);
                hash_of(&mut self.written, columns)
            }
            Duplicates::Number | Duplicates::Exact | Duplicates::None => whole,
        };
        (key, whole as u64)
    }
}

/// A hash of texts, each closed by a sign that none of them holds. They are written one after another into `written` first:
/// hashing one long text is faster than many short ones.
fn hash_of<'a>(written: &mut Vec<u8>, texts: impl Iterator<Item = &'a Cow<'a, str>>) -> u128 {
    written.clear();
    for text in texts {
        written.extend_from_slice(text.as_bytes());
        written.push(0x1f);
    }
    SipHasher128::new().hash(written).as_u128()
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
