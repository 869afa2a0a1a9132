//! Which columns of a file are used.

use std::collections::HashMap;

/// Which columns of a file are used, and at which position of a record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    /// Number of fields that a record must have; `None` when records name their fields.
    pub width: Option<usize>,
    /// Names of the columns used.
    pub names: Vec<String>,
    /// For each column used, its position in the header.
    pub positions: Vec<usize>,
    /// Which of the columns used hold the place, where records may have a geometry.
    pub point: Option<(usize, usize)>,
    by_name: HashMap<String, usize>,
}

impl Columns {
    /// The columns `names` of a file; `header` is empty when records name their fields.
    pub fn of(names: Vec<String>, header: Option<&[String]>) -> Self {
        let position = |name: &String| {
            header
                .and_then(|header| header.iter().position(|column| same_name(column, name)))
                .unwrap_or(usize::MAX)
        };
        let positions = names.iter().map(position).collect();
        let by_name = names.iter().cloned().zip(0..).collect();
        Self {
            width: header.map(<[String]>::len),
            names,
            positions,
            point: None,
            by_name,
        }
    }

    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
}

/// Column names are compared trimmed and without regard to case.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
