/** What the map shows at the moment: the cells of the chosen unit, all of them and the finest; without one, those in the frame as they are drawn. */

import type { Sight } from '../download/seen';
import { resolutionAt } from '../map/cells';
import { COUNTRY_BOUNDS } from '../map/geo';
import { countryView, frameOf } from '../map/mercator';
import { chosen } from './chosen.svelte';
import { page } from './page.svelte';

class MapFrame {
  /** Units: CSS pixels. */
  size = $state.raw({ width: 0, height: 0 });

  /** What lies in the frame, and how near; `null` before it is laid out. */
  private readonly seen = $derived.by(() => {
    const { width, height } = this.size;
    if (width === 0) return null;
    const view = page.state.view ?? countryView(width, height);
    return { view, bounds: frameOf(view, width, height).bounds };
  });

  /** West, south, east and north of the frame; `null` before it is laid out. */
  readonly bounds = $derived(this.seen?.bounds ?? null);

  /** The resolution of the cells in the frame; `null` where none are shown. */
  readonly resolution: number | null = $derived.by(() => {
    const { published, byArea } = chosen;
    if (published === null || byArea || this.seen === null) return null;
    return resolutionAt(this.seen.view.zoom, published.grid.resolutions)?.resolution ?? null;
  });

  /** `null` where no cells are shown. */
  readonly sight: Sight | null = $derived.by(() => {
    const { published, category, period, beside } = chosen;
    const [shown, bounds] = [this.resolution, this.bounds];
    if (published === null || category === null || period === null || shown === null || bounds === null) {
      return null;
    }
    const { unit } = page.state;
    const finest = published.grid.resolutions.at(-1)?.resolution ?? shown;
    return {
      category: category.slug,
      periods: beside === null ? [period] : [period, beside],
      resolution: unit === null ? shown : finest,
      bounds: unit === null ? bounds : COUNTRY_BOUNDS,
      unit,
    };
  });
}

export const mapFrame = new MapFrame();
