/** The still map, which a browser without WebGL shows. */

import type { Page } from '@playwright/test';
import { BANDS, bandColour } from '../../src/map/ramp';

export async function withoutWebGl(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (
      this: HTMLCanvasElement,
      kind: string,
      ...rest: unknown[]
    ) {
      return kind.startsWith('webgl')
        ? null
        : (original as (...all: unknown[]) => unknown).call(this, kind, ...rest);
    } as typeof original;
  });
}

/** How many colours a canvas shows. */
export const coloursOf = (page: Page) =>
  page.locator('canvas.poster').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return new Set(Array.from({ length: pixels.length / 4 }, (_, i) => pixels.slice(4 * i, 4 * i + 3).join()))
      .size;
  });

/** How many pixels of the still map have a colour, `#rrggbb`. */
export const pixelsOf = (page: Page, colour: string) =>
  page.locator('canvas.poster').evaluate((canvas: HTMLCanvasElement, wanted) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(wanted.slice(at, at + 2), 16));
    let found = 0;
    for (let at = 0; at < pixels.length; at += 4) {
      if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) found += 1;
    }
    return found;
  }, colour);

/** How many pixels of the still map have a band's colour. */
export async function banded(page: Page): Promise<number> {
  const counts = await Promise.all(BANDS.map((band) => pixelsOf(page, bandColour(band, 'light'))));
  return counts.reduce((sum, count) => sum + count, 0);
}
