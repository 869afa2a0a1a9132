/** Polygons of vector tiles as canvas paths. */

import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { ask, getJson } from '../api/client';
import type { frameOf } from './mercator';

/** A layer's tiles: a template and the zooms that it has. */
export interface TileSet {
  tiles: string;
  vector_layer: string;
  minzoom: number;
  maxzoom: number;
}

/** The polygons of one tile, in the frame's CSS pixels. */
export interface TileShapes {
  /** The tile itself. */
  clip: Path2D;
  shapes: readonly { id: number; path: Path2D }[];
}

type Frame = ReturnType<typeof frameOf>;

interface TileJson {
  tiles: string[];
  minzoom: number;
  maxzoom: number;
}

/** The units' tiles by the address of their TileJSON. Errors: `ApiError`. */
export async function unitTiles(address: string): Promise<TileSet> {
  const { tiles, minzoom, maxzoom } = await getJson<TileJson>(address);
  return { tiles: tiles[0] ?? '', vector_layer: 'units', minzoom, maxzoom };
}

/** Loads the tiles that a frame touches at the zoom that the map would take. Errors: `ApiError`. */
export function loadShapes(set: TileSet, frame: Frame, zoom: number): Promise<TileShapes[]> {
  const z = Math.max(set.minzoom, Math.min(set.maxzoom, Math.floor(zoom)));
  return Promise.all(frame.tiles(z).map((tile) => loadTile(set, frame, tile)));
}

async function loadTile(
  set: TileSet,
  { scale, left, top }: Frame,
  { x, y, z }: { x: number; y: number; z: number },
): Promise<TileShapes> {
  const address = set.tiles.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y));
  const response = await ask(address, 'application/vnd.mapbox-vector-tile');
  const side = scale / 2 ** z;
  const [west, north] = [x * side - left, y * side - top];
  const clip = new Path2D();
  clip.rect(west, north, side, side);
  if (response.status === 204) return { clip, shapes: [] };
  const layer = new VectorTile(new PbfReader(await response.arrayBuffer())).layers[set.vector_layer];
  const count = layer?.length ?? 0;
  const features = Array.from({ length: count }, (_, i) => layer?.feature(i)).filter(
    (own) => own !== undefined,
  );
  const shapes = features.map((feature) => ({
    id: feature.id ?? 0,
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
