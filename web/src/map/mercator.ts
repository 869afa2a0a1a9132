/** Web Mercator, as the tiles are cut. Pure. */

import type { View } from '../state/url';
import { COUNTRY_BOUNDS, type Bounds } from './geo';

/** Side of a tile at its own zoom. Units: CSS pixels. MapLibre counts zooms by it. */
export const TILE_PX = 512;
/** Room around the country. Units: CSS pixels. */
const PADDING_PX = 12;

/** A point of the world, which is 1 wide and 1 high, from the north-west. */
export interface WorldPoint {
  x: number;
  y: number;
}

/** Projects a place. Units: degrees in. */
export function project(lng: number, lat: number): WorldPoint {
  const phi = (lat * Math.PI) / 180;
  return { x: (lng + 180) / 360, y: (1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2 };
}

/** The place at a point. Units: degrees out. */
export function unproject({ x, y }: WorldPoint): { lng: number; lat: number } {
  return { lng: x * 360 - 180, lat: (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI };
}

/** The view that shows the whole country in a frame. Units: CSS pixels in. */
export function countryView(width: number, height: number): View {
  const [west, south, east, north] = COUNTRY_BOUNDS;
  const [topLeft, bottomRight] = [project(west, north), project(east, south)];
  const scale = Math.min(
    Math.max(1, width - 2 * PADDING_PX) / (bottomRight.x - topLeft.x),
    Math.max(1, height - 2 * PADDING_PX) / (bottomRight.y - topLeft.y),
  );
  const centre = { x: (topLeft.x + bottomRight.x) / 2, y: (topLeft.y + bottomRight.y) / 2 };
  return { ...unproject(centre), zoom: Math.log2(scale / TILE_PX) };
}

/** Where points of the world fall in a frame that looks at `view`. */
export function frameOf(view: View, width: number, height: number) {
  const scale = TILE_PX * 2 ** view.zoom;
  const centre = project(view.lng, view.lat);
  const [left, top] = [centre.x * scale - width / 2, centre.y * scale - height / 2];
  const at = (x: number, y: number): WorldPoint => inWorld((x + left) / scale, (y + top) / scale);
  const [northWest, southEast] = [unproject(at(0, 0)), unproject(at(width, height))];
  return {
    scale,
    left,
    top,
    /** What the frame covers. */
    bounds: [northWest.lng, southEast.lat, southEast.lng, northWest.lat] as Bounds,
    /** The tiles of one zoom that the frame touches. */
    tiles(z: number): { x: number; y: number; z: number }[] {
      const n = 2 ** z;
      const [first, last] = [at(0, 0), at(width, height)];
      const range = (from: number, to: number) => {
        const start = Math.floor(from * n);
        return Array.from({ length: Math.min(n - 1, Math.floor(to * n)) - start + 1 }, (_, i) => start + i);
      };
      return range(first.x, last.x).flatMap((x) => range(first.y, last.y).map((y) => ({ x, y, z })));
    },
  };
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));
const inWorld = (x: number, y: number): WorldPoint => ({ x: clamp(x), y: clamp(y) });

/** A view in a frame of some size. */
export type Frame = ReturnType<typeof frameOf>;
