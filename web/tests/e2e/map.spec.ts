import { ALMATY, clickMiddle, expect, mapDrawn, openMap, param, test } from './oshaq';

test('the map says at once that its data are simulated, how fresh they are and of which version', async ({
  page,
}) => {
  await openMap(page, 'lang=en');
  const stamp = page.getByTestId('stamp');
  await expect(stamp).toContainText('Simulated data');
  await expect(stamp).toContainText(/Published: \w+ \d{4}/);
  await expect(stamp).toContainText(/Version: [0-9a-f]{8}/);
  await expect(stamp).toContainText(/Checked \d\d\.\d\d\.\d{4}/);
});

test('a click on a cell opens its history, its forecast and what is not shown', async ({ page }) => {
  await openMap(page, `lang=en&cat=theft&${ALMATY}`);
  await clickMiddle(page);
  const panel = page.getByTestId('cell-panel');
  await expect(panel.getByRole('heading', { level: 2 })).toContainText('Almaty');
  await expect(panel.getByRole('img')).toHaveAttribute('aria-label', /Chart: recorded offences and bands/);
  await expect(panel).toContainText(/With 80% probability the recorded number falls in bands \d to \d/);
  await expect(panel).toContainText('Counts below 5');
  await expect(panel).toContainText(/People living here\s*about [\d,]+0, rounded to tens/);
  await expect(panel).toContainText(/Source of residents\s*Simulated/);
  await expect(panel).toContainText('rounded to a multiple of 5');
  expect(param(page, 'cell')).toMatch(/^[0-9a-f]{15}$/);
});

test('the whole way by keyboard: find a city, move the map, choose a cell, change the month, close', async ({
  page,
}) => {
  await openMap(page, 'lang=en');
  await page.getByRole('combobox', { name: 'Find a city or region' }).focus();
  await page.keyboard.type('almaty');
  await expect(page.getByRole('listbox').getByRole('option').first()).toContainText('Almaty');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/unit=75/);
  await page.locator('canvas.maplibregl-canvas').focus();
  await page.keyboard.press('+');
  await expect(async () => {
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('cell-panel')).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(page.getByTestId('cell-panel').getByRole('heading', { level: 2 })).toBeFocused();
  await page.getByRole('slider', { name: 'Month' }).focus();
  await page.keyboard.press('Home');
  await expect(page).toHaveURL(/p=r\d{6}/);
  await expect(page.getByTestId('cell-panel')).toContainText(
    /recorded in|fewer than 5 recorded|Nothing is published/,
  );
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('cell-panel')).toBeHidden();
  expect(param(page, 'cell')).toBeNull();
});

test('the slider reaches from the first closed month to the forecast, and says which is which', async ({
  page,
}) => {
  await openMap(page, 'lang=en');
  const slider = page.getByRole('slider', { name: 'Month' });
  await expect(slider).toHaveAttribute('aria-valuetext', /· forecast$/);
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', /· recorded$/);
  await expect(page.getByRole('button', { name: 'Later month' })).toBeEnabled();
  await page.getByRole('button', { name: 'Later month' }).click();
  await expect(slider).toHaveAttribute('aria-valuetext', /· forecast$/);
  await expect(page.getByRole('button', { name: 'Later month' })).toBeDisabled();
});

test('a link shows its reader what its sender saw', async ({ page, context }) => {
  await openMap(page, `lang=ru&cat=theft&theme=dark&${ALMATY}`);
  await page.getByRole('button', { name: 'Предыдущий месяц' }).click();
  await clickMiddle(page);
  await expect(page.getByTestId('cell-panel').getByRole('img')).toBeVisible();
  await expect(page.getByTestId('cell-panel').locator('h2')).toContainText('Алматы');
  const heading = await page.getByTestId('cell-panel').locator('h2').innerText();
  const other = await context.newPage();
  await other.goto(page.url());
  await mapDrawn(other);
  await expect(other.getByTestId('cell-panel').locator('h2')).toHaveText(heading);
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(other.locator('html')).toHaveAttribute('lang', 'ru');
  await expect(other.getByRole('slider', { name: 'Месяц' })).toHaveAttribute(
    'aria-valuetext',
    /· зарегистрировано$/,
  );
  expect(other.url()).toBe(page.url());
});

test('a place is found in three languages and without Kazakh letters', async ({ page }) => {
  await openMap(page, 'lang=kk');
  const box = page.getByRole('combobox', { name: 'Қаланы немесе өңірді табу' });
  for (const typed of ['Өскемен', 'оскемен', 'усть-каменогорск', 'oskemen']) {
    await box.fill(typed);
    await expect(page.getByRole('listbox').getByRole('option').first()).toContainText('Өскемен');
  }
  await box.fill('Атлантида');
  await expect(page.getByText('Мұндай қала немесе өңір жоқ.')).toBeVisible();
});

test('a change of language keeps the choices and needs no new map', async ({ page }) => {
  await openMap(page, `lang=en&cat=theft&${ALMATY}`);
  await page.getByRole('button', { name: 'Қаз' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'kk');
  await expect(page.getByTestId('stamp')).toContainText('Модельденген деректер');
  await expect(page.getByLabel('Құқық бұзушылық түрі')).toHaveValue('theft');
  await expect(page.getByTestId('map')).toHaveAttribute('data-state', 'ready');
  expect(param(page, 'at')).toBe('43.2450,76.9200,10.6');
  await page.goBack();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('a category that is not published is listed, and its choice says why there is no map', async ({
  page,
}) => {
  await openMap(page, 'lang=en');
  const choice = page.getByLabel('Category of offences');
  const withheld = choice.locator('optgroup[label="Not published on the map"] option');
  expect(await withheld.count()).toBeGreaterThan(0);
  await choice.selectOption((await withheld.first().getAttribute('value')) ?? '');
  await expect(page.locator('.over .notice')).toContainText('This category is not');
});

test('the highest bands are there as a table, and lead to their cell', async ({ page }) => {
  await openMap(page, 'lang=en&cat=theft&unit=75');
  await page.getByText('Highest bands as a table').click();
  const table = page.getByRole('table', { name: /published cells with the highest bands/ });
  await expect(table.getByRole('row')).not.toHaveCount(1);
  await table.getByRole('button').first().click();
  await expect(page.getByTestId('cell-panel').getByRole('img')).toBeVisible();
  await expect(page).toHaveURL(/cell=[0-9a-f]{15}/);
});

test('on a phone the map, the slider and the mark are in sight without scrolling, and nothing is cut off', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const lang of ['kk', 'ru', 'en']) {
    await openMap(page, `lang=${lang}`);
    await expect(page.getByTestId('stamp')).toBeInViewport();
    await expect(page.getByTestId('map')).toBeInViewport();
    await expect(page.locator('#period')).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
});

test('at 200 % zoom of a small window nothing is cut off sideways', async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 400 });
  for (const path of [
    '/?lang=kk',
    '/?lang=kk&by=units',
    '/kpi?lang=kk',
    '/plan?lang=kk',
    '/method?lang=kk',
  ]) {
    await page.goto(path);
    await page.getByTestId('stamp').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640);
  }
});
