/** Whole units: the coloured map, its table, and the files made of what is shown. */

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, mapDrawn, openMap, param, test } from './oshaq';

interface Answer {
  unit: { kato: string; population: number };
  months: { month: string; recorded: number | null }[];
}

async function download(page: Page, button: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('downloads').getByRole('button', { name: button }).click(),
  ]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

const lines = (text: string) => text.trimEnd().split('\r\n');

test('the table of regions shows what the server recorded, by keyboard, and the choice is in the address', async ({
  page,
}) => {
  await openMap(page, 'lang=en&cat=theft');
  await page.getByRole('button', { name: 'Regions' }).press('Enter');
  await expect(page).toHaveURL(/by=units/);
  const table = page.getByRole('table', { name: /recorded offences by region/ });
  await expect(table.getByRole('row')).toHaveCount(21);
  await expect(page.getByText('No forecast is published by region.')).toBeVisible();
  const answer = (await (await page.request.get('/api/v1/units/75?category=theft')).json()) as Answer;
  const recorded = answer.months.at(-1)?.recorded ?? 0;
  const almaty = table.getByRole('row', { name: /Almaty(?! reg)/ }).filter({ hasNotText: 'Region' });
  await expect(almaty.first()).toContainText(recorded.toLocaleString('en'));
  await expect(almaty.first()).toContainText(((recorded / answer.unit.population) * 10_000).toFixed(1));
  await almaty.first().getByRole('button').press('Enter');
  expect(param(page, 'unit')).toBe('75');
  await page.reload();
  await mapDrawn(page);
  await expect(almaty.first().getByRole('button')).toHaveAttribute('aria-pressed', 'true');
});

test('a category bound to no place is shown by region, and only so', async ({ page }) => {
  await openMap(page, 'lang=en&cat=fraud');
  await page.getByRole('button', { name: 'Show by region' }).click();
  await expect(page.getByTestId('units').getByRole('row')).toHaveCount(21);
  await expect(page.locator('.over .notice')).toHaveCount(0);
  await page.getByLabel('Category of offences').selectOption('drugs');
  await expect(page.locator('.over .notice')).toContainText('This category is not');
  await expect(page.getByTestId('units')).toHaveCount(0);
});

test('the CSV and the GeoJSON of the cells hold what the API says', async ({ page }) => {
  await openMap(page, 'lang=en&cat=theft&unit=75');
  await page.getByText('Download what is shown').click();
  const csv = await download(page, 'CSV file');
  expect(csv.name).toMatch(/^oshaq-theft-f\d{6}-75\.csv$/);
  const address = '/api/v1/riskiest?unit=75&category=theft&limit=200';
  const cells = (await (await page.request.get(address)).json()) as { cell: string; band: number }[];
  const rows = lines(csv.text).map((line) => line.split(','));
  expect(rows[0]?.slice(0, 4)).toEqual(['cell', 'lat', 'lng', 'band']);
  expect(rows.slice(1).map((row) => [row[0], Number(row[3])])).toEqual(
    cells.map(({ cell, band }) => [cell, band]),
  );
  expect(csv.text).toContain(',true,');
  const geojson = await download(page, 'GeoJSON file');
  const features = (JSON.parse(geojson.text) as GeoJSON.FeatureCollection).features;
  expect(features.map((feature) => feature.properties?.cell as string)).toEqual(
    cells.map(({ cell }) => cell),
  );
  await expect(page.getByTestId('downloads')).toContainText(`Saved: ${geojson.name}`);
});

test('the CSV of the regions has a line for each', async ({ page }) => {
  await openMap(page, 'lang=ru&cat=theft&by=units');
  await page.getByText('Скачать показанное').click();
  const csv = await download(page, 'Файл CSV');
  expect(csv.name).toMatch(/^oshaq-units-theft-r\d{6}\.csv$/);
  expect(lines(csv.text)).toHaveLength(21);
});

test('where the server draws no pictures, the page says so', async ({ page }) => {
  await page.route(/snapshot\.png/, (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"status":503}' }),
  );
  await openMap(page, 'lang=en&cat=theft');
  await page.getByText('Download what is shown').click();
  await page.getByRole('button', { name: 'PNG picture' }).click();
  await expect(page.getByTestId('downloads').getByRole('status')).toContainText('draws no pictures');
});
