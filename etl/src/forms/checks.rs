//! What must add up inside a form.

use std::collections::BTreeMap;

use super::grid::address;
use super::ledger::{CheckTally, Violation};
use super::profile::{Axis, SumRule};
use super::table::{Group, Line, Table};

/// A part is no more than its whole.
pub const AT_MOST: &str = "part_at_most_whole";
/// The parts make up the whole.
pub const SUM: &str = "parts_make_whole";
/// Sums of money are printed in thousands with three decimals, so that a sum of many may be off by as many halves.
const ROUNDING: f64 = 0.01;

/// The values of a table, by row and column.
pub struct Values {
    columns: usize,
    values: Vec<Option<f64>>,
}

impl Values {
    pub fn new(rows: usize, columns: usize) -> Self {
        Self {
            columns,
            values: vec![None; rows * columns],
        }
    }

    pub fn set(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.columns + column] = Some(value);
    }

    fn at(&self, cell: Cell) -> Option<f64> {
        self.values[cell.row * self.columns + cell.column]
    }
}

#[derive(Clone, Copy)]
struct Cell {
    row: usize,
    column: usize,
}

/// What was checked on a sheet.
#[derive(Default)]
pub struct Checked {
    pub tallies: BTreeMap<String, CheckTally>,
    pub violations: Vec<Violation>,
}

impl Checked {
    /// Adds what was checked elsewhere.
    pub fn add(&mut self, other: Self) {
        for (check, tally) in other.tallies {
            self.tallies.entry(check).or_default().add(tally);
        }
        self.violations.extend(other.violations);
    }
}

/// Checks a table.
pub fn check(file: &str, sheet: &str, table: &Table, values: &Values, sums: &[SumRule]) -> Checked {
    let mut checker = Checker {
        file,
        sheet,
        table,
        values,
        checked: Checked::default(),
    };
    for group in &table.groups {
        checker.at_most(group);
        for rule in sums.iter().filter(|rule| rule.axis == group.axis) {
            if let Some(parts) = parts_of(rule, group, table) {
                checker.sum(group, &parts);
            }
        }
    }
    checker.checked
}

/// The parts that make up a group's whole by a rule; `None` where the rule is about something else.
fn parts_of(rule: &SumRule, group: &Group, table: &Table) -> Option<Vec<usize>> {
    let lines = lines(table, group.axis);
    let begins = |line: &Line, with: &String| {
        let own = line.own.to_lowercase();
        own.starts_with(&with.to_lowercase())
    };
    if !rule
        .whole
        .as_ref()
        .is_none_or(|whole| begins(&lines[group.whole], whole))
    {
        return None;
    }
    let named = |part: &usize| rule.parts.iter().any(|with| begins(&lines[*part], with));
    let by_article = |part: &usize| rule.articles && lines[*part].article.is_some();
    let parts: Vec<usize> = group
        .parts
        .iter()
        .copied()
        .filter(|part| named(part) || by_article(part))
        .collect();
    let all = rule.articles
        || rule
            .parts
            .iter()
            .all(|with| parts.iter().any(|&part| begins(&lines[part], with)));
    (all && !parts.is_empty() && (!rule.articles || parts.iter().any(by_article))).then_some(parts)
}

fn lines(table: &Table, axis: Axis) -> &[Line] {
    match axis {
        Axis::Rows => &table.rows,
        Axis::Columns => &table.columns,
    }
}

struct Checker<'a> {
    file: &'a str,
    sheet: &'a str,
    table: &'a Table,
    values: &'a Values,
    checked: Checked,
}

impl Checker<'_> {
    fn at_most(&mut self, group: &Group) {
        for across in 0..self.across(group.axis) {
            for part in &group.parts {
                self.compare(
                    group,
                    std::slice::from_ref(part),
                    across,
                    AT_MOST,
                    |whole, part| part <= whole + ROUNDING,
                );
            }
        }
    }

    fn sum(&mut self, group: &Group, parts: &[usize]) {
        for across in 0..self.across(group.axis) {
            self.compare(group, parts, across, SUM, |whole, parts| {
                (parts - whole).abs() <= ROUNDING
            });
        }
    }

    /// Compares one whole with its parts, where all of them have values.
    fn compare(
        &mut self,
        group: &Group,
        parts: &[usize],
        across: usize,
        check: &str,
        holds: fn(f64, f64) -> bool,
    ) {
        let cell = |line| cell(group.axis, line, across);
        let Some(whole) = self.values.at(cell(group.whole)) else {
            return;
        };
        let Some(sum) = parts
            .iter()
            .map(|&part| self.values.at(cell(part)))
            .sum::<Option<f64>>()
        else {
            return;
        };
        let holds = holds(whole, sum);
        let tally = self.checked.tallies.entry(check.to_owned()).or_default();
        tally.add(CheckTally {
            made: 1,
            violated: u64::from(!holds),
        });
        if !holds {
            let violation = Violation {
                file: self.file.to_owned(),
                check: check.to_owned(),
                words: group.words.clone(),
                whole_cell: self.address(cell(group.whole)),
                whole,
                part_cells: parts.iter().map(|&part| self.address(cell(part))).collect(),
                parts: sum,
            };
            self.checked.violations.push(violation);
        }
    }

    /// Number of lines that cross those of an axis.
    fn across(&self, axis: Axis) -> usize {
        match axis {
            Axis::Rows => self.table.columns.len(),
            Axis::Columns => self.table.rows.len(),
        }
    }

    fn address(&self, cell: Cell) -> String {
        let (row, column) = (&self.table.rows[cell.row], &self.table.columns[cell.column]);
        address(self.sheet, row.at, column.at)
    }
}

const fn cell(axis: Axis, line: usize, across: usize) -> Cell {
    match axis {
        Axis::Rows => Cell {
            row: line,
            column: across,
        },
        Axis::Columns => Cell {
            row: across,
            column: line,
        },
    }
}
