/** A style that the deployment names for the ground: fetched, checked, and made ready to lie under the map's own layers. */

import type { Basemap } from '../style';
import { checked } from './check';
import { fetchStyle } from './fetch';
import { fontFaces } from './fonts';
import { placed } from './placed';

/** The basemap at an absolute address. It may name the address's own origin, the page's, and `origins`. Errors: `ApiError`. */
export async function loadBasemap(address: string, origins: readonly string[]): Promise<Basemap> {
  const style = checked(await fetchStyle(address), address);
  const allowed = [new URL(address).origin, location.origin, ...origins];
  return placed(style, address, allowed, fontFaces(location.origin));
}
