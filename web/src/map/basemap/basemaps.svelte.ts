/** The styles that the deployment names for the ground, each loaded when a living map first wants it. */

import { ApiError } from '../../api/client';
import { load, type Loadable } from '../../state/loadable';
import type { Basemap } from '../style';

class Basemaps {
  private known = $state.raw<ReadonlyMap<string, Loadable<Basemap>>>(new Map());

  /** What is known of the basemap at an address. */
  of(address: string): Loadable<Basemap> {
    return this.known.get(address) ?? { state: 'loading' };
  }

  /** Asks, once. */
  async want(address: string, origins: readonly string[]): Promise<void> {
    if (this.known.has(address)) return;
    this.put(address, { state: 'loading' });
    const loaded = import('./basemap').then(({ loadBasemap }) => loadBasemap(address, origins));
    this.put(address, await load(loaded));
  }

  /** Something that it needs did not come. */
  fail(address: string): void {
    const error = new ApiError(
      'unreachable',
      address,
      null,
      'tiles, pictures or fonts of the style are missing',
    );
    if (this.known.get(address)?.state === 'ready') this.put(address, { state: 'failed', error });
  }

  /** Forgets a failure, so that it is asked for again. */
  forget(address: string): void {
    this.known = new Map([...this.known].filter(([known]) => known !== address));
  }

  private put(address: string, value: Loadable<Basemap>) {
    this.known = new Map([...this.known, [address, value]]);
  }
}

export const basemaps = new Basemaps();
