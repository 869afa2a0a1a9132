//! The sheet in which a workbook tells about the snapshot of the register that it was made from.

use chrono::NaiveDate;
use oshaq_domain::{Day, Period};

use crate::forms::grid::Grid;

/// The sheet that tells about the snapshot, where there is one.
pub const SNAPSHOT_SHEET: &str = "srz_info";

/// What the sheet about the snapshot says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AboutSnapshot {
    pub(super) period: Option<Period>,
    pub(super) region: Option<String>,
    pub(super) department: Option<String>,
}

impl AboutSnapshot {
    /// Reads the sheet: names in its first column, what they say beside them.
    pub fn of(grid: &Grid) -> Self {
        let mut about = Self::default();
        for row in 0..grid.rows() {
            let text = |column| grid.text(grid.region(row, column));
            let (name, said) = (text(0), text(1));
            if name.starts_with("Период") {
                about.period = between(&said, &text(2));
            } else if name.starts_with("Код региона") {
                about.region = Some(said);
            } else if name.is_empty() && said.chars().count() == 2 && about.department.is_none() {
                about.department = Some(said);
            }
        }
        about
    }
}

fn between(first: &str, last: &str) -> Option<Period> {
    let month = |text| {
        let date = NaiveDate::parse_from_str(text, "%d.%m.%Y").ok()?;
        Some(Day::new(date).month())
    };
    Period::new(month(first)?, month(last)?)
}
