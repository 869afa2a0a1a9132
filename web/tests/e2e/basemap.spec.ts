/** A deployment names another style for the ground of the map. */

import type { Page } from '@playwright/test';
import { BANDS, bandColour, groundOf, unsureColour } from '../../src/map/ramp';
import { rgb } from '../../src/map/patterns';
import { violations } from './axe';
import { FIELD, GROUND, OtherHost, startNaming, style } from './elsewhere';
import { ALMATY, clickMiddle, expect, mapDrawn, openMap, test as base } from './oshaq';
import { decoded } from './png';
import { pixelsOf, withoutWebGl } from './still';

const test = base.extend<object, { host: OtherHost; naming: string }>({
  host: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures needed from the destructuring
    async ({}, use) => {
      const host = await OtherHost.start();
      await use(host);
      host.stop();
    },
    { scope: 'worker' },
  ],
  naming: [
    async ({ host }, use) => {
      const server = await startNaming(host);
      await use(server.origin);
      server.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ naming }, use) => use(naming),
  elsewhere: async ({ host }, use) => use([host.origin]),
});

// Tests of one file that share a worker share its other host: none may find it as another left it.
test.beforeEach(({ host }) => host.recover());

const FAILED = /The background of the map could not be loaded from 127\.0\.0\.1:\d+/;
const { land } = groundOf('light');

/** How many pixels of the living map have each colour. */
async function coloursOf(page: Page): Promise<Record<string, number>> {
  const picture = await page.getByTestId('map').screenshot();
  return (await decoded(page, picture)).colours;
}

const groundSeen = (page: Page, colour: string) =>
  expect.poll(async () => (await coloursOf(page))[colour] ?? 0, { timeout: 30_000 }).toBeGreaterThan(2000);

/** A band's colour over a ground, as a fill of this opacity shows it. */
function over(colour: string, ground: string, opacity = 0.88): number[] {
  const [top, below] = [rgb(colour), rgb(ground)];
  return top.map((value, i) => value * opacity + (below[i] ?? 0) * (1 - opacity));
}

const near = (wanted: readonly number[], [colour, count]: [string, number]): number =>
  rgb(colour).every((value, i) => Math.abs(value - (wanted[i] ?? 0)) <= 2) ? count : 0;

/** Pixels of the most frequent band that is seen over a ground, for the whole colour of a band or for that of one in doubt. */
async function bandedOver(page: Page, ground: string): Promise<number> {
  const colours = Object.entries(await coloursOf(page));
  const shown = BANDS.flatMap((band) => [bandColour(band, 'light'), unsureColour(band, 'light')]);
  const banded = shown.map((colour) => {
    const wanted = over(colour, ground);
    return colours.reduce((sum, entry) => sum + near(wanted, entry), 0);
  });
  return Math.max(...banded);
}

test('the named style is the ground, our cells lie over it, and whose it is stands on the map', async ({
  page,
}) => {
  await openMap(page, `lang=en&cat=theft&theme=light&${ALMATY}`);
  await groundSeen(page, FIELD);
  await mapDrawn(page);
  await expect.poll(() => bandedOver(page, FIELD)).toBeGreaterThan(1000);
  expect((await coloursOf(page))[land] ?? 0).toBeLessThan(200);
  const credits = page.getByTestId('credits');
  await expect(credits).toBeVisible();
  await expect(credits.getByRole('link')).toHaveText(['© Field Surveyors']);
  await expect(credits.getByRole('link')).toHaveAttribute('href', 'https://maps.example.org/copyright');
  await expect(credits).toContainText('and more');
  await expect(credits).not.toContainText('taken');
  await expect(page).not.toHaveTitle('taken');
  await expect(page.getByText(FAILED)).toHaveCount(0);
});

