//! The surface as columns: one array per resolution, series and window, joined to the cells by position.
//!
//! It is the form in which the server keeps a surface in memory. It can be made from a [`PublicSurface`] only, or read
//! from a file that was.
//!
//! ```text
//! 8 bytes   "OSHQVAL1"
//! 4 bytes   length of the head, little endian
//! head      JSON: rounding base, months, series, and for each resolution its number of cells
//! then for each resolution:
//!   cells     u64 each, ascending
//!   units     u8 each: the KATO code, 0 for none
//!   for each series, for each month: recorded, u16 each: 0 withheld, else 1 + count / rounding base
//!   for each series, for each month: bands, u8 each: 255 where the series does not have the cell
//!   for each series: forecast band, low, high, u8 each
//!   for each series, for each part: its share of the forecast in twentieths, u8 each: 255 where nothing is explained; not in files of
//!   earlier versions, whose head names no parts
//! ```

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::Path;

use oshaq_domain::{
    Cell, Kato, Part, PublicCell, PublicCount, PublicExplanation, PublicForecast, PublicSurface,
    Resolution,
};
use serde::{Deserialize, Serialize};

const MAGIC: &[u8; 8] = b"OSHQVAL1";

/// The band code of a cell that a series does not have.
const ABSENT: u8 = u8::MAX;

/// Why a surface could not be turned into columns or read back.
#[derive(Debug, thiserror::Error)]
pub enum ValuesError {
    /// A count is beyond what a column holds.
    #[error(
        "cell {cell} has a count of {count}, more than a column holds; publish finer cells or shorter windows"
    )]
    TooLarge {
        /// The cell.
        cell: Cell,
        /// Its rounded count.
        count: u32,
    },
    /// The file is damaged.
    #[error("surface.values is damaged: {0}; run `oshaq verify`, then publish again")]
    Damaged(&'static str),
    /// The file could not be written.
    #[error("{path} cannot be written: {source}")]
    Write {
        /// The file.
        path: String,
        /// The cause.
        source: std::io::Error,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    rounding_base: u32,
    least_count: u32,
    months: usize,
    series: usize,
    lattices: Vec<(Resolution, usize)>,
    #[serde(default)]
    parts: usize,
}

/// A surface as columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SurfaceValues {
    rounding_base: u32,
    least_count: u32,
    months: usize,
    series: usize,
    lattices: Vec<Lattice>,
}

/// The cells of one resolution and their columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lattice {
    resolution: Resolution,
    rounding_base: u32,
    months: usize,
    cells: Vec<Cell>,
    units: Vec<u8>,
    recorded: Vec<u16>,
    bands: Vec<u8>,
    forecast: Vec<u8>,
    shares: Vec<u8>,
}

/// Band codes of a forecast: 0 insufficient data, 1 to 5 the bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ForecastCodes {
    pub band: u8,
    pub low: u8,
    pub high: u8,
}

/// One series in one cell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    lattice: &'a Lattice,
    series: usize,
    position: usize,
}

impl SurfaceValues {
    /// Turns a surface into columns; `unit_of` says which unit a cell lies in.
    pub(crate) fn of(
        surface: &PublicSurface,
        unit_of: impl Fn(Cell) -> Option<Kato>,
    ) -> Result<Self, ValuesError> {
        let meta = surface.meta();
        let (months, series) = (meta.months.len(), meta.series.len());
        let mut by_resolution: BTreeMap<Resolution, Vec<&PublicCell>> = BTreeMap::new();
        for row in surface.cells() {
            by_resolution
                .entry(row.cell.resolution())
                .or_default()
                .push(row);
        }
        let base = meta.policy.rounding_base;
        let lattices = by_resolution
            .into_iter()
            .map(|(resolution, rows)| {
                let mut cells: Vec<Cell> = rows.iter().map(|row| row.cell).collect();
                cells.sort_unstable();
                cells.dedup();
                let units = cells
                    .iter()
                    .map(|&cell| unit_of(cell).map_or(0, Kato::get))
                    .collect();
                let mut lattice = Lattice::empty(resolution, base, months, series, cells, units);
                rows.into_iter().try_for_each(|row| lattice.fill(row))?;
                Ok(lattice)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            rounding_base: base,
            least_count: meta.policy.suppress_below,
            months,
            series,
            lattices,
        })
    }

    /// Number of series.
    pub(crate) fn series(&self) -> usize {
        self.series
    }

    /// Number of months.
    pub(crate) fn months(&self) -> usize {
        self.months
    }

    /// The resolutions, coarse to fine.
    pub(crate) fn lattices(&self) -> &[Lattice] {
        &self.lattices
    }

    /// The lattice and position of a cell.
    pub(crate) fn find(&self, cell: Cell) -> Option<(&Lattice, usize)> {
        let lattice = self
            .lattices
            .iter()
            .find(|lattice| lattice.resolution == cell.resolution())?;
        lattice
            .cells
            .binary_search(&cell)
            .ok()
            .map(|position| (lattice, position))
    }

