//! Risk layers: the cells of the surface, one property a month.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};

use fast_mvt::{MvtCoord, MvtGeomType, MvtLayerBuilder, MvtResult, MvtValueRef};
use oshaq_domain::{Cell, Month, Resolution};
use rayon::prelude::*;

use super::mercator::{Frame, MapPoint, clip_convex, columns};
use super::{Compressed, TileAddress, TileError};
use crate::values::{Lattice, SurfaceValues};

/// First and last zoom of the risk layers; clients overzoom beyond.
pub(crate) const RISK_ZOOMS: RangeInclusive<u8> = 3..=12;

/// Name of the layer inside a risk tile.
pub(crate) const VECTOR_LAYER: &str = "cells";

/// The H3 resolution that a zoom shows, before the surface's own resolutions are asked.
const fn wanted_resolution(zoom: u8) -> u8 {
    match zoom {
        0..=5 => 5,
        6..=7 => 6,
        8..=9 => 7,
        _ => 8,
    }
}

/// The resolution that a zoom shows: the wanted one, or the nearest that the surface has (the finer one when two are as near).
pub(crate) fn resolution_at(zoom: u8, published: &[Resolution]) -> Option<Resolution> {
    let wanted = i16::from(wanted_resolution(zoom));
    published.iter().copied().min_by_key(|resolution| {
        let own = i16::from(resolution.get());
        ((own - wanted).abs(), -own)
    })
}

/// The property names of a surface's windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Windows {
    /// `r202411` for each closed month.
    pub recorded: Vec<String>,
    /// `f202601`, the forecast.
    pub forecast: String,
}

impl Windows {
    pub(crate) fn of(months: &[Month], forecast: Month) -> Self {
        let digits = |month: Month| month.to_string().replace('-', "");
        Self {
            recorded: months
                .iter()
                .map(|&month| format!("r{}", digits(month)))
                .collect(),
            forecast: format!("f{}", digits(forecast)),
        }
    }

    /// What each property of a risk tile means, for `TileJSON`.
    pub(crate) fn fields(&self) -> BTreeMap<String, String> {
        let recorded = self.recorded.iter().map(|name| {
            (
                name.as_str(),
                "Number: band 0 to 5 of the recorded offences",
            )
        });
        let forecast = [
            (
                self.forecast.as_str(),
                "Number: band 0 to 5 of the forecast",
            ),
            (
                "lo",
                "Number: band at the lower end of the forecast's interval",
            ),
            (
                "hi",
                "Number: band at the upper end of the forecast's interval",
            ),
            ("cell", "String: H3 cell, 15 hexadecimal digits"),
        ];
        recorded
            .chain(forecast)
            .map(|(name, word)| (name.to_owned(), word.to_owned()))
            .collect()
    }
}

/// Cells of one resolution with their outlines on the map.
struct Outlines<'a> {
    lattice: &'a Lattice,
    rings: Vec<Vec<MapPoint>>,
}

impl<'a> Outlines<'a> {
    fn of(lattice: &'a Lattice) -> Result<Self, TileError> {
        let rings = lattice
            .cells()
            .par_iter()
            .map(|&cell| outline(cell))
            .collect::<Result<_, _>>()?;
        Ok(Self { lattice, rings })
    }

    /// Which cells each tile of a zoom may show, sorted by tile and cell.
    fn by_tile(&self, zoom: u8) -> Vec<(TileAddress, Vec<usize>)> {
        let mut pairs: Vec<(TileAddress, usize)> = Vec::with_capacity(self.rings.len() * 2);
        for (position, ring) in self.rings.iter().enumerate() {
            let span = |along: fn(&MapPoint) -> f64| {
                let values = ring.iter().map(along);
                columns(
                    zoom,
                    values.clone().fold(f64::MAX, f64::min),
                    values.fold(f64::MIN, f64::max),
                )
            };
            for x in span(|point| point.x) {
                for y in span(|point| point.y) {
                    pairs.extend(
                        TileAddress::new(zoom.into(), x.into(), y.into())
                            .map(|tile| (tile, position)),
                    );
                }
            }
        }
        pairs.sort_unstable();
        pairs
            .chunk_by(|a, b| a.0 == b.0)
            .map(|group| (group[0].0, group.iter().map(|&(_, cell)| cell).collect()))
            .collect()
    }
}

