//! Risk layers: the cells of the surface, one property a month; and the grid, the same cells without properties.

use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};

use fast_mvt::{MvtGeomType, MvtLayerBuilder, MvtResult};
use oshaq_domain::Resolution;
use rayon::prelude::*;

use super::bands::BandLayer;
use super::grid::{GRID_LAYER, Zooms};
use super::outlines::{Outlines, Shape};
use super::windows::Windows;
use super::{LayerTiles, TileAddress, TileError, packed};
use crate::packed::Compressed;
use crate::publication::values::{Lattice, SurfaceValues};

/// First and last zoom of the risk layers; clients overzoom beyond.
pub(crate) const RISK_ZOOMS: RangeInclusive<u8> = 3..=12;

/// Name of the layer inside a risk tile.
pub(crate) const VECTOR_LAYER: &str = "cells";

/// Most bytes of a tile under gzip; a zoom with a heavier one shows coarser cells.
const MAX_TILE_BYTES: usize = 100_000;

/// The H3 resolution that a zoom shows, before the surface's own resolutions and the weight of its tiles are asked.
const fn wanted_resolution(zoom: u8) -> u8 {
    match zoom {
        0..=5 => 5,
        6..=7 => 6,
        8..=9 => 7,
        _ => 8,
    }
}

/// The resolution that a zoom shows: the wanted one, or the nearest that the surface has (the finer one when two are as near).
pub(super) fn resolution_at(
    zoom: u8,
    published: impl Iterator<Item = Resolution>,
) -> Option<Resolution> {
    let wanted = i16::from(wanted_resolution(zoom));
    published.min_by_key(|resolution| {
        let own = i16::from(resolution.get());
        ((own - wanted).abs(), -own)
    })
}

/// The tiles of all layers that show cells.
pub(crate) struct CellTiles {
    /// The resolution that each zoom shows, the same in every layer.
    pub zooms: Zooms,
    /// Outlines and ids alone.
    pub grid: LayerTiles,
    /// One layer a series.
    pub series: Vec<LayerTiles>,
}

/// One tile of every layer; `None` in a layer that has nothing to show there.
struct Made {
    tile: TileAddress,
    grid: Option<Vec<Compressed>>,
    series: Vec<Option<Vec<Compressed>>>,
}

impl Made {
    fn heaviest(&self) -> usize {
        let layers = self.series.iter().chain([&self.grid]).flatten();
        layers.map(|forms| forms[0].gzip.len()).max().unwrap_or(0)
    }
}

/// Every tile of every series, and the grid. `progress` is told how many of how many tiles are done.
pub(crate) fn tiles(
    values: &SurfaceValues,
    windows: &Windows,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<CellTiles, TileError> {
    let outlines = values
        .lattices()
        .iter()
        .map(Outlines::of)
        .collect::<Result<Vec<_>, _>>()?;
    let mut tiles = CellTiles {
        zooms: Zooms::new(),
        grid: Vec::new(),
        series: (0..values.series()).map(|_| Vec::new()).collect(),
    };
    let total: usize = RISK_ZOOMS
        .filter_map(|zoom| wanted(&outlines, zoom).map(|at| outlines[at].by_tile(zoom).len()))
        .sum();
    let done = AtomicUsize::new(0);
    let tell = || {
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        progress(done as u64, total.max(done) as u64);
    };
    for zoom in RISK_ZOOMS {
        let Some(at) = wanted(&outlines, zoom) else {
            continue;
        };
        let (own, made) = light_enough(&outlines[..=at], zoom, &|own, tile, cells| {
            let one = tile_of_each_layer(own, tile, cells, values.series(), windows);
            tell();
            one
        })?;
        tiles.zooms.insert(zoom, own.lattice.resolution());
        for one in made {
            tiles.add(one);
        }
    }
    Ok(tiles)
}

impl CellTiles {
    fn add(&mut self, made: Made) {
        let Made { tile, grid, series } = made;
        self.grid.extend(grid.map(|forms| (tile, forms)));
        for (layer, forms) in self.series.iter_mut().zip(series) {
            layer.extend(forms.map(|forms| (tile, forms)));
        }
    }
}

/// The position of the resolution that a zoom is to show.
fn wanted(outlines: &[Outlines], zoom: u8) -> Option<usize> {
    let resolutions = || outlines.iter().map(|own| own.lattice.resolution());
    let shown = resolution_at(zoom, resolutions())?;
    resolutions().position(|own| own == shown)
}

/// Draws one tile of the cells at these positions.
type Draw<'a> = dyn Fn(&Outlines<'_>, TileAddress, &[usize]) -> Result<Made, TileError> + Sync + 'a;

/// Makes the tiles of a zoom of the last of these resolutions, or of the first coarser one whose tiles are light enough.
fn light_enough<'a, 'b>(
    outlines: &'b [Outlines<'a>],
    zoom: u8,
    draw: &Draw<'_>,
) -> Result<(&'b Outlines<'a>, Vec<Made>), TileError> {
    let [coarser @ .., own] = outlines else {
        unreachable!("a zoom is made of the resolution that it shows");
    };
    let made: Vec<Made> = own
        .by_tile(zoom)
        .par_iter()
        .map(|(tile, cells)| draw(own, *tile, cells))
        .collect::<Result<_, _>>()?;
    let heaviest = made.iter().map(Made::heaviest).max().unwrap_or(0);
    if heaviest <= MAX_TILE_BYTES || coarser.is_empty() {
        Ok((own, made))
    } else {
        light_enough(coarser, zoom, draw)
    }
}

