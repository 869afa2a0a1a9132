//! Wholes and parts, as the form prints them: "из них", "в том числе", "из графы 2", "всего" above its parts.

use std::ops::Range;

use super::grid::{Grid, Region};
use super::profile::Axis;
use super::table::{Group, Line};

/// Words that say: what follows is a part of what stands before.
const PART_MARKS: [&str; 7] = [
    "из них",
    "в том числе",
    "в т.ч",
    "в т. ч",
    "из строки",
    "из графы",
    "из гр.",
];
/// Words of a heading whose whole stands in another section.
const OTHER_SECTION: &str = "раздела";
/// Words of a column that is the whole of those beside it under one heading.
const WHOLE_MARKS: [&str; 2] = ["всего", "итого"];

/// Whether a text says that what stands beside or below it is a part.
pub fn is_part_mark(text: &str) -> bool {
    let text = text.to_lowercase();
    PART_MARKS.iter().any(|mark| text.starts_with(mark))
}

/// The code that "из строки 1" or "из графы 2" names; `what` is `строки` or `графы`.
pub fn numbered(text: &str, what: &str) -> Option<String> {
    let text = text.to_lowercase();
    let after = text
        .split_once(&format!("из {what}"))
        .or_else(|| text.split_once("из гр.").filter(|_| what == "графы"))?
        .1
        .trim_start();
    let digits = after
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(after.len());
    (digits > 0).then(|| after[..digits].to_owned())
}

/// Groups of rows, from each row's mark and the whole that it is a part of.
pub fn row_groups(wholes: impl Iterator<Item = Option<(String, Region, usize)>>) -> Vec<Group> {
    let mut groups: Vec<(Region, Group)> = Vec::new();
    for (row, part) in wholes.enumerate() {
        let Some((words, region, whole)) = part else {
            continue;
        };
        match groups.iter_mut().find(|(known, _)| *known == region) {
            Some((_, group)) => group.parts.push(row),
            None => groups.push((
                region,
                Group {
                    axis: Axis::Rows,
                    words,
                    whole,
                    parts: vec![row],
                },
            )),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Groups of columns, from the headings in `rows`.
pub fn column_groups(grid: &Grid, rows: Range<u32>, columns: &[Line]) -> Vec<Group> {
    let heads = Heads {
        grid,
        rows,
        columns,
    };
    let mut groups: Vec<Group> = heads
        .regions()
        .into_iter()
        .filter_map(|region| heads.group(region))
        .collect();
    groups.dedup();
    groups
}

struct Heads<'a> {
    grid: &'a Grid,
    rows: Range<u32>,
    columns: &'a [Line],
}

impl Heads<'_> {
    fn regions(&self) -> Vec<Region> {
        let mut regions = Vec::new();
        for row in self.rows.clone() {
            for column in self.columns {
                let region = self.grid.region(row, column.at);
                if !regions.contains(&region) {
                    regions.push(region);
                }
            }
        }
        regions
    }

    fn group(&self, region: Region) -> Option<Group> {
        let words = self.grid.text(region);
        let whole = self.whole(region, &words)?;
        let under = region.first.column..=region.last.column;
        let parts: Vec<usize> = (0..self.columns.len())
            .filter(|&part| part != whole && under.contains(&self.columns[part].at))
            .collect();
        (!parts.is_empty()).then_some(Group {
            axis: Axis::Columns,
            words,
            whole,
            parts,
        })
    }

    fn whole(&self, region: Region, words: &str) -> Option<usize> {
        if words.contains(OTHER_SECTION) {
            return None;
        }
        if let Some(code) = numbered(words, "графы") {
            return self.columns.iter().position(|column| *column.code == *code);
        }
        if is_part_mark(words) {
            return self.beside(region);
        }
        self.first_below(region)
    }

    /// The column left of a heading over several, where the two begin at one height: "направлено в суд" beside "из них".
    fn beside(&self, region: Region) -> Option<usize> {
        let left = region.first.column.checked_sub(1)?;
        let beside = self.grid.region(region.first.row, left);
        let named = !self.grid.text(beside).is_empty();
        let several = region.columns() > 1;
        let equal =
            several && named && beside.first.row == region.first.row && beside.columns() == 1;
        equal.then(|| self.position(left))?
    }

    /// The first column below the heading, where it is the "всего" of the others.
    fn first_below(&self, region: Region) -> Option<usize> {
        let below = self.grid.region(region.last.row + 1, region.first.column);
        let text = self.grid.text(below).to_lowercase();
        let whole = self.rows.contains(&below.first.row)
            && region.columns() > 1
            && below.columns() == 1
            && WHOLE_MARKS.iter().any(|mark| text == *mark);
        whole.then(|| self.position(region.first.column))?
    }

    fn position(&self, at: u32) -> Option<usize> {
        self.columns.iter().position(|column| column.at == at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_for_a_part_are_known() {
        for text in [
            "из них",
            "Из них:",
            "в том числе",
            "в т.ч.",
            "из строки 1",
            "из графы 2",
            "из гр.10 после освобождения",
        ] {
            assert!(is_part_mark(text), "{text}");
        }
        for text in ["Личного сыска", "всего", "проступки"] {
            assert!(!is_part_mark(text), "{text}");
        }
    }

    #[test]
    fn the_code_of_the_whole_is_read() {
        assert_eq!(numbered("из строки 1", "строки").as_deref(), Some("1"));
        assert_eq!(
            numbered("в т.ч. совершенные в прошлых годах (из графы 2)", "графы").as_deref(),
            Some("2")
        );
        assert_eq!(
            numbered("из гр.10 после освобождения", "графы").as_deref(),
            Some("10")
        );
        assert_eq!(numbered("из них", "строки"), None);
        assert_eq!(numbered("без учета граф 4 и 5", "графы"), None);
    }
}
