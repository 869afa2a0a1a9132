/** What comes out on paper: the map as it was on the screen, its legend, its table, where and when it was printed; in light colours. */

import type { Page } from '@playwright/test';
import { ALMATY, clickMiddle, expect, mapDrawn, openMap, test } from './oshaq';

/** What is left of A4 upright between the margins of 12 mm. Units: CSS pixels, 96 to an inch. */
const SHEET_WIDTH_PX = Math.floor(((210 - 24) / 25.4) * 96);

/** Prints without the browser's dialogue, and stays as it is on paper. */
async function onPaper(page: Page, ask: () => Promise<void>): Promise<void> {
  await page.evaluate(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', '');
  });
  await ask();
  await page.locator('html[data-printed]').waitFor({ state: 'attached' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.setViewportSize({ width: SHEET_WIDTH_PX, height: 1000 });
  await page.emulateMedia({ media: 'print' });
}

/** How many sheets of A4 the page takes. */
const sheets = async (page: Page) =>
  (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;

/** What reaches beyond the right edge of the sheet. */
const cut = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => element.closest('.unseen, .maplibregl-map, .poster') === null)
      .map((element) => ({ element, right: element.getBoundingClientRect().right }))
      .filter(({ right }) => right > innerWidth + 1)
      .map(({ element, right }) => `${element.outerHTML.slice(0, 80)}: ${right}`),
  );

test('the map is printed by the button with its title, frame, legend, table and address, light where the screen is dark', async ({
  page,
}) => {
  await openMap(page, `lang=en&theme=dark&${ALMATY}`);
  await page.getByText('Share, cite, embed or print').click();
  const frame = await page.getByTestId('map').boundingBox();
  await onPaper(page, () => page.getByRole('button', { name: 'Print the map with its table' }).click());

  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport();
  await expect(page.locator('main .summary')).toHaveText(/^Theft: forecast of recorded offences for /);
  await expect(page.getByTestId('stamp')).toContainText('Simulated data');
  await expect(page.getByTestId('stamp')).toContainText('Version:');
  await expect(page.getByRole('heading', { name: 'Bands' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Cell' })).toBeVisible();
  await expect(page.getByRole('table').first().getByRole('row')).not.toHaveCount(1);
  await expect(page.locator('.shell > .paper-only')).toContainText(/http:.*at=43\.2450.* · printed on \d/);
  for (const role of ['slider', 'combobox'] as const) await expect(page.getByRole(role)).toHaveCount(0);

  const drawn = await page.getByTestId('map').boundingBox();
  expect(drawn?.width).toBeLessThanOrEqual(SHEET_WIDTH_PX);
  expect((drawn?.width ?? 0) / (drawn?.height ?? 1)).toBeCloseTo(
    (frame?.width ?? 0) / (frame?.height ?? 1),
    1,
  );
  await expect.poll(() => cut(page)).toEqual([]);
  expect(await sheets(page)).toBeLessThanOrEqual(3);

  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await mapDrawn(page);
});

test('the keys of the browser print the map with an open cell: what is said of it, and its chart', async ({
  page,
}) => {
  await openMap(page, `lang=kk&theme=dark&${ALMATY}`);
  await clickMiddle(page);
  await page.getByTestId('cell-panel').locator('svg[role=img]').waitFor();
  await onPaper(page, () => page.keyboard.press('Control+KeyP'));
  await expect(page.getByTestId('cell-panel').locator('svg[role=img]')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Деңгейлер' })).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Ай' })).toBeHidden();
  await expect.poll(() => cut(page)).toEqual([]);
});

test('regions are printed with their whole table, which follows the legend', async ({ page }) => {
  await openMap(page, 'lang=ru&by=units');
  await page.getByTestId('units').getByRole('table').waitFor();
  await onPaper(page, () => page.keyboard.press('Control+KeyP'));
  const table = await page.getByTestId('units').getByRole('table').boundingBox();
  const legend = await page.getByRole('heading', { name: 'Уровни' }).boundingBox();
  expect(legend?.y).toBeLessThan(table?.y ?? 0);
  await expect.poll(() => cut(page)).toEqual([]);
});

for (const path of ['/kpi', '/plan', '/method', '/privacy', '/changes', '/glossary']) {
  test(`nothing of ${path} is cut off on paper, and a dark page prints light`, async ({ page }) => {
    await page.goto(`${path}?lang=kk&theme=dark`);
    await page.locator('main table, main li, main dt').first().waitFor();
    await page.waitForLoadState('networkidle');
    await page.setViewportSize({ width: SHEET_WIDTH_PX, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    await expect(page.locator('.shell > .paper-only')).toContainText(path);
    await expect(page.locator('details:not([open])').first()).toBeHidden();
    await expect.poll(() => cut(page)).toEqual([]);
  });
}
