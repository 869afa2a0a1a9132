/** Ids and bands of cells, asked for once each and remembered. */

import { getIds, getValues, valuesAddress, type GridResolution, type Published } from '../api/grid';
import { Memory } from '../api/memory';
import type { PaintedCells } from './cells';

/** What is to be shown: a published category in one month, recorded or forecast. */
export interface Subject {
  category: string;
  /** Period token. */
  window: string;
}

/** How many months of bands are remembered; each takes a byte a cell. */
const REMEMBERED = 80;

const ids = new Memory<Float64Array>(REMEMBERED);
const values = new Memory<Uint8Array>(REMEMBERED);

/** Reads the cells of one resolution with their bands. Errors: `ApiError`. */
export async function loadCells(
  published: Published,
  { category, window }: Subject,
  shown: GridResolution,
): Promise<PaintedCells> {
  const address = valuesAddress(published.values, category, window, shown.resolution);
  const [known, codes] = await Promise.all([
    ids.get(shown.ids, () => getIds(shown)),
    values.get(address, () => getValues(address, shown.cells)),
  ]);
  return { resolution: shown.resolution, ids: known, codes };
}
