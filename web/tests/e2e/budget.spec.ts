/** What a first visit weighs and how soon it answers. */

import { gzipSync } from 'node:zlib';
import { ALMATY, expect, openMap, test } from './oshaq';

/** First load of the map page, everything included, compressed. Units: bytes. */
const FIRST_LOAD_BUDGET = 600_000;
/** From a change of month to the next drawn frame, with its tiles there. Units: milliseconds. */
const MONTH_CHANGE_BUDGET_MS = 150;

test('the first load of the map page stays within its budget', async ({ page }) => {
  const sizes: Promise<[string, number]>[] = [];
  page.on('response', (response) => {
    sizes.push(
      response
        .body()
        .then((body): [string, number] => {
          const packed = /\.woff2$/.test(response.url()) ? body.length : gzipSync(body, { level: 9 }).length;
          return [new URL(response.url()).pathname, packed];
        })
        .catch((): [string, number] => [response.url(), 0]),
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
    if (input === null) throw new Error('no slider');
    const times: number[] = [];
    for (let step = 0; step < 5; step += 1) {
      const began = performance.now();
      input.value = String(Number(input.value) - 1);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      times.push(performance.now() - began);
    }
    return times.toSorted((a, b) => a - b)[2] ?? Infinity;
  });
  console.log(`month change: ${Math.round(took)} ms (median of 5)`);
  expect(took).toBeLessThanOrEqual(MONTH_CHANGE_BUDGET_MS);
  expect(asked.filter((url) => url.includes('/tiles/'))).toEqual([]);
});
