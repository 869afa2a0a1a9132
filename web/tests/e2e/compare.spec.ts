/** Two months side by side, the forecast against what was recorded, and the map in a frame. */

import { ALMATY, clickMiddle, expect, mapDrawn, openMap, param, test } from './oshaq';

test('the forecast is laid beside the last recorded month, by keyboard, and a link keeps both', async ({
  page,
}) => {
  await openMap(page, `lang=en&cat=theft&${ALMATY}`);
  await page.getByText('Compare two months').press('Enter');
  await page.getByRole('button', { name: 'Forecast against the last recorded month' }).press('Enter');
  expect(param(page, 'vs')).toMatch(/^r\d{6}$/);
  await expect(page.getByText(/Left of the divider: \w+ \d{4} · recorded/)).toBeVisible();
  await mapDrawn(page);
  await page.locator('[data-testid=map-beside][data-state=ready]').waitFor();
  const divider = page.getByRole('slider', { name: 'Divider between the two months' });
  await divider.press('ArrowRight');
  await expect(divider).toHaveAttribute('aria-valuetext', 'the left month takes 51 % of the width');
  await page.reload();
  await page.locator('[data-testid=map-beside][data-state=ready]').waitFor();
  await expect(page.getByLabel('Compare with')).toHaveValue(param(page, 'vs') ?? '');
  await page.getByRole('button', { name: 'End the comparison' }).click();
  await expect(page.getByTestId('map-beside')).toHaveCount(0);
  expect(param(page, 'vs')).toBeNull();
});

test('both maps look at the same place, whichever is moved', async ({ page }) => {
  await openMap(page, `lang=en&cat=theft&vs=r202501&${ALMATY}`);
  await page.locator('[data-testid=map-beside][data-state=ready]').waitFor();
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect(page).toHaveURL(/at=43\.2\d*,76\.9\d*,9\.6/);
  await mapDrawn(page);
  const box = await page.getByTestId('map').boundingBox();
  if (box === null) throw new Error('the map is not visible');
  await page.mouse.click(box.x + box.width * 0.48, box.y + box.height / 2);
  await expect(page.getByTestId('cell-panel').getByRole('img')).toBeVisible();
  expect(param(page, 'cell')).toMatch(/^[0-9a-f]{15}$/);
});

test('two months stand in a frame each, and a move of one moves the other', async ({ page }) => {
  await openMap(page, `lang=en&cat=theft&vs=r202501&${ALMATY}`);
  await page.getByRole('button', { name: 'Two maps' }).click();
  expect(param(page, 'lay')).toBe('frames');
  await expect(page.getByRole('slider', { name: 'Divider between the two months' })).toHaveCount(0);
  const [left, right] = await Promise.all(
    ['map-beside', 'map'].map((id) => page.getByTestId(id).boundingBox()),
  );
  if (left === null || left === undefined || right === null || right === undefined)
    throw new Error('a map is not visible');
  expect(left.x + left.width).toBeLessThanOrEqual(right.x);
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect(page).toHaveURL(/at=43\.2\d*,76\.9\d*,9\.6/);
  await page.mouse.click(left.x + left.width / 2, left.y + left.height / 2);
  await expect(page.getByTestId('cell-panel').getByRole('img')).toBeVisible();
  await page.reload();
  await page.locator('[data-testid=map-beside][data-state=ready]').waitFor();
  await expect(page.getByRole('button', { name: 'Two maps' })).toHaveAttribute('aria-pressed', 'true');
});

test('a cell says what its forecast is made of and how it stands to what was recorded', async ({ page }) => {
  await openMap(page, `lang=en&cat=theft&${ALMATY}`);
  await clickMiddle(page);
  const panel = page.getByTestId('cell-panel');
  await expect(panel.getByRole('heading', { name: 'Beside what was recorded' })).toBeVisible();
  await expect(panel).toContainText(/Last recorded month, \w+ \d{4}:/);
  await expect(panel.getByRole('heading', { name: 'What the forecast is made of' })).toBeVisible();
});

test('regions are compared in their table, too', async ({ page }) => {
  await openMap(page, 'lang=en&cat=theft&by=units&p=r202506&vs=r202501');
  const table = page.getByRole('table', { name: /recorded offences by region/ });
  await expect(table.getByRole('columnheader', { name: 'January 2025' })).toBeVisible();
});

test('the frame shows the map, its mark and month, and leads to the whole page', async ({ page }) => {
  await page.goto(`/embed?lang=kk&cat=theft&${ALMATY}`);
  await mapDrawn(page);
  await expect(page.getByTestId('stamp')).toContainText('Модельденген деректер');
  await expect(page.getByText('құқық бұзушылықтар болжамы')).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  const slider = page.getByRole('slider', { name: 'Ай' });
  await slider.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', /· тіркелгені$/);
  const link = page.getByRole('link', { name: 'Картаны толық ашу' });
  await expect(link).toHaveAttribute('href', /^\/\?cat=theft&p=r\d{6}&at=.*&lang=kk$/);
});

test('what is shown is shared as a link and as a frame', async ({ page }) => {
  await openMap(page, `lang=ru&cat=theft&p=r202501&${ALMATY}`);
  await page.getByText('Поделиться, сослаться').click();
  const link = await page.getByLabel('Ссылка на показанное').inputValue();
  expect(new URL(link).searchParams.get('p')).toBe('r202501');
  expect(await page.getByLabel('HTML для вашей страницы').inputValue()).toContain(
    '/embed?cat=theft&amp;p=r202501',
  );
});

test('playing walks through the months and stops at the forecast', async ({ page }) => {
  await openMap(page, 'lang=en&cat=theft');
  const slider = page.getByRole('slider', { name: 'Month' });
  await page.getByRole('button', { name: 'Earlier month' }).click();
  await page.getByRole('button', { name: 'Play the months' }).click();
  await expect(slider).toHaveAttribute('aria-valuetext', /· forecast$/);
  await expect(page.getByRole('button', { name: 'Play the months' })).toBeVisible();
});
