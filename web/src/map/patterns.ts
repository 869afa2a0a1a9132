/** Small repeating pictures for what must not be told by colour alone. Pure: pixels in, pixels out. */

import type { Theme } from '../state/url';
import { groundOf } from './ramp';

/** RGBA pixels, as MapLibre's `addImage` takes them. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** Names of the pictures inside the style: no name that a basemap's sprite could have. */
export const HATCH = 'oshaq/insufficient';
export const DOUBT = 'oshaq/wide-interval';

/** Side of one repeat. Units: device pixels at `pixelRatio` 2. */
export const REPEAT_PX = 16;

/** Diagonal hatching on a plain ground: "insufficient data". */
export function hatchPicture(theme: Theme): Picture {
  const { hatch, hatchGround } = groundOf(theme);
  return paint((x, y) => ((x + y) % REPEAT_PX < 4 ? [...rgb(hatch), 255] : [...rgb(hatchGround), 255]));
}

/** Sparse dots over a clear ground, laid on a band's colour: the interval is very wide. */
export function doubtPicture(theme: Theme): Picture {
  const dot = rgb(groundOf(theme).doubt);
  const half = REPEAT_PX / 2;
  return paint((x, y) => [...dot, Math.hypot(x - half + 0.5, y - half + 0.5) < 2.6 ? 200 : 0]);
}

function paint(at: (x: number, y: number) => number[]): Picture {
  const data = new Uint8ClampedArray(REPEAT_PX * REPEAT_PX * 4);
  for (let y = 0; y < REPEAT_PX; y += 1) {
    for (let x = 0; x < REPEAT_PX; x += 1) data.set(at(x, y), (y * REPEAT_PX + x) * 4);
  }
  return { width: REPEAT_PX, height: REPEAT_PX, data };
}

/** Reads `#rrggbb`. */
export function rgb(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