    /// Writes the columns.
    pub(crate) fn write(&self, path: &Path) -> Result<(), ValuesError> {
        let head = Head {
            rounding_base: self.rounding_base,
            least_count: self.least_count,
            months: self.months,
            series: self.series,
            lattices: self
                .lattices
                .iter()
                .map(|lattice| (lattice.resolution, lattice.cells.len()))
                .collect(),
            parts: Part::COUNT,
        };
        let write = || -> std::io::Result<()> {
            let text = serde_json::to_vec(&head)?;
            let mut file = BufWriter::new(std::fs::File::create(path)?);
            file.write_all(MAGIC)?;
            file.write_all(&(text.len() as u32).to_le_bytes())?;
            file.write_all(&text)?;
            self.lattices
                .iter()
                .try_for_each(|lattice| lattice.write(&mut file))?;
            file.flush()
        };
        write().map_err(|source| ValuesError::Write {
            path: path.display().to_string(),
            source,
        })
    }

    /// Reads columns back. Every count must keep the policy that the head states.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, ValuesError> {
        let start = bytes
            .get(..12)
            .filter(|start| start[..8] == MAGIC[..])
            .ok_or(ValuesError::Damaged("it does not begin with OSHQVAL1"))?;
        let length = u32::from_le_bytes([start[8], start[9], start[10], start[11]]) as usize;
        let mut rest = &bytes[12..];
        let head: Head = serde_json::from_slice(take(&mut rest, length)?)
            .map_err(|_| ValuesError::Damaged("its head cannot be read"))?;
        let lattices = head
            .lattices
            .iter()
            .map(|&(resolution, cells)| Lattice::read(&head, resolution, cells, &mut rest))
            .collect::<Result<Vec<_>, _>>()?;
        if !rest.is_empty() {
            return Err(ValuesError::Damaged("something follows its last column"));
        }
        Ok(Self {
            rounding_base: head.rounding_base,
            least_count: head.least_count,
            months: head.months,
            series: head.series,
            lattices,
        })
    }
}

impl Lattice {
    fn empty(
        resolution: Resolution,
        rounding_base: u32,
        months: usize,
        series: usize,
        cells: Vec<Cell>,
        units: Vec<u8>,
    ) -> Self {
        let size = cells.len() * series * months;
        Self {
            resolution,
            rounding_base,
            months,
            recorded: vec![0; size],
            bands: vec![ABSENT; size],
            forecast: vec![ABSENT; cells.len() * series * 3],
            shares: vec![ABSENT; cells.len() * series * Part::COUNT],
            cells,
            units,
        }
    }

    fn fill(&mut self, row: &PublicCell) -> Result<(), ValuesError> {
        let Ok(position) = self.cells.binary_search(&row.cell) else {
            return Ok(());
        };
        let series = usize::from(row.series);
        for (month, (count, band)) in row.recorded.iter().zip(&row.bands).enumerate() {
            let at = self.at(series, month, position);
            self.recorded[at] = self.code(row.cell, *count)?;
            self.bands[at] = band.code();
        }
        let PublicForecast {
            band,
            low,
            high,
            explanation,
        } = row.forecast;
        for (part, band) in [band, low, high].into_iter().enumerate() {
            let at = self.forecast_at(series, part, position);
            self.forecast[at] = band.code();
        }
        for (part, share) in explanation
            .iter()
            .flat_map(PublicExplanation::twentieths)
            .enumerate()
        {
            let at = self.share_at(series, part, position);
            self.shares[at] = share;
        }
        Ok(())
    }

    fn code(&self, cell: Cell, count: PublicCount) -> Result<u16, ValuesError> {
        match count.rounded() {
            None => Ok(0),
            Some(count) => u16::try_from(1 + count / self.rounding_base)
                .map_err(|_| ValuesError::TooLarge { cell, count }),
        }
    }

    fn at(&self, series: usize, month: usize, position: usize) -> usize {
        (series * self.months + month) * self.cells.len() + position
    }

    fn forecast_at(&self, series: usize, part: usize, position: usize) -> usize {
        (series * 3 + part) * self.cells.len() + position
    }

    fn share_at(&self, series: usize, part: usize, position: usize) -> usize {
        (series * Part::COUNT + part) * self.cells.len() + position
    }

    /// The resolution.
    pub(crate) fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// The cells, ascending.
    pub(crate) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The KATO code of the unit that a cell lies in; 0 for none.
    pub(crate) fn unit_code(&self, position: usize) -> u8 {
        self.units[position]
    }

