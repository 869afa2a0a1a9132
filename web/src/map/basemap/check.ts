/** Whether what was fetched is a style. */

import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import type { StyleSpecification } from 'maplibre-gl';
import { ApiError } from '../../api/client';

/** The style, if it is one by the style specification. Errors: {@link ApiError}, which names the first fault. */
export function checked(found: unknown, address: string): StyleSpecification {
  const fault = faultOf(found);
  if (fault !== null) throw new ApiError('unreadable', address, null, `no style for the map: ${fault}`);
  return found as StyleSpecification;
}

function faultOf(found: unknown): string | null {
  if (typeof found !== 'object' || found === null) return 'not an object';
  // The specification allows a style that draws nothing.
  if ('layers' in found && Array.isArray(found.layers) && found.layers.length === 0)
    return 'it has no layers';
  return validateStyleMin(found as StyleSpecification)[0]?.message ?? null;
}
