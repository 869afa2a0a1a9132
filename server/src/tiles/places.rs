//! The layer of places: points with names to find one's way by.

use std::ops::RangeInclusive;

use fast_mvt::{MvtGeomType, MvtLayerBuilder, MvtResult, MvtValueRef};
use oshaq_domain::LatLng;

use super::mercator::{BUFFER, EXTENT, Frame, MapPoint, columns, round};
use super::{LayerTiles, TileAddress, TileError, packed};
use crate::publication::stored::Place;

/// First and last zoom of the layer of places.
pub(crate) const PLACE_ZOOMS: RangeInclusive<u8> = 3..=10;

/// Name of the layer inside a tile.
pub(crate) const VECTOR_LAYER: &str = "places";

/// Every tile of the layer of places. A place that is off the map is in no tile.
pub(crate) fn tiles(places: &[Place]) -> Result<LayerTiles, TileError> {
    let points: Vec<(u64, &Place, MapPoint)> = places
        .iter()
        .zip(1..)
        .filter_map(|(place, id)| {
            Some((
                id,
                place,
                LatLng::from_degrees(place.lat, place.lng)
                    .ok()
                    .and_then(MapPoint::of)?,
            ))
        })
        .collect();
    let mut pairs: Vec<(TileAddress, usize)> = Vec::new();
    for zoom in PLACE_ZOOMS {
        for (position, (_, _, point)) in points.iter().enumerate() {
            for x in columns(zoom, point.x, point.x) {
                pairs.extend(columns(zoom, point.y, point.y).filter_map(|y| {
                    Some((
                        TileAddress::new(zoom.into(), x.into(), y.into()).ok()?,
                        position,
                    ))
                }));
            }
        }
    }
    pairs.sort_unstable();
    let made = pairs.chunk_by(|a, b| a.0 == b.0).map(|group| {
        let tile = group[0].0;
        let raw = encode(tile, group.iter().map(|&(_, position)| points[position])).map_err(
            |source| TileError::Encode {
                layer: VECTOR_LAYER.to_owned(),
                tile,
                source,
            },
        )?;
        Ok((tile, packed(VECTOR_LAYER, tile, &raw)?))
    });
    made.collect()
}

fn encode<'a>(
    tile: TileAddress,
    points: impl Iterator<Item = (u64, &'a Place, MapPoint)>,
) -> MvtResult<Vec<u8>> {
    let frame = Frame::of(tile);
    let mut layer = MvtLayerBuilder::new(VECTOR_LAYER)?;
    for (id, place, point) in points {
        let at = frame.place(point);
        debug_assert!(
            at.0 >= -BUFFER - 1.0 && at.0 <= EXTENT + BUFFER + 1.0,
            "{at:?}"
        );
        let mut feature = layer.feature_of(MvtGeomType::Point);
        feature.id(Some(id));
        feature.points([round(at)])?;
        let kato = place.kato2.to_string();
        let names = &place.names;
        for (key, value) in [
            ("name_kk", &names.name_kk),
            ("name_ru", &names.name_ru),
            ("name_en", &names.name_en),
            ("kato2", &kato),
        ] {
            feature.tag_ref(key, MvtValueRef::String(value))?;
        }
        feature.tag_ref("population", MvtValueRef::UInt(place.population.into()))?;
        feature.tag_ref("rank", MvtValueRef::UInt(place.rank.into()))?;
        layer = feature.end();
    }
    Ok(layer.encode())
}
