/** Polygons of vector tiles as canvas paths. */

import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { bytesOf, tilesIn, type Tile, type TileSet } from './tilestore';
import type { Frame } from './mercator';

/** A polygon as a path. */
export interface Shape {
  id: number;
  /** KATO code of a unit or district; '' of a cell. */
  kato: string;
  path: Path2D;
}

/** The polygons of one tile, in the frame's CSS pixels. */
export interface TileShapes {
  /** The tile itself. */
  clip: Path2D;
  shapes: readonly Shape[];
}

/** Loads the tiles that a frame touches at the zoom that the map would take. Errors: `ApiError`. */
export function loadShapes(set: TileSet, frame: Frame, zoom: number): Promise<TileShapes[]> {
  return Promise.all(tilesIn(set, frame, zoom).map((tile) => loadTile(set, frame, tile)));
}

async function loadTile(set: TileSet, { scale, left, top }: Frame, tile: Tile): Promise<TileShapes> {
  const bytes = await bytesOf(set, tile);
  const { x, y, z } = tile;
  const side = scale / 2 ** z;
  const [west, north] = [x * side - left, y * side - top];
  const clip = new Path2D();
  clip.rect(west, north, side, side);
  if (bytes === null) return { clip, shapes: [] };
  const layer = new VectorTile(new PbfReader(bytes)).layers[set.vector_layer];
  const count = layer?.length ?? 0;
  const features = Array.from({ length: count }, (_, i) => layer?.feature(i)).filter(
    (own) => own !== undefined,
  );
  const shapes = features.map((feature) => ({
    id: feature.id ?? 0,
    kato: String(feature.properties.kato ?? ''),
    path: outline(feature, west, north, side / feature.extent),
  }));
  return { clip, shapes };
}

function outline(feature: VectorTileFeature, west: number, north: number, unit: number): Path2D {
  const path = new Path2D();
  for (const ring of feature.loadGeometry()) {
    ring.forEach(({ x, y }, i) => {
      if (i === 0) path.moveTo(west + x * unit, north + y * unit);
      else path.lineTo(west + x * unit, north + y * unit);
    });
    path.closePath();
  }
  return path;
}
