import { groundOf } from '../../src/map/ramp';
import { ALMATY, clickMiddle, expect, mapDrawn, openMap, test } from './oshaq';
import { banded, coloursOf, pixelsOf, withoutWebGl } from './still';

test('without an answer the page says so, keeps its frame and offers to try again', async ({ page }) => {
  await page.route(/current\.json|\/api\//, (route) => route.abort());
  await page.goto('/?lang=en');
  await expect(page.getByRole('alert')).toContainText('The server does not answer');
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  await page.unroute(/current\.json|\/api\//);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('[data-testid=map][data-state=ready]').waitFor();
});

test('a server error on the KPI page is told apart from a lost connection', async ({ page }) => {
  await page.route('**/api/v1/indicators', (route) => route.fulfill({ status: 503, body: '' }));
  await page.goto('/kpi?lang=en');
  await expect(page.getByRole('alert')).toContainText('The server could not answer');
  await page.unroute('**/api/v1/indicators');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('indicator-1')).toBeVisible();
});

for (const [what, address] of [
  ['shapes', '**/tiles/grid/**'],
  ['bands', '**/values/risk/**'],
  ['outlines', '**/tiles/units/**'],
] as const) {
  test(`${what} that fail are said to be missing, the page stays usable, and a retry brings them`, async ({
    page,
  }) => {
    await page.route(address, (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto(`/?lang=en&cat=theft&${ALMATY}`);
    await expect(page.getByText('Part of the map could not be loaded.')).toBeVisible();
    await expect(page.getByRole('slider', { name: 'Month' })).toBeEnabled();
    await page.unroute(address);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('Part of the map could not be loaded.')).toBeHidden();
    await mapDrawn(page);
    await expect(page.getByTestId('map')).toHaveAttribute('data-drawn', /theft\/f\d{6}$/);
  });
}

test('bands that a lost connection took are said to be missing', async ({ page }) => {
  await openMap(page, `lang=en&cat=theft&${ALMATY}`);
  await page.route('**/values/risk/**', (route) => route.abort());
  await page.getByRole('button', { name: 'Earlier month' }).click();
  await expect(page.getByText('Part of the map could not be loaded.')).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Month' })).toHaveAttribute('aria-valuetext', /recorded/);
});

test('a version that is gone is replaced by the newest, and the page says so', async ({ page }) => {
  let replaced = false;
  await page.route('**/current.json', async (route) => {
    const response = await route.fetch();
    const current = (await response.json()) as { version: string; values: { template: string } };
    if (!replaced) {
      current.values.template = current.values.template.replace(current.version, '00000000gone0000');
      current.version = '00000000gone0000';
    }
    replaced = true;
    await route.fulfill({ json: current });
  });
  await page.route('**/values/risk/00000000gone0000/**', (route) => route.fulfill({ status: 404, body: '' }));
  await page.goto('/?lang=en&cat=theft');
  await expect(page.getByText('A newer version was published while you were looking')).toBeVisible();
  await mapDrawn(page);
  await page.getByRole('button', { name: 'Understood' }).click();
  await expect(page.getByText('A newer version was published')).toBeHidden();
});

test('a category without a cell says so, and is not a blank map', async ({ page }) => {
  await page.route('**/values/risk/**', async (route) => {
    const body = await (await route.fetch()).body();
    await route.fulfill({ body: Buffer.alloc(body.length, 255), contentType: 'application/octet-stream' });
  });
  await openMap(page, 'lang=en&cat=theft');
  await expect(page.getByText('No cell of this category is published for January 2026')).toBeVisible();
});

test('a cell about which nothing is published says so', async ({ page }) => {
  await openMap(page, 'lang=en&cat=theft&cell=8800000000fffff');
  await expect(page.getByTestId('cell-panel')).toContainText('Nothing is published for this cell');
});

test('without WebGL there is a still map, and the highest bands are a table', async ({ page }) => {
  await withoutWebGl(page);
  await page.goto(`/?lang=en&cat=theft&unit=75&${ALMATY}`);
  await expect(page.getByText('WebGL is missing')).toBeVisible();
  await mapDrawn(page);
  expect(await coloursOf(page)).toBeGreaterThan(5);
  const before = await page.locator('canvas.poster').screenshot();
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect(page).toHaveURL(/at=43\.2450,76\.9200,9\.6/);
  await expect(async () => {
    expect((await page.locator('canvas.poster').screenshot()).equals(before)).toBe(false);
  }).toPass();
  const table = page.getByRole('table', { name: /highest bands/ });
  await expect(table.getByRole('row')).not.toHaveCount(1);
  await table.getByRole('button').first().click();
  await expect(page.getByTestId('cell-panel').getByRole('img')).toBeVisible();
});

test('without WebGL the still map has lakes, and coloured regions where these are chosen', async ({
  page,
}) => {
  await withoutWebGl(page);
  const { water } = groundOf('light');
  await page.goto('/?lang=en&cat=theft&theme=light');
  await mapDrawn(page);
  await expect.poll(() => pixelsOf(page, water)).toBeGreaterThan(2000);
  await page.goto(`/?lang=en&cat=theft&theme=light&by=units&${ALMATY}`);
  await expect.poll(() => banded(page)).toBeGreaterThan(10_000);
});

test('a click made before the cells are there is answered as soon as they are', async ({ page }) => {
  await openMap(page, `lang=en&cat=theft&${ALMATY}`);
  await page.route('**/values/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect(page.getByTestId('map')).toHaveAttribute('data-state', 'loading');
  await clickMiddle(page);
  await expect(page.getByTestId('cell-panel').getByRole('heading', { level: 2 })).toContainText('Almaty');
});

test('a slow map keeps the page usable', async ({ page }) => {
  await page.route('**/tiles/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.goto(`/?lang=en&cat=theft&${ALMATY}`);
  await page.getByRole('button', { name: 'Earlier month' }).click();
  await expect(page).toHaveURL(/p=r\d{6}/);
  await mapDrawn(page);
  await clickMiddle(page);
  await expect(page.getByTestId('cell-panel')).toBeVisible();
});
