import { ALMATY, clickMiddle, expect, openMap, test } from './oshaq';

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

test('tiles that fail are said to be missing, and the map stays usable', async ({ page }) => {
  await page.route('**/tiles/risk-**', (route) => route.fulfill({ status: 500, body: '' }));
  await page.goto(`/?lang=en&cat=theft&${ALMATY}`);
  await expect(page.getByText('Part of the map could not be loaded.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('a cell about which nothing is published says so', async ({ page }) => {
  await openMap(page, 'lang=en&cat=theft&cell=8800000000fffff');
  await expect(page.getByTestId('cell-panel')).toContainText('Nothing is published for this cell');
});

test('without WebGL the highest bands are shown as a table', async ({ page }) => {
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
  await page.goto('/?lang=en&cat=theft&unit=75');
  await expect(page.getByText('WebGL is missing')).toBeVisible();
  const table = page.getByRole('table', { name: /highest bands/ });
  await expect(table.getByRole('row')).not.toHaveCount(1);
  await table.getByRole('button').first().click();
  await expect(page.getByTestId('cell-panel').getByRole('img')).toBeVisible();
});

test('a slow map keeps the page usable', async ({ page }) => {
  await page.route('**/tiles/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.goto(`/?lang=en&cat=theft&${ALMATY}`);
  await page.getByRole('button', { name: 'Earlier month' }).click();
  await expect(page).toHaveURL(/p=r\d{6}/);
  await page.locator('[data-testid=map][data-state=ready]').waitFor();
  await clickMiddle(page);
  await expect(page.getByTestId('cell-panel')).toBeVisible();
});
