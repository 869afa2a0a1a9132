/** MapLibre, loaded when it is first needed and set up the same way everywhere. */

import type * as Library from 'maplibre-gl';
import type { Map as MapLibre, StyleSpecification } from 'maplibre-gl';
import type { View } from '../state/url';
import { COUNTRY_BOUNDS } from './geo';

/** How long labels wait for their font before they are drawn with another one. Units: milliseconds. */
const FONT_PATIENCE_MS = 2000;
/** Below this zoom the server has no tiles. */
export const LOWEST_ZOOM = 3;
/** Above it a cell of the finest published resolution would be larger than a phone. */
export const HIGHEST_ZOOM = 13.9;
/** How far beyond the country the map can be moved: west, south, east, north. Units: degrees. */
const MARGIN = [25, 14, 25, 12] as const;

/** Loads the library, its worker, and the font of the labels. */
export async function loadLibrary(): Promise<typeof Library> {
  const [library, worker] = await Promise.all([
    import('maplibre-gl'),
    import('maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'),
    fontsReady(),
  ]);
  library.setWorkerUrl(worker.default);
  return library;
}

const fontsReady = () =>
  Promise.race([
    document.fonts.load('400 16px "Noto Sans"', 'AаӘқ'),
    new Promise((resolve) => setTimeout(resolve, FONT_PATIENCE_MS)),
  ]);

/** A flat map that is never turned. Errors: whatever MapLibre throws where WebGL is missing. */
export function makeMap(
  library: typeof Library,
  container: HTMLElement,
  style: StyleSpecification,
  { lat, lng, zoom }: View,
  locale: Record<string, string>,
): MapLibre {
  const [west, south, east, north] = COUNTRY_BOUNDS;
  const map = new library.Map({
    container,
    style,
    center: [lng, lat],
    zoom,
    minZoom: LOWEST_ZOOM,
    maxZoom: HIGHEST_ZOOM,
    maxBounds: [west - MARGIN[0], south - MARGIN[1], east + MARGIN[2], north + MARGIN[3]],
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    rollEnabled: false,
    fadeDuration: 0,
    locale,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new library.ScaleControl({ maxWidth: 90 }), 'bottom-right');
  return map;
}
