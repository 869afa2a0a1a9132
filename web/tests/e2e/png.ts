/** Pictures as a browser decodes them. */

import type { Page } from '@playwright/test';

/** A decoded picture. */
export interface Png {
  width: number;
  height: number;
  /** How many pixels each colour has, `#rrggbb`. */
  colours: Record<string, number>;
  /** The same in the right fifth, where the legend stands. */
  legend: Record<string, number>;
}

/** Decodes a file; fails where it is no picture. */
export const decoded = (page: Page, file: Buffer): Promise<Png> =>
  page.evaluate(decode, file.toString('base64'));

/** Runs in the page. */
async function decode(base64: string): Promise<Png> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  const coloursOf = (left: number): Record<string, number> => {
    const counts = new Map<number, number>();
    const { data } = context.getImageData(left, 0, width - left, height);
    for (let at = 0; at < data.length; at += 4) {
      const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const written = [...counts].map(([colour, n]) => [`#${colour.toString(16).padStart(6, '0')}`, n]);
    return Object.fromEntries(written) as Record<string, number>;
  };
  return { width, height, colours: coloursOf(0), legend: coloursOf(Math.floor(width * 0.8)) };
}
