/**
 * The cells as the map loads them: their shapes and names once per grid, and one byte a cell for each month.
 * A change of month or category therefore asks for no new shape.
 */

import { ApiError, ask, type Fetch } from './client';
import type { Current } from './types';

/** Cells of one H3 resolution, and the zooms that show them. */
export interface GridResolution {
  resolution: number;
  minzoom: number;
  maxzoom: number;
  cells: number;
  /** Address of the cells' ids. */
  ids: string;
}

/** The shapes of all cells: the same for every version with the same cells. */
export interface Grid {
  hash: string;
  /** Template of the tiles' address. */
  tiles: string;
  vector_layer: string;
  minzoom: number;
  maxzoom: number;
  resolutions: GridResolution[];
}

/** Where the bands of a version are. */
export interface Values {
  /** Template with `{category}`, `{window}` and `{resolution}`. */
  template: string;
  categories: string[];
  windows: string[];
  /** The byte of a cell that a category does not have. */
  absent: number;
}

/** What is published, with the addresses of its cells. */
export type Published = Current & { grid: Grid; values: Values };

/** Address of one category and window at one resolution. */
export const valuesAddress = (
  { template }: Values,
  category: string,
  window: string,
  resolution: number,
): string =>
  template
    .replace('{category}', category)
    .replace('{window}', window)
    .replace('{resolution}', String(resolution));

/** Reads the ids of the cells, ascending: the low 52 bits of each H3 index. Sent as distances, little endian. */
export async function getIds({ ids, cells }: GridResolution, fetcher?: Fetch): Promise<Float64Array> {
  const bytes = await getBytes(ids, cells * Float64Array.BYTES_PER_ELEMENT, fetcher);
  return summed(new DataView(bytes));
}

/** Reads one byte a cell, in the order of the ids. */
export async function getValues(address: string, cells: number, fetcher?: Fetch): Promise<Uint8Array> {
  return new Uint8Array(await getBytes(address, cells, fetcher));
}

async function getBytes(address: string, length: number, fetcher?: Fetch): Promise<ArrayBuffer> {
  const response = await ask(address, 'application/octet-stream', fetcher);
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength === length) return bytes;
  throw new ApiError('unreadable', address, response.status, `${bytes.byteLength} bytes, expected ${length}`);
}

function summed(distances: DataView): Float64Array {
  const ids = new Float64Array(distances.byteLength / Float64Array.BYTES_PER_ELEMENT);
  let id = 0;
  for (let i = 0; i < ids.length; i += 1) {
    id += distances.getFloat64(i * Float64Array.BYTES_PER_ELEMENT, true);
    ids[i] = id;
  }
  return ids;
}