fn tile_of_each_layer(
    own: &Outlines,
    tile: TileAddress,
    cells: &[usize],
    series: usize,
    windows: &Windows,
) -> Result<Made, TileError> {
    let shapes = own.shapes_in(tile, cells.iter().copied());
    let pack = |layer, made: Option<Vec<u8>>| made.map(|raw| packed(layer, tile, &raw)).transpose();
    let series = (0..series)
        .map(|index| pack(VECTOR_LAYER, encode(own.lattice, index, &shapes, windows)))
        .collect::<Result<_, _>>()?;
    let grid = encode_grid(own.lattice, &shapes).map_err(|source| TileError::Encode {
        layer: GRID_LAYER.to_owned(),
        tile,
        source,
    })?;
    let grid = pack(GRID_LAYER, grid)?;
    Ok(Made { tile, grid, series })
}

/// Encodes outlines and ids; `None` when there is no cell.
fn encode_grid(lattice: &Lattice, shapes: &[Shape]) -> MvtResult<Option<Vec<u8>>> {
    let mut layer = MvtLayerBuilder::new(VECTOR_LAYER)?;
    for (position, shape) in shapes {
        let mut feature = layer.feature_of(MvtGeomType::Polygon);
        feature.id(Some(lattice.cells()[*position].feature_id()));
        feature.ring(shape.iter().copied(), true)?;
        layer = feature.end();
    }
    Ok((layer.num_features() > 0).then(|| layer.encode()))
}

/// Encodes the cells that the series has; `None` when it has none of them.
pub(super) fn encode(
    lattice: &Lattice,
    series: usize,
    shapes: &[Shape],
    windows: &Windows,
) -> Option<Vec<u8>> {
    let mut layer = BandLayer::new();
    for (position, shape) in shapes {
        let Some(row) = lattice.row(series, *position) else {
            continue;
        };
        let forecast = row.forecast();
        let recorded = (0..windows.recorded.len()).map(|window| row.band(window));
        let bands = recorded.chain([forecast.band, forecast.low, forecast.high]);
        layer.push(lattice.cells()[*position], shape, bands);
    }
    layer.encode(VECTOR_LAYER, windows.names().chain(["lo", "hi", "cell"]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packed::print;
    use crate::tiles::RiskTile;

    fn resolutions(list: &[u8]) -> Vec<Resolution> {
        list.iter()
            .map(|&own| Resolution::new(own).unwrap())
            .collect()
    }

    #[test]
    fn coarser_cells_are_shown_further_out() {
        let all = resolutions(&[5, 6, 7, 8]);
        let shown: Vec<u8> = (3..=12)
            .map(|zoom| resolution_at(zoom, all.iter().copied()).unwrap().get())
            .collect();
        assert_eq!(shown, [5, 5, 5, 6, 6, 7, 7, 8, 8, 8]);
    }

    #[test]
    fn a_surface_without_the_wanted_resolution_shows_the_nearest() {
        assert_eq!(
            resolution_at(12, resolutions(&[5, 6]).into_iter())
                .unwrap()
                .get(),
            6
        );
        assert_eq!(
            resolution_at(6, resolutions(&[5, 7]).into_iter())
                .unwrap()
                .get(),
            7
        );
        assert_eq!(resolution_at(6, std::iter::empty()), None);
    }

    /// Ten thefts a month around the centre of Almaty.
    fn surface() -> oshaq_domain::PublicSurface {
        use oshaq_domain::{
            Categories, CountsBuilder, Forecast, LatLng, Policy, Predictive, Released, Universe,
            publish,
        };
        let theft = "theft".parse().unwrap();
        let place = LatLng::from_degrees(43.2587, 76.9538).unwrap();
        let centre = oshaq_domain::Cell::containing(place, Resolution::new(8).unwrap());
        let mut builder = CountsBuilder::new(centre.resolution());
        for cell in centre.ring(4) {
            for month in 1..=12 {
                let day = format!("2025-{month:02}-10").parse().unwrap();
                builder.add(cell, day, day, &theft, 10).unwrap();
            }
        }
        let counts = builder.build().unwrap();
        let universe = Universe::freeze(&counts);
        let predictives = vec![Predictive::poisson(10.0).unwrap(); universe.len()];
        let start: oshaq_domain::Day = "2026-01-01".parse().unwrap();
        let window = oshaq_domain::Horizon::days(28)
            .unwrap()
            .from(start)
            .unwrap();
        let forecast = Forecast::new(theft, window, "m", universe, predictives).unwrap();
        publish(
            &[forecast],
            &counts,
            &[],
            &Categories::national(),
            &Released::default(),
            &Policy::default(),
            true,
        )
        .unwrap()
    }

    #[test]
    fn one_tile_made_alone_is_the_one_made_with_all_others() {
        let surface = surface();
        let values = SurfaceValues::of(&surface, |_| None).unwrap();
        let windows = Windows::of(&surface.meta().months, surface.meta().forecast_month);
        let all = tiles(&values, &windows, &|_, _| ()).unwrap();
        assert!(all.series[1].len() > 10);
        let alone = |address| {
            let tile = RiskTile::new(values.clone(), windows.clone(), 1, address);
            tile.unwrap().unwrap().encode()
        };
        for (address, packed) in &all.series[1] {
            let alone = alone(*address).unwrap();
            assert_eq!(print(&alone), packed[0].print, "{address:?}");
        }
        assert_eq!(alone(TileAddress::new(8, 0, 0).unwrap()), None);
    }
}
