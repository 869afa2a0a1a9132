/** What a first visit weighs and how soon it answers. */

import { gzipSync } from 'node:zlib';
import type { Response } from '@playwright/test';
import { ALMATY, expect, openMap, test } from './oshaq';

/** First load of the map page, everything included, compressed. Units: bytes. */
const FIRST_LOAD_BUDGET = 600_000;
/**
 * From a change of month to the screen that shows it, with its tiles there; the best of five, since whatever else
 * the machine does only adds to it. Units: milliseconds. A machine that draws WebGL in software, on cores that it
 * shares with other builds, gets ten times the budget of a phone with a GPU (set OSHAQ_GPU=1 on one that has it).
 */
const MONTH_CHANGE_BUDGET_MS = process.env.OSHAQ_GPU === '1' ? 150 : 1500;

/** Bytes of a body as they were sent; of one that was sent as it is, and could be packed, as gzip would pack it. */
async function compressedSize(response: Response): Promise<number> {
  const { 'content-encoding': encoding, 'content-length': length } = response.headers();
  if (encoding !== undefined && length !== undefined) return Number(length);
  const body = await response.body();
  return /\.woff2$/.test(response.url()) ? body.length : gzipSync(body, { level: 9 }).length;
}

test('the first load of the map page stays within its budget', async ({ page }) => {
  const sizes: Promise<[string, number]>[] = [];
  page.on('response', (response) => {
    sizes.push(
      compressedSize(response).then((size): [string, number] => [new URL(response.url()).pathname, size]),
    );
  });
  await openMap(page, 'lang=kk');
  const loaded = await Promise.all(sizes);
  const total = loaded.reduce((sum, [, size]) => sum + size, 0);
  console.log(`first load: ${Math.round(total / 1000)} kB compressed in ${loaded.length} answers`);
  for (const [path, size] of loaded.toSorted((a, b) => b[1] - a[1]).slice(0, 6))
    console.log(`  ${size} ${path}`);
  expect(total).toBeLessThanOrEqual(FIRST_LOAD_BUDGET);
});

test('a change of month redraws within its budget and asks for no new tile', async ({ page }) => {
  await openMap(page, `lang=en&cat=theft&${ALMATY}`);
  await page.waitForLoadState('networkidle');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const slider = page.getByRole('slider', { name: 'Month' });
  await slider.focus();
  const took = await page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('#period');
    const map = document.querySelector<HTMLElement>('[data-testid=map]');
    if (input === null || map === null) throw new Error('no slider or no map');
    const times: number[] = [];
    for (let step = 0; step < 5; step += 1) {
      const before = map.dataset.drawn;
      const began = performance.now();
      input.value = String(Number(input.value) - 1);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise<void>((resolve) => {
        const watcher = new MutationObserver(() => {
          if (map.dataset.drawn === before) return;
          watcher.disconnect();
          resolve();
        });
        watcher.observe(map, { attributes: true });
      });
      times.push(performance.now() - began);
    }
    return Math.min(...times);
  });
  console.log(`month change: ${Math.round(took)} ms (best of 5)`);
  expect(took).toBeLessThanOrEqual(MONTH_CHANGE_BUDGET_MS);
  expect(asked.filter((url) => url.includes('/tiles/'))).toEqual([]);
});
