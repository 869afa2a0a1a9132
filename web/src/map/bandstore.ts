/** Ids and bands of cells, asked for once each and remembered. */

import { getIds, getValues, valuesAddress, type GridResolution, type Published } from '../api/grid';
import type { PaintedCells } from './cells';

/** What is to be shown: a published category in one month, recorded or forecast. */
export interface Subject {
  category: string;
  /** Period token. */
  window: string;
}

/** How many months of bands are remembered; each takes a byte a cell. */
const REMEMBERED = 80;

/** Answers by address. One that failed is forgotten, so that the next call asks again. */
class Memory<T> {
  private readonly known = new Map<string, Promise<T>>();

  get(address: string, ask: () => Promise<T>): Promise<T> {
    const before = this.known.get(address);
    if (before !== undefined) return before;
    const answer = ask();
    this.known.set(address, answer);
    answer.catch(() => this.known.delete(address));
    const [oldest] = this.known.keys();
    if (this.known.size > REMEMBERED && oldest !== undefined) this.known.delete(oldest);
    return answer;
  }
}

const ids = new Memory<Float64Array>();
const values = new Memory<Uint8Array>();

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
