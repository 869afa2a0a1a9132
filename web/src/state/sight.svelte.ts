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

  /** `null` where no cells are shown. */
  readonly sight: Sight | null = $derived.by(() => {
    const { published, category, period, beside, byUnit } = chosen;
    const { width, height } = this.size;
    if (published === null || category === null || period === null || byUnit || width === 0) return null;
    const view = page.state.view ?? countryView(width, height);
    const { unit } = page.state;
    const { resolutions } = published.grid;
    const shown = unit === null ? resolutionAt(view.zoom, resolutions) : resolutions.at(-1);
    if (!shown) return null;
    return {
      category: category.slug,
      periods: beside === null ? [period] : [period, beside],
      resolution: shown.resolution,
      bounds: unit === null ? frameOf(view, width, height).bounds : COUNTRY_BOUNDS,
      unit,
    };
  });
}

export const mapFrame = new MapFrame();
