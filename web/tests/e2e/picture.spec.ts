/** The PNG of what is on the screen: its frame, its period or two of them, its areas, with legend, date and mark. */

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { BANDS, bandColour } from '../../src/map/ramp';
import { ALMATY, expect, openMap, test } from './oshaq';
import { decoded, type Png } from './png';

/** The mark of simulated data. */
const MARK = '#a61b1b';

test.skip(process.env.BASE_URL === undefined, 'the fixture draws no pictures');

test.beforeEach(async ({ page }) => {
  const answer = await page.request.get('/api/v1/snapshot.png?lang=en');
  const { type } = (answer.status() === 503 ? await answer.json() : { type: '' }) as { type: string };
  const missing = type === 'urn:oshaq:problem:snapshot-missing';
  test.skip(missing, 'this server draws no pictures: build snapshot/, then run scripts/e2e.sh');
  // Whatever else keeps a picture from being drawn is a failure.
  expect(answer.status()).toBe(200);
});

/** Downloads the picture of what is shown. */
async function picture(page: Page, query: string, name: RegExp): Promise<Png & { name: string; asked: URL }> {
  await openMap(page, query);
  await page.getByText('Download what is shown').click();
  const asked = page.waitForRequest(/snapshot\.png/);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'PNG picture' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(name);
  const png = await decoded(page, await readFile(await file.path()));
  return { ...png, name: file.suggestedFilename(), asked: new URL((await asked).url()) };
}

/** Pixels that have the colour of a band on the map, not in the legend. */
const banded = ({ colours, legend }: Png): number =>
  BANDS.map((band) => bandColour(band, 'light')).reduce(
    (sum, colour) => sum + (colours[colour] ?? 0) - (legend[colour] ?? 0),
    0,
  );

/** What every picture has: a map that is not blank, every band in its legend, and the mark. */
function complete(png: Png): void {
  expect(png.width).toBeGreaterThanOrEqual(800);
  expect(png.height).toBeGreaterThanOrEqual(560);
  for (const band of BANDS) expect(png.legend[bandColour(band, 'light')], `band ${band}`).toBeGreaterThan(50);
  expect(png.colours[MARK]).toBeGreaterThan(300);
  const most = Math.max(...Object.values(png.colours));
  expect(most).toBeLessThan(0.9 * png.width * png.height);
  expect(Object.keys(png.colours).length).toBeGreaterThan(30);
}

test('the picture has the frame on the screen, the cells in it, the legend and the mark', async ({
  page,
}) => {
  const query = `lang=en&cat=theft&p=r202507`;
  const city = await picture(page, `${query}&${ALMATY}`, /^oshaq-theft-r202507\.png$/);
  complete(city);
  const [west = 0, south = 0, east = 0, north = 0] = (city.asked.searchParams.get('bbox') ?? '')
    .split(',')
    .map(Number);
  expect((west + east) / 2).toBeCloseTo(76.92, 2);
  expect(south).toBeLessThan(43.245);
  expect(north).toBeGreaterThan(43.245);
  const country = await picture(page, query, /\.png$/);
  complete(country);
  // Cells of the city fill more of the city's picture than of the country's.
  expect(banded(city)).toBeGreaterThan(2 * banded(country));
});

test('the picture of a comparison holds both months, the mark on each', async ({ page }) => {
  const query = `lang=en&cat=theft&p=r202507&${ALMATY}`;
  const one = await picture(page, query, /\.png$/);
  const two = await picture(page, `${query}&vs=r202506`, /^oshaq-theft-r202507-r202506\.png$/);
  complete(two);
  expect(two.asked.searchParams.get('beside')).toBe('r202506');
  expect(two.width).toBeGreaterThan(one.width);
  expect(two.colours[MARK]).toBeGreaterThan(1.4 * (one.colours[MARK] ?? 0));
});

for (const by of ['units', 'districts']) {
  test(`the picture shows ${by} where these are chosen`, async ({ page }) => {
    const shown = await picture(
      page,
      `lang=en&cat=theft&by=${by}&p=r202507`,
      new RegExp(`^oshaq-${by}-theft`),
    );
    complete(shown);
    expect(shown.asked.searchParams.get('by')).toBe(by);
    const cells = await picture(page, `lang=en&cat=theft&p=r202507`, /\.png$/);
    expect(banded(shown)).not.toBe(banded(cells));
  });
}
