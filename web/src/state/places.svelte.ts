/** Cities and units, loaded once, when something first needs them. */

import type { Place } from '../map/search';
import { load, type Loadable } from './loadable';

class Places {
  found = $state.raw<Loadable<Place[]>>({ state: 'loading' });
  private asked = false;

  readonly list: readonly Place[] = $derived(this.found.state === 'ready' ? this.found.value : []);

  /** Starts loading, the first time it is called; after a failure the next call asks again. */
  async want(tilejson: string): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    const { loadPlaces } = await import('../map/places');
    this.found = await load(loadPlaces(tilejson));
    this.asked = this.found.state === 'ready';
  }
}

export const places = new Places();
