//! Which columns tell what was recorded.

use super::Confidence;
use super::column::Seen;
use super::guess::{Guess, fitting, named};
use super::nature::Nature;
use crate::profile::{CategoryRules, Matcher, Role, article_of};

/// Parts of names of a category, the surest first.
const NAMES: [&[&str]; 3] = [
    &[
        "category",
        "offence",
        "offense",
        "ofns",
        "mci",
        "вид прес",
        "категор",
        "санат",
    ],
    &[
        "crime",
        "crm",
        "primary_type",
        "primary type",
        "преступ",
        "қылмыс",
    ],
    &["type", "desc", "вид", "түрі"],
];
/// Parts of words for offences in three languages: values that hold one tell what was recorded, whatever the column is called.
const OFFENCES: [&str; 30] = [
    "assault",
    "theft",
    "burglar",
    "robber",
    "larceny",
    "stolen",
    "vandal",
    "criminal damage",
    "fraud",
    "homicide",
    "murder",
    "arson",
    "break and enter",
    "breaking",
    "shoplift",
    "narcot",
    "battery",
    "краж",
    "грабе",
    "грабё",
    "разбо",
    "мошенн",
    "убийств",
    "хулиган",
    "угон",
    "ұрлық",
    "тонау",
    "қарақшылық",
    "алаяқтық",
    "бұзақылық",
];
/// Least share of rows whose value is a word for an offence.
const TELLING: f64 = 0.3;
/// So many categories that are kept off maps are named.
const MARKED_TOLD: usize = 8;
/// Most different values of a category.
const DIFFERENT: usize = 500;

impl Guess {
    pub(super) fn kinds(&mut self, columns: &[Seen]) {
        let articles = fitting(columns, |c| {
            c.share(|v| v.to_lowercase().starts_with("ст") && article_of(v).is_some()) > 0.8
        });
        let national = national();
        let codes = fitting(columns, |c| {
            let known = |value: &str| {
                national
                    .as_ref()
                    .is_some_and(|m| m.of_text(value).is_some())
            };
            named(c, &["code", "код", "crime"]) && c.share(known) > 0.4
        });
        self.is_national = !articles.is_empty() || !codes.is_empty();
        if self.is_national {
            self.give(Role::Article, articles, Confidence::Sure);
            self.give(Role::Category, codes, Confidence::Sure);
            return;
        }
        if let Some((at, confidence)) = own(columns) {
            self.give(Role::Category, vec![at], confidence);
        }
        let Some(column) = self.of(Role::Category).map(|at| &columns[at]) else {
            return;
        };
        self.doubts.push(format!(
            "each value of `{}` became a category of its own; join those that belong together",
            column.name
        ));
        let mut marked = column.by_frequency();
        marked.retain(|value| !Nature::of(value).is_plain());
        if !marked.is_empty() {
            let more = marked.len().saturating_sub(MARKED_TOLD);
            marked.truncate(MARKED_TOLD);
            let rest = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            self.doubts.push(format!(
                "by their words alone, these are kept off maps as police-discovered or sensitive: {}{rest}; look whether others belong to them",
                marked.join("; ")
            ));
        }
    }
}

/// The column of a source's own categories: by its values, else by its name; of several the one with the surest name, then the one
/// with the fewest values.
fn own(columns: &[Seen]) -> Option<(usize, Confidence)> {
    let may_be = |c: &Seen| {
        !c.is_dated() && (2..=DIFFERENT).contains(&c.values.len()) && !named(c, &["flag"])
    };
    let telling = fitting(columns, |c| may_be(c) && c.share(is_offence) >= TELLING);
    let by_name = |&at: &usize| (rank(&columns[at]), columns[at].values.len());
    if let Some(&at) = telling.iter().min_by_key(|at| by_name(at)) {
        let is_named = rank(&columns[at]) < NAMES.len();
        return Some((
            at,
            if is_named {
                Confidence::Sure
            } else {
                Confidence::Likely
            },
        ));
    }
    let named = fitting(columns, |c| may_be(c) && rank(c) < NAMES.len());
    let &at = named.iter().min_by_key(|&&at| rank(&columns[at]))?;
    let is_sure = rank(&columns[at]) < NAMES.len() - 1;
    Some((
        at,
        if is_sure {
            Confidence::Likely
        } else {
            Confidence::Guess
        },
    ))
}

/// How sure a name is, 0 the surest.
fn rank(column: &Seen) -> usize {
    NAMES
        .iter()
        .position(|words| named(column, words))
        .unwrap_or(NAMES.len())
}

fn is_offence(value: &str) -> bool {
    let value = value.to_lowercase();
    OFFENCES.iter().any(|word| value.contains(word))
}

fn national() -> Option<Matcher> {
    let rules = CategoryRules {
        national: true,
        ..CategoryRules::default()
    };
    Matcher::new(&rules).ok()
}
