//! What the names of files and units say.

use std::path::Path;

use oshaq_domain::Month;

use crate::forms::profile::FormProfile;

/// What a file's name says.
#[derive(Default)]
pub(super) struct Named {
    pub month: Option<Month>,
    pub department: Option<String>,
    pub form: Option<String>,
}

pub(super) fn named(stem: &str, profile: &FormProfile) -> Named {
    let mut named = Named::default();
    for part in stem.split(['_', ' ']) {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        match part.len() {
            6 if digits && named.month.is_none() => {
                named.month = format!("{}-{}", &part[..4], &part[4..]).parse().ok();
            }
            5 if digits => named.department = Some(part.to_owned()),
            _ => {
                let called = |mark: &String| mark.eq_ignore_ascii_case(part);
                let report = profile
                    .reports
                    .iter()
                    .find(|report| report.file_mark.as_ref().is_some_and(called));
                named.form = named.form.or(report.map(|report| report.form.clone()));
            }
        }
    }
    named
}

pub(super) fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// A unit's name without the words for its kind, in letters that Russian has.
pub(super) fn plain_name(name: &str) -> String {
    const KINDS: [&str; 7] = [
        "область",
        "облысы",
        "г",
        "город",
        "қаласы",
        "region",
        "city",
    ];
    let letters: String = name
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'ұ' | 'ү' => 'у',
            'і' => 'и',
            c if c.is_alphanumeric() => c,
            _ => ' ',
        })
        .collect();
    letters
        .split_whitespace()
        .filter(|word| !KINDS.contains(word))
        .collect::<Vec<_>>()
        .join(" ")
}
