/** axe-core on every page, in both themes and three languages; the first stop of the keyboard. */

import { violations } from './axe';
import { ALMATY, clickMiddle, expect, mapDrawn, openMap, test } from './oshaq';

for (const theme of ['light', 'dark']) {
  for (const lang of ['kk', 'ru', 'en']) {
    test(`axe finds nothing on the map with an open cell (${theme}, ${lang})`, async ({ page }) => {
      await openMap(page, `lang=${lang}&theme=${theme}&cat=theft&${ALMATY}`);
      await clickMiddle(page);
      await page.getByTestId('cell-panel').getByRole('img').waitFor();
      await page.locator('.cell-panel details summary').click();
      expect(await violations(page)).toEqual([]);
    });

    test(`axe finds nothing on the KPI page with everything open (${theme}, ${lang})`, async ({ page }) => {
      await page.goto(`/kpi?lang=${lang}&theme=${theme}`);
      await page.getByTestId('indicator-5').waitFor();
      for (const summary of await page.locator('main summary').all()) await summary.click();
      expect(await violations(page)).toEqual([]);
    });
  }

  test(`axe finds nothing on the plan, nor on the map by region with its files (${theme})`, async ({
    page,
  }) => {
    await page.goto(`/plan?lang=kk&theme=${theme}`);
    await page.getByRole('table').first().waitFor();
    for (const summary of await page.locator('main summary').all()) await summary.click();
    expect(await violations(page)).toEqual([]);
    await openMap(page, `lang=ru&theme=${theme}&cat=theft&by=units&unit=75`);
    await page.getByTestId('units').waitFor();
    await page.getByText('Скачать показанное').click();
    await page.getByTestId('downloads').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test(`axe finds nothing on the map by district (${theme})`, async ({ page }) => {
    test.skip(process.env.BASE_URL === undefined, 'the fixture has no districts');
    await openMap(page, `lang=kk&theme=${theme}&cat=theft&by=districts&unit=751110000`);
    await page.getByTestId('district-panel').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test(`axe finds nothing on the pages of prose in three languages (${theme})`, async ({ page }) => {
    for (const lang of ['kk', 'ru', 'en']) {
      for (const [path, ready] of [
        ['/method', 'main table'],
        ['/privacy', 'main li'],
        ['/changes', 'main ol > li'],
        ['/glossary', 'main dt'],
      ] as const) {
        await page.goto(`${path}?lang=${lang}&theme=${theme}`);
        await page.locator(ready).first().waitFor();
        expect([path, lang, ...(await violations(page))]).toEqual([path, lang]);
      }
    }
  });

  test(`axe finds nothing on a comparison with everything open, nor on the frame (${theme})`, async ({
    page,
  }) => {
    await openMap(page, `lang=kk&theme=${theme}&cat=theft&vs=r202501&${ALMATY}`);
    await page.getByText('Бөлісу, сілтеме жасау').click();
    await page.getByTestId('share').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(`/embed?lang=ru&theme=${theme}&cat=theft`);
    await mapDrawn(page);
    expect(await violations(page)).toEqual([]);
  });

  test(`axe finds nothing on a phone, nor when the server is away (${theme})`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await openMap(page, `lang=kk&theme=${theme}&cat=theft&${ALMATY}`);
    expect(await violations(page)).toEqual([]);
    await page.route(/current\.json|\/api\//, (route) => route.abort());
    await page.goto(`/?lang=kk&theme=${theme}`);
    await page.getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
  });
}

test('axe finds nothing on the tables that need no script', async ({ page }) => {
  // Only the real server renders tables.
  test.skip(process.env.BASE_URL === undefined, 'the fixture renders no tables');
  await page.goto('/tables?lang=kk');
  expect(await violations(page)).toEqual([]);
});

test('the first stop of the keyboard leads past the header, and focus can be seen', async ({ page }) => {
  await openMap(page, 'lang=en');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Tab');
  const outline = await page.evaluate(
    () => getComputedStyle(document.activeElement ?? document.body).outlineWidth,
  );
  expect(Number.parseFloat(outline)).toBeGreaterThanOrEqual(2);
});
