//! Arrays for the page: the ids of the grid's cells, and for each category and window one byte a cell in their order.
//!
//! With the outlines from the grid layer they are all that changing the month costs: a few kilobytes instead of tiles.

use std::path::Path;

use oshaq_domain::Resolution;

use crate::packed::{Archive, ArchiveError, Compressed, Packed, write_archive};
use crate::publication::values::{Lattice, Row, SurfaceValues};

/// File of the arrays.
pub(crate) const ARRAYS_FILE: &str = "surface.arrays";

/// The only form of an array.
const FORMS: [&str; 1] = ["bytes"];

/// The byte of a cell that the category does not have.
pub(crate) const ABSENT: u8 = u8::MAX;

/// Number of band codes, which is the base of the numbers that a byte is made of.
const CODES: u8 = 6;

/// Which array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArrayKey {
    /// The ids of the cells of a resolution.
    Ids(Resolution),
    /// A series in a window (its position among the months, or their number for the forecast) at a resolution.
    Values {
        series: usize,
        window: usize,
        resolution: Resolution,
    },
}

impl ArrayKey {
    /// 16 bits of series (from 1; 0 stands for the ids), 16 of window, 8 of resolution.
    fn number(self) -> u64 {
        match self {
            Self::Ids(resolution) => resolution.get().into(),
            Self::Values {
                series,
                window,
                resolution,
            } => (series as u64 + 1) << 24 | (window as u64) << 8 | u64::from(resolution.get()),
        }
    }
}

/// The arrays of a surface, each compressed in every encoding.
#[derive(Debug)]
pub(crate) struct Arrays(Archive<()>);

impl Arrays {
    /// Writes the arrays of a surface; gives their number.
    pub(crate) fn write(path: &Path, values: &SurfaceValues) -> Result<u64, ArchiveError> {
        let mut entries = Vec::new();
        for lattice in values.lattices() {
            let resolution = lattice.resolution();
            entries.push(entry(ArrayKey::Ids(resolution), &ids(lattice)));
            for series in 0..values.series() {
                for window in 0..=values.months() {
                    let key = ArrayKey::Values {
                        series,
                        window,
                        resolution,
                    };
                    let bytes = bytes(lattice, series, window, values.months());
                    entries.push(entry(key, &bytes));
                }
            }
        }
        write_archive(path, (), &FORMS, entries)
    }

    /// Opens the arrays of a surface.
    pub(crate) fn open(path: &Path) -> Result<Self, ArchiveError> {
        Archive::open(ARRAYS_FILE, path, &FORMS).map(Self)
    }

    /// The archive, and the position of an array in it.
    pub(crate) fn find(&self, key: ArrayKey) -> Option<(&Archive<()>, usize)> {
        Some((&self.0, self.0.find(key.number())?))
    }

    /// Bytes held in memory.
    pub(crate) fn size(&self) -> usize {
        self.0.size()
    }
}

fn entry(key: ArrayKey, raw: &[u8]) -> Packed {
    Packed {
        key: key.number(),
        forms: vec![Compressed::of(raw)],
    }
}

/// The first id, then each one's distance from the one before, as doubles: exact below 2^53, and distances compress well.
fn ids(lattice: &Lattice) -> Vec<u8> {
    let mut before = 0;
    let mut raw = Vec::with_capacity(lattice.cells().len() * 8);
    for cell in lattice.cells() {
        let id = cell.feature_id();
        raw.extend(((id - before) as f64).to_le_bytes());
        before = id;
    }
    raw
}

/// One byte a cell. The window after the last month is the forecast, whose byte tells the interval too.
fn bytes(lattice: &Lattice, series: usize, window: usize, months: usize) -> Vec<u8> {
    let byte = |row: Row| {
        if window < months {
            return row.band(window);
        }
        let codes = row.forecast();
        codes.band + CODES * (codes.low + CODES * codes.high)
    };
    (0..lattice.cells().len())
        .map(|position| lattice.row(series, position).map_or(ABSENT, byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_distinct() {
        let resolutions = [5, 8].map(|value| Resolution::new(value).unwrap());
        let mut keys: Vec<u64> = resolutions
            .iter()
            .map(|&own| ArrayKey::Ids(own).number())
            .collect();
        for (series, window) in
            (0..20).flat_map(|series| (0..120).map(move |window| (series, window)))
        {
            keys.extend(resolutions.map(|resolution| {
                let key = ArrayKey::Values {
                    series,
                    window,
                    resolution,
                };
                key.number()
            }));
        }
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn the_highest_byte_of_a_forecast_is_not_the_one_for_absence() {
        let highest = CODES - 1;
        let byte = u16::from(highest) + u16::from(CODES) * u16::from(highest + CODES * highest);
        assert_eq!(byte, 215);
        assert!(byte < u16::from(ABSENT));
    }
}