fn outline(cell: Cell) -> Result<Vec<MapPoint>, TileError> {
    let corners = cell.boundary();
    let off = |why| TileError::OffTheMap { cell, why };
    let lngs = corners.iter().map(|corner| corner.lng());
    if lngs.clone().fold(f64::MIN, f64::max) - lngs.fold(f64::MAX, f64::min) > 180.0 {
        return Err(off("crosses the antimeridian"));
    }
    corners
        .into_iter()
        .map(|corner| MapPoint::of(corner).ok_or(off("lies at a pole")))
        .collect()
}

/// The tiles of one series.
pub(crate) type LayerTiles = Vec<(TileAddress, Compressed)>;

/// Every tile of every series. `progress` is told how many of how many tiles are done.
pub(crate) fn tiles(
    values: &SurfaceValues,
    windows: &Windows,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Vec<LayerTiles>, TileError> {
    let resolutions: Vec<Resolution> = values.lattices().iter().map(Lattice::resolution).collect();
    let outlines = values
        .lattices()
        .iter()
        .map(Outlines::of)
        .collect::<Result<Vec<_>, _>>()?;
    let jobs: Vec<(&Outlines, TileAddress, Vec<usize>)> = RISK_ZOOMS
        .filter_map(|zoom| resolution_at(zoom, &resolutions).map(|resolution| (zoom, resolution)))
        .filter_map(|(zoom, resolution)| {
            outlines
                .iter()
                .find(|own| own.lattice.resolution() == resolution)
                .map(|own| (zoom, own))
        })
        .flat_map(|(zoom, own)| {
            own.by_tile(zoom)
                .into_iter()
                .map(move |(tile, cells)| (own, tile, cells))
        })
        .collect();
    let done = AtomicUsize::new(0);
    let made: Vec<Vec<Option<Compressed>>> = jobs
        .par_iter()
        .map(|(own, tile, cells)| {
            let made = tile_of_each_series(own, *tile, cells, values.series(), windows);
            progress(
                done.fetch_add(1, Ordering::Relaxed) as u64 + 1,
                jobs.len() as u64,
            );
            made
        })
        .collect::<Result<_, _>>()?;
    let mut layers: Vec<LayerTiles> = (0..values.series()).map(|_| Vec::new()).collect();
    for ((_, tile, _), series) in jobs.iter().zip(made) {
        for (layer, packed) in layers.iter_mut().zip(series) {
            layer.extend(packed.map(|packed| (*tile, packed)));
        }
    }
    Ok(layers)
}

fn tile_of_each_series(
    own: &Outlines,
    tile: TileAddress,
    cells: &[usize],
    series: usize,
    windows: &Windows,
) -> Result<Vec<Option<Compressed>>, TileError> {
    let shapes = shapes_in(own, tile, cells);
    (0..series)
        .map(|index| {
            encode(own.lattice, index, &shapes, windows)
                .map(|raw| raw.map(|raw| Compressed::of(&raw)))
                .map_err(|source| refused(tile, source))
        })
        .collect()
}

/// The cells' parts that lie in the tile, in its own coordinates.
fn shapes_in(own: &Outlines, tile: TileAddress, cells: &[usize]) -> Vec<(usize, Vec<MvtCoord>)> {
    let frame = Frame::of(tile);
    let mut shapes = Vec::with_capacity(cells.len());
    for &position in cells {
        let ring: Vec<(f64, f64)> = own.rings[position]
            .iter()
            .map(|&point| frame.place(point))
            .collect();
        let mut shape = Vec::new();
        clip_convex(&ring, &mut shape);
        if !shape.is_empty() {
            shapes.push((position, shape));
        }
    }
    shapes
}

fn refused(tile: TileAddress, source: fast_mvt::MvtError) -> TileError {
    TileError::Encode {
        layer: VECTOR_LAYER.to_owned(),
        tile,
        source,
    }
}

/// One tile of one series, not compressed; `None` where the series has nothing to show.
pub(crate) fn tile(
    values: &SurfaceValues,
    windows: &Windows,
    series: usize,
    address: TileAddress,
) -> Result<Option<Vec<u8>>, TileError> {
    let resolutions: Vec<Resolution> = values.lattices().iter().map(Lattice::resolution).collect();
    let shown = resolution_at(address.z(), &resolutions);
    let lattice = values
        .lattices()
        .iter()
        .find(|lattice| Some(lattice.resolution()) == shown);
    let Some(lattice) = lattice else {
        return Ok(None);
    };
    let own = Outlines::of(lattice)?;
    let all: Vec<usize> = (0..own.rings.len()).collect();
    let shapes = shapes_in(&own, address, &all);
    encode(lattice, series, &shapes, windows).map_err(|source| refused(address, source))
}

/// Encodes the cells that the series has; `None` when it has none of them.
fn encode(
    lattice: &Lattice,
    series: usize,
    shapes: &[(usize, Vec<MvtCoord>)],
    windows: &Windows,
) -> MvtResult<Option<Vec<u8>>> {
    let mut layer = MvtLayerBuilder::new(VECTOR_LAYER)?;
    for (position, shape) in shapes {
        let Some(row) = lattice.row(series, *position) else {
            continue;
        };
        let cell = lattice.cells()[*position];
        let mut feature = layer.feature_of(MvtGeomType::Polygon);
        feature.id(Some(cell.feature_id()));
        feature.ring(shape.iter().copied(), true)?;
        for (window, name) in windows.recorded.iter().enumerate() {
            feature.tag_ref(name, MvtValueRef::UInt(row.band(window).into()))?;
        }
        let forecast = row.forecast();
        for (name, band) in [
            (windows.forecast.as_str(), forecast.band),
            ("lo", forecast.low),
            ("hi", forecast.high),
        ] {
            feature.tag_ref(name, MvtValueRef::UInt(band.into()))?;
        }
        feature.tag_ref("cell", MvtValueRef::String(&cell.to_string()))?;
        layer = feature.end();
    }
    Ok((layer.num_features() > 0).then(|| layer.encode()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolutions(list: &[u8]) -> Vec<Resolution> {
        list.iter()
            .map(|&own| Resolution::new(own).unwrap())
            .collect()
    }

    #[test]
    fn coarser_cells_are_shown_further_out() {
        let all = resolutions(&[5, 6, 7, 8]);
        let shown: Vec<u8> = (3..=12)
            .map(|zoom| resolution_at(zoom, &all).unwrap().get())
            .collect();
        assert_eq!(shown, [5, 5, 5, 6, 6, 7, 7, 8, 8, 8]);
    }

    #[test]
    fn a_surface_without_the_wanted_resolution_shows_the_nearest() {
        assert_eq!(resolution_at(12, &resolutions(&[5, 6])).unwrap().get(), 6);
        assert_eq!(resolution_at(6, &resolutions(&[5, 7])).unwrap().get(), 7);
        assert_eq!(resolution_at(6, &[]), None);
    }

    /// Ten thefts a month around the centre of Almaty.
    fn surface() -> oshaq_domain::PublicSurface {
        use oshaq_domain::{
            Categories, CountsBuilder, Forecast, LatLng, Policy, Predictive, Released, Universe,
            publish,
        };
        let theft = "theft".parse().unwrap();
        let place = LatLng::from_degrees(43.2587, 76.9538).unwrap();
        let centre = Cell::containing(place, Resolution::new(8).unwrap());
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
        assert!(all[1].len() > 10);
        for (address, packed) in &all[1] {
            let alone = tile(&values, &windows, 1, *address).unwrap().unwrap();
            assert_eq!(crate::tiles::print(&alone), packed.print, "{address:?}");
        }
        let elsewhere = TileAddress::new(8, 0, 0).unwrap();
        assert_eq!(tile(&values, &windows, 1, elsewhere).unwrap(), None);
    }

    #[test]
    fn windows_are_named_after_their_months() {
        let months = ["2024-11".parse().unwrap(), "2024-12".parse().unwrap()];
        let windows = Windows::of(&months, "2025-01".parse().unwrap());
        assert_eq!(windows.recorded, ["r202411", "r202412"]);
        assert_eq!(windows.forecast, "f202501");
    }

    #[test]
    fn a_cell_across_the_antimeridian_is_refused() {
        let place = oshaq_domain::LatLng::from_degrees(65.0, 179.999).unwrap();
        let cell = Cell::containing(place, Resolution::new(5).unwrap());
        assert!(matches!(outline(cell), Err(TileError::OffTheMap { .. })));
    }
}
