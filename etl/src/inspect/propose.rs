//! What was understood becomes a table and a profile.

use std::fmt::Write;

use super::column::Seen;
use super::guess::Guess;
use super::nature::Nature;
use super::sample::Sample;
use super::{ColumnFinding, Inspection};
use crate::profile::{Format, Role};

/// Categories that are proposed, from the most frequent on; what is rarer counts as other.
const CATEGORIES: usize = 60;

pub(super) fn inspection(sample: &Sample, columns: &[Seen], guess: Guess) -> Inspection {
    let findings = columns.iter().enumerate().map(|(at, column)| {
        let role = guess
            .roles
            .iter()
            .find(|(_, (columns, _))| columns.contains(&at));
        ColumnFinding {
            name: column.name.clone(),
            kind: column.kind(),
            filled: column.share_filled(),
            different: column.values.len(),
            role: role.map(|(role, _)| role.as_str()),
            confidence: role.map(|(_, (_, confidence))| *confidence),
        }
    });
    let has = |role| guess.roles.contains_key(&role);
    let is_whole = has(Role::Committed) && (has(Role::Category) || has(Role::Article));
    Inspection {
        file: sample.name.clone(),
        format: word(sample.format),
        encoding: sample.encoding.name(),
        delimiter: sample.delimiter.map(char::from),
        header_line: sample.header_line,
        rows: sample.rows.len(),
        columns: findings.collect(),
        profile: is_whole.then(|| profile(sample, columns, &guess)),
        doubts: guess.doubts,
    }
}

const fn word(format: Format) -> &'static str {
    match format {
        Format::Csv => "csv",
        Format::Json => "json",
        Format::Jsonl => "jsonl",
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(quoted).collect();
    format!("[{}]", texts.join(", "))
}

fn profile(sample: &Sample, columns: &[Seen], guess: &Guess) -> String {
    let mut text = format!(
        "# Proposed by `oshaq inspect` from {} rows of {}.\n",
        sample.rows.len(),
        one_line(&sample.name)
    );
    for doubt in &guess.doubts {
        let _ = writeln!(text, "# Look at this: {}.", one_line(doubt));
    }
    let number = guess.roles.contains_key(&Role::Number);
    let _ = write!(
        text,
        "name = \"proposed\"\nformat = \"{}\"\ndelimiter = \"auto\"\nencoding = \"auto\"\nduplicates = \"{}\"\n",
        word(sample.format),
        if number { "number" } else { "none" }
    );
    time(&mut text, columns, guess);
    place(&mut text, guess);
    categories(&mut text, columns, guess);
    layout(&mut text, columns, guess);
    for (at, value, reason) in &guess.filters {
        let _ = write!(
            text,
            "\n[[filter]]\ncolumn = {}\nequals = [{}]\nreason = \"{reason}\"\n",
            quoted(&columns[*at].name),
            quoted(value)
        );
    }
    text
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect()
}

fn time(text: &mut String, columns: &[Seen], guess: &Guess) {
    let mut formats: Vec<&str> = Vec::new();
    for role in [Role::Committed, Role::Registered] {
        let of_role = guess
            .roles
            .get(&role)
            .into_iter()
            .flat_map(|(columns, _)| columns);
        for format in of_role.flat_map(|&at| &columns[at].formats) {
            if !formats.contains(format) {
                formats.push(format);
            }
        }
    }
    let clock = if guess.is_instant { "instant" } else { "wall" };
    let _ = write!(
        text,
        "\n[time]\nzone = {}\nclock = \"{clock}\"\nformats = {}\nplaceholders = [\"2147483647\", \"1900-01-01\", \"01.01.1900\"]\nearliest = \"1950-01-01\"\n",
        quoted(&guess.zone),
        list(formats)
    );
}

fn place(text: &mut String, guess: &Guess) {
    let b = &guess.bounds;
    let _ = write!(
        text,
        "\n[place]\ncrs = {}\nbounds = {{ south = {:.2}, north = {:.2}, west = {:.2}, east = {:.2} }}\n",
        quoted(&guess.crs),
        b.south,
        b.north,
        b.west,
        b.east
    );
    if guess.roles.contains_key(&Role::Unit) {
        let _ = write!(
            text,
            "\n[unit]\nby_place = true\nstrip = \"{}\"\n",
            guess.strip
        );
    }
}

fn categories(text: &mut String, columns: &[Seen], guess: &Guess) {
    let _ = write!(
        text,
        "\n[categories]\nnational = {}\nunmatched = \"other\"\n",
        guess.is_national
    );
    let column = guess
        .roles
        .get(&Role::Category)
        .filter(|_| !guess.is_national);
    let Some(column) = column.and_then(|(columns, _)| columns.first()) else {
        return;
    };
    let mut slugs = vec!["other".to_owned()];
    for value in columns[*column].by_frequency().into_iter().take(CATEGORIES) {
        let slug = slug(value, &slugs);
        let name = quoted(value);
        let _ = write!(
            text,
            "\n[[categories.own]]\nslug = \"{slug}\"\nname_kk = {name}\nname_ru = {name}\nname_en = {name}\ntexts = [{name}]\n"
        );
        let nature = Nature::of(value);
        if nature.police_discovered {
            text.push_str("police_discovered = true\n");
        }
        if nature.sensitive {
            text.push_str("sensitive = true\n");
        }
        slugs.push(slug);
    }
}

/// A short name of Latin letters and digits that none of the others has.
fn slug(value: &str, others: &[String]) -> String {
    let mut slug = String::new();
    for sign in value.to_lowercase().chars() {
        if sign.is_ascii_alphanumeric() {
            slug.push(sign);
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.truncate(30);
    let slug = slug.trim_end_matches('_').to_owned();
    if !slug.is_empty() && !others.contains(&slug) {
        return slug;
    }
    let stem = if slug.is_empty() { "category" } else { &slug };
    format!("{stem}_{}", others.len())
}

fn layout(text: &mut String, columns: &[Seen], guess: &Guess) {
    let needed = [Role::Committed, Role::Category, Role::Article];
    let optional = guess.roles.keys().filter(|role| !needed.contains(role));
    let optional = list(optional.map(|role| role.as_str()));
    let _ = write!(
        text,
        "\n[[layout]]\nname = \"as inspected\"\noptional = {optional}\n\n[layout.columns]\n"
    );
    for (role, (positions, confidence)) in &guess.roles {
        let names = positions.iter().map(|&at| columns[at].name.as_str());
        let _ = writeln!(
            text,
            "{} = {} # {}",
            role.as_str(),
            list(names),
            confidence.as_str()
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_latin_and_differ() {
        let others = vec!["other".to_owned(), "auto_theft".to_owned()];
        assert_eq!(slug("Break & Enter", &others), "break_enter");
        assert_eq!(slug("Auto  Theft", &others), "auto_theft_2");
        assert_eq!(slug("Кража", &others), "category_2");
        assert_eq!(slug("Other", &others), "other_2");
    }
}
