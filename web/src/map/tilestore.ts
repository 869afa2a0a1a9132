/** Tiles as they come, asked for once each and remembered: for whoever draws without MapLibre. */

import { ask, getJson } from '../api/client';
import { Memory } from '../api/memory';
import type { Frame } from './mercator';

/** A layer's tiles: a template and the zooms that it has. */
export interface TileSet {
  tiles: string;
  vector_layer: string;
  minzoom: number;
  maxzoom: number;
}

/** Where a tile lies. */
export interface Tile {
  x: number;
  y: number;
  z: number;
}

interface TileJson {
  tiles: string[];
  minzoom: number;
  maxzoom: number;
}

/** How many tiles are remembered: a few screens. */
const REMEMBERED = 60;

const tilejson = new Memory<TileJson>(REMEMBERED);
const tiles = new Memory<ArrayBuffer | null>(REMEMBERED);

/** The tiles of units or districts by the address of their TileJSON. Errors: `ApiError`. */
export async function areaTiles(address: string, layer: 'units' | 'districts'): Promise<TileSet> {
  const known = await tilejson.get(address, () => getJson<TileJson>(address));
  return {
    tiles: known.tiles[0] ?? '',
    vector_layer: layer,
    minzoom: known.minzoom,
    maxzoom: known.maxzoom,
  };
}

/** The tiles that a frame touches, at the zoom that the map would take. */
export const tilesIn = (set: TileSet, frame: Frame, zoom: number): Tile[] =>
  frame.tiles(Math.max(set.minzoom, Math.min(set.maxzoom, Math.floor(zoom))));

/** The bytes of a tile; `null` where there is nothing. Errors: `ApiError`. */
export function bytesOf(set: TileSet, { x, y, z }: Tile): Promise<ArrayBuffer | null> {
  const address = set.tiles.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y));
  return tiles.get(address, async () => {
    const response = await ask(address, 'application/vnd.mapbox-vector-tile');
    return response.status === 204 ? null : response.arrayBuffer();
  });
}
