/** Cities and units, loaded once, when something first needs them. */

import type { Place } from '../map/search';
import { load, type Loadable } from './loadable';

class Places {
  found = $state.raw<Loadable<Place[]>>({ state: 'loading' });
  /** Address of the TileJSON of the layer of cities; known once the surface is. */
  tilejson = $state.raw<string | null>(null);
  /** Whether there are districts to search among. */
  hasDistricts = false;
  private asked = $state.raw(false);

  readonly list: readonly Place[] = $derived(this.found.state === 'ready' ? this.found.value : []);

  /** Starts loading, the first time that the address is known; after a failure the next call asks again. */
  async want(): Promise<void> {
    if (this.asked || this.tilejson === null) return;
    this.asked = true;
    const { loadPlaces } = await import('../map/places');
    this.found = await load(loadPlaces(this.tilejson, this.hasDistricts));
    this.asked = this.found.state === 'ready';
  }
}

export const places = new Places();
