/** The months of a category of every unit, or of every district, asked for once per version, when the reader first wants them. */

import { getDistricts, getUnitMonths, getUnits } from '../api/client';
import type { ByDistrict, UnitMonths } from '../api/types';
import { load, type Loadable } from '../state/loadable';

class Answers<T> {
  private known = $state.raw<ReadonlyMap<string, Loadable<T>>>(new Map());

  constructor(private readonly asked: (category: string) => Promise<T>) {}

  /** What is known of a category; `want` asks for it. */
  of(version: string, category: string): Loadable<T> {
    return this.known.get(`${version} ${category}`) ?? { state: 'loading' };
  }

  /** Asks, unless the answer is here or on its way; after a failure it asks again. */
  async want(version: string, category: string): Promise<void> {
    const key = `${version} ${category}`;
    const before = this.known.get(key);
    if (before !== undefined && before.state !== 'failed') return;
    this.put(key, { state: 'loading' });
    this.put(key, await load(this.asked(category)));
  }

  private put(key: string, value: Loadable<T>) {
    this.known = new Map([...this.known, [key, value]]);
  }
}

async function askAll(category: string): Promise<UnitMonths[]> {
  const units = await getUnits();
  return Promise.all(units.map(({ kato }) => getUnitMonths(kato, category)));
}

export const unitCounts = new Answers<UnitMonths[]>(askAll);
export const districtCounts = new Answers<ByDistrict>((category) => getDistricts(category));
