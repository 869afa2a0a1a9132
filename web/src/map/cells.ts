/** Ids, names and bands of cells as the map handles them. Pure. */

import type { GridResolution, Values } from '../api/grid';
import type { BandCode } from '../api/types';

/** An H3 index in mode 1 (cell): what stands above its 52 low bits. Source: H3's index layout. */
const CELL_MODE = 8n << 56n;
const RESOLUTION_SHIFT = 52n;
const ID_MASK = (1n << RESOLUTION_SHIFT) - 1n;

/** How many bands an interval must span before a cell is less colourful, and before it is dotted, too. */
export const WIDE_FROM_BANDS = 3;
export const VERY_WIDE_FROM_BANDS = 4;

/** How far the interval lets the band be trusted: 0 as it is, 1 wide, 2 very wide. */
export type Doubt = 0 | 1 | 2;

/** The band of a cell, and for a forecast the bands at the ends of its interval. */
export interface CellBand {
  band: BandCode;
  low: BandCode;
  high: BandCode;
}

/** Cells of one resolution with what is shown of them: `ids[i]` has the byte `codes[i]`. */
export interface PaintedCells {
  resolution: number;
  ids: Float64Array;
  codes: Uint8Array;
}

/** The name of a cell (15 hexadecimal digits) from its id. */
export const cellName = (id: number, resolution: number): string =>
  (CELL_MODE | (BigInt(resolution) << RESOLUTION_SHIFT) | BigInt(id)).toString(16);

/** The id of a named cell. */
export const cellId = (name: string): number => Number(BigInt(`0x${name}`) & ID_MASK);

/** The resolution of a named cell: its second digit. */
export const resolutionOf = (name: string): number => Number.parseInt(name.charAt(1), 16);

/** The resolution that a zoom shows: beyond the last, the finest one. */
export function resolutionAt(zoom: number, resolutions: readonly GridResolution[]): GridResolution | null {
  const level = Math.floor(zoom);
  const shown = resolutions.findLast(({ minzoom }) => minzoom <= level);
  return shown ?? resolutions[0] ?? null;
}

/** What a byte says; `null` where the category does not have the cell. */
export function bandOfCode(code: number, { absent }: Pick<Values, 'absent'>): CellBand | null {
  if (code === absent) return null;
  const digit = (value: number) => (Math.floor(value) % 6) as BandCode;
  return { band: digit(code), low: digit(code / 6), high: digit(code / 36) };
}

/** How wide the interval is, so that the band alone does not say too much. */
export function doubtOf({ low, high }: Pick<CellBand, 'low' | 'high'>): Doubt {
  const spanned = high - low + 1;
  if (spanned >= VERY_WIDE_FROM_BANDS) return 2;
  return spanned >= WIDE_FROM_BANDS ? 1 : 0;
}

/** Position of an id among ascending ids; -1 when it is not there. */
export function positionOf(id: number, ids: Float64Array): number {
  let [low, high] = [0, ids.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ids[middle] ?? Number.NaN;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