test('a cell over the named style answers a click, another month is painted, and the dark theme has its own style', async ({
  page,
}) => {
  await openMap(page, `lang=en&cat=theft&theme=light&${ALMATY}`);
  await groundSeen(page, FIELD);
  await page.getByRole('button', { name: 'Earlier month' }).click();
  await expect(page.getByTestId('map')).toHaveAttribute('data-drawn', /theft\/r\d{6}$/);
  await mapDrawn(page);
  await clickMiddle(page);
  await expect(page.getByTestId('cell-panel').getByRole('heading', { level: 2 })).toContainText('Almaty');
  await page.goto('/?lang=en&cat=theft&theme=dark');
  await mapDrawn(page);
  await groundSeen(page, GROUND.dark);
});

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the map over the named style, nor where that failed (${theme})`, async ({
    page,
    host,
  }) => {
    await openMap(page, `lang=kk&cat=theft&theme=${theme}`);
    await expect(page.getByTestId('credits')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    host.put(`/${theme}/style.json`, '<html>');
    await openMap(page, `lang=ru&cat=theft&theme=${theme}`);
    await expect(page.getByText('Фон карты не загрузился')).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}

test('the map in a frame has the named ground, and two months beside each other have it, too', async ({
  page,
}) => {
  await page.goto('/embed?lang=en&cat=theft&theme=light');
  await mapDrawn(page);
  await groundSeen(page, GROUND.light);
  await expect(page.getByTestId('credits')).toBeVisible();
  await page.goto('/?lang=en&cat=theft&theme=light&vs=r202501&lay=frames');
  await mapDrawn(page);
  await groundSeen(page, GROUND.light);
  await expect(page.getByTestId('credits')).toHaveCount(1);
});

/** The style over raster tiles that the host answers with an error. */
function withTiles(host: OtherHost) {
  const { sources, layers, ...rest } = style('light');
  host.put('/raster', {}, 503);
  const tiles = { type: 'raster', tiles: ['/raster'], tileSize: 256 };
  return {
    ...rest,
    sources: { ...sources, tiles },
    layers: [...layers, { id: 'tiles', type: 'raster', source: 'tiles' }],
  };
}

const withSigns = () => ({ ...style('light'), sprite: '/signs' });

for (const [what, spoil] of [
  ['does not answer', (host: OtherHost) => host.put('/light/style.json', {}, 503)],
  ['is no JSON', (host: OtherHost) => host.put('/light/style.json', '<html>')],
  ['is no style', (host: OtherHost) => host.put('/light/style.json', { version: 7, layers: [{}] })],
  ['is too large', (host: OtherHost) => host.put('/light/style.json', `"${'x'.repeat(2_100_000)}"`)],
  ['has data that fail', (host: OtherHost) => host.put('/light/field.json', {}, 500)],
  ['has tiles that fail', (host: OtherHost) => host.put('/light/style.json', withTiles(host))],
  ['has signs that fail', (host: OtherHost) => host.put('/light/style.json', withSigns())],
] as const) {
  test(`where the named style ${what}, the page draws its own ground, says so, and tries again when told to`, async ({
    page,
    host,
  }) => {
    spoil(host);
    await openMap(page, 'lang=en&cat=theft&theme=light');
    await expect(page.getByText(FAILED)).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await groundSeen(page, land);
    await expect(page.getByTestId('credits')).toHaveCount(0);
    host.recover();
    await page.getByRole('button', { name: 'Try again' }).click();
    await groundSeen(page, GROUND.light);
    await expect(page.getByText(FAILED)).toHaveCount(0);
  });
}

test('a host that keeps silent holds up neither the bands nor a click, and after a while the page draws its own ground', async ({
  page,
  host,
}) => {
  host.keepSilent('/light/field.json');
  await openMap(page, `lang=en&cat=theft&theme=light&${ALMATY}`);
  await expect.poll(() => bandedOver(page, GROUND.light)).toBeGreaterThan(1000);
  await page.getByRole('button', { name: 'Earlier month' }).click();
  await expect(page.getByTestId('map')).toHaveAttribute('data-drawn', /theft\/r\d{6}$/);
  await mapDrawn(page);
  await clickMiddle(page);
  await expect(page.getByTestId('cell-panel').getByRole('heading', { level: 2 })).toContainText('Almaty');
  await expect(page.getByText(FAILED)).toBeVisible();
  // The forecast has bands all over the city; of a recorded month much may be withheld.
  await page.getByRole('button', { name: 'Later month' }).click();
  await expect.poll(() => bandedOver(page, land)).toBeGreaterThan(1000);
  await page.getByRole('button', { name: 'Understood' }).click();
  await expect(page.getByText(FAILED)).toHaveCount(0);
});

test('a style that needs an origin which the deployment did not list is not used', async ({ page, host }) => {
  host.put('/light/style.json', {
    version: 8,
    sources: { far: { type: 'raster', tiles: ['https://tiles.example.org/{z}/{x}/{y}.png'] } },
    layers: [{ id: 'far', type: 'raster', source: 'far' }],
  });
  await openMap(page, 'lang=en&cat=theft&theme=light');
  await expect(page.getByText(FAILED)).toBeVisible();
  await groundSeen(page, land);
});

test('the privacy page names who is asked for the background', async ({ page, host }) => {
  const { host: name } = new URL(host.origin);
  for (const [lang, words] of [
    ['kk', 'Картаның фоны басқа серверден алынады'],
    ['ru', 'Фон карты берётся с другого сервера'],
    ['en', 'The background of the map comes from another server'],
  ] as const) {
    await page.goto(`/privacy?lang=${lang}`);
    await expect(page.getByText(`${words}: ${name}.`)).toBeVisible();
  }
  await expect(page.getByText('It asks no other server for anything')).toHaveCount(0);
});

test('without WebGL the still map keeps its own ground and asks nobody else', async ({ page, host }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await withoutWebGl(page);
  await page.goto('/?lang=en&cat=theft&theme=light');
  await mapDrawn(page);
  await expect.poll(() => pixelsOf(page, land)).toBeGreaterThan(2000);
  expect(asked.filter((url) => url.startsWith(host.origin))).toEqual([]);
});