    /// One series in one cell; `None` when the series does not have it.
    pub(crate) fn row(&self, series: usize, position: usize) -> Option<Row<'_>> {
        let row = Row {
            lattice: self,
            series,
            position,
        };
        (self.forecast[self.forecast_at(series, 0, position)] != ABSENT).then_some(row)
    }

    fn write(&self, file: &mut impl Write) -> std::io::Result<()> {
        self.cells
            .iter()
            .try_for_each(|cell| file.write_all(&cell.raw().to_le_bytes()))?;
        file.write_all(&self.units)?;
        self.recorded
            .iter()
            .try_for_each(|count| file.write_all(&count.to_le_bytes()))?;
        file.write_all(&self.bands)?;
        file.write_all(&self.forecast)?;
        file.write_all(&self.shares)
    }

    fn read(
        head: &Head,
        resolution: Resolution,
        cells: usize,
        rest: &mut &[u8],
    ) -> Result<Self, ValuesError> {
        let damaged = ValuesError::Damaged;
        let size = cells
            .checked_mul(head.series)
            .and_then(|size| size.checked_mul(head.months))
            .ok_or(damaged("its head is absurd"))?;
        let raw = take(
            rest,
            cells.checked_mul(8).ok_or(damaged("its head is absurd"))?,
        )?;
        let cells: Vec<Cell> = raw
            .chunks_exact(8)
            .map(|raw| {
                u64::from_le_bytes([
                    raw[0], raw[1], raw[2], raw[3], raw[4], raw[5], raw[6], raw[7],
                ])
            })
            .map(|raw| {
                Cell::from_raw(raw).map_err(|_| damaged("it holds a number that is no cell"))
            })
            .collect::<Result<_, _>>()?;
        if !cells.is_sorted_by(|a, b| a < b)
            || cells.iter().any(|cell| cell.resolution() != resolution)
        {
            return Err(damaged("its cells are not in order"));
        }
        let units = take(rest, cells.len())?.to_vec();
        let recorded: Vec<u16> = take(
            rest,
            size.checked_mul(2).ok_or(damaged("its head is absurd"))?,
        )?
        .chunks_exact(2)
        .map(|raw| u16::from_le_bytes([raw[0], raw[1]]))
        .collect();
        let least = 1 + head.least_count / head.rounding_base.max(1);
        if recorded
            .iter()
            .any(|&count| count != 0 && u32::from(count) < least)
        {
            return Err(damaged("it holds a count that should be withheld"));
        }
        let bands = take(rest, size)?.to_vec();
        let forecast = take(rest, cells.len() * head.series * 3)?.to_vec();
        let unknown = |code: &u8| *code > 5 && *code != ABSENT;
        if bands.iter().any(unknown) || forecast.iter().any(unknown) {
            return Err(damaged("it holds a band that does not exist"));
        }
        let shares = read_shares(head, cells.len(), rest)?;
        Ok(Self {
            resolution,
            rounding_base: head.rounding_base,
            months: head.months,
            cells,
            units,
            recorded,
            bands,
            forecast,
            shares,
        })
    }
}

/// The shares of a lattice's forecasts; nothing is explained in files of earlier versions.
fn read_shares(head: &Head, cells: usize, rest: &mut &[u8]) -> Result<Vec<u8>, ValuesError> {
    match head.parts {
        0 => Ok(vec![ABSENT; cells * head.series * Part::COUNT]),
        Part::COUNT => Ok(take(rest, cells * head.series * Part::COUNT)?.to_vec()),
        _ => Err(ValuesError::Damaged("it names other parts of a forecast")),
    }
}

impl Row<'_> {
    /// The band code of a month.
    pub(crate) fn band(&self, month: usize) -> u8 {
        self.lattice.bands[self.lattice.at(self.series, month, self.position)]
    }

    /// The recorded offences of a month.
    pub(crate) fn recorded(&self, month: usize) -> PublicCount {
        match self.lattice.recorded[self.lattice.at(self.series, month, self.position)] {
            0 => PublicCount::Withheld,
            code => PublicCount::Rounded((u32::from(code) - 1) * self.lattice.rounding_base),
        }
    }

    /// Sum of the published counts of all months.
    pub(crate) fn published_total(&self) -> u32 {
        (0..self.lattice.months)
            .filter_map(|month| self.recorded(month).rounded())
            .sum()
    }

    /// The forecast's band codes.
    pub(crate) fn forecast(&self) -> ForecastCodes {
        let part = |part| {
            self.lattice.forecast[self.lattice.forecast_at(self.series, part, self.position)]
        };
        ForecastCodes {
            band: part(0),
            low: part(1),
            high: part(2),
        }
    }

    /// What the forecast is made of; `None` where nothing is explained.
    pub(crate) fn explanation(&self) -> Option<PublicExplanation> {
        let lattice = self.lattice;
        let mut shares = [0; Part::COUNT];
        for (part, share) in shares.iter_mut().enumerate() {
            *share = lattice.shares[lattice.share_at(self.series, part, self.position)];
        }
        PublicExplanation::from_twentieths(shares).ok()
    }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], ValuesError> {
    let (taken, left) = rest
        .split_at_checked(length)
        .ok_or(ValuesError::Damaged("it is cut off"))?;
    *rest = left;
    Ok(taken)
}
