/** Whole units: the coloured map, its table, and the files made of what is shown. */

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { ALMATY, expect, mapDrawn, openMap, param, test } from './oshaq';

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

interface Listed {
  items: { cell: string; band: number; band_low: number; band_high: number }[];
  next: string | null;
}

/** What the server lists of a unit's cells: their forecast. */
async function listed(page: Page, unit: string): Promise<Listed['items']> {
  const address = `/api/v1/cells?unit=${unit}&category=theft&limit=1000`;
  const all: Listed['items'] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer = await page.request.get(cursor === '' ? address : `${address}&cursor=${cursor}`);
    const { items, next } = (await answer.json()) as Listed;
    all.push(...items);
    cursor = next;
  }
  return all.toSorted((a, b) => a.cell.localeCompare(b.cell));
}

type Cells = GeoJSON.FeatureCollection<GeoJSON.Polygon, Record<string, unknown>>;

const byCell = ({ features }: Cells) =>
  features
    .map(({ properties }) => properties)
    .toSorted((a, b) => String(a.cell).localeCompare(String(b.cell)));

test('the CSV and the GeoJSON of a unit’s forecast hold every cell that the API lists', async ({ page }) => {
  await openMap(page, 'lang=en&cat=theft&unit=75');
  await page.getByText('Download what is shown').click();
  const csv = await download(page, 'CSV file');
  expect(csv.name).toMatch(/^oshaq-theft-f\d{6}-75\.csv$/);
  const cells = await listed(page, '75');
  expect(cells.length).toBeGreaterThan(20);
  const [header = [], ...rows] = lines(csv.text).map((line) => line.split(','));
  const field = (row: string[], name: string) => row[header.indexOf(name)] ?? '';
  const told = rows
    .map((row) => [
      field(row, 'cell'),
      ...['band', 'band_low', 'band_high'].map((of) => Number(field(row, of))),
    ])
    .toSorted(([a], [b]) => String(a).localeCompare(String(b)));
  expect(told).toEqual(cells.map(({ cell, band, band_low, band_high }) => [cell, band, band_low, band_high]));
  expect(rows.every((row) => field(row, 'simulated') === 'true' && field(row, 'kind') === 'forecast')).toBe(
    true,
  );
  const geojson = await download(page, 'GeoJSON file');
  const file = JSON.parse(geojson.text) as Cells & { simulated: boolean };
  expect(file.simulated).toBe(true);
  expect(byCell(file).map(({ cell, band }) => [cell, band])).toEqual(
    cells.map(({ cell, band }) => [cell, band]),
  );
  await expect(page.getByTestId('downloads')).toContainText(`Saved: ${geojson.name}`);
});

test('the GeoJSON of a recorded month holds the outlines in the map’s frame, with what the API recorded', async ({
  page,
}) => {
  await openMap(page, `lang=en&cat=theft&p=r202507&${ALMATY}`);
  await page.getByText('Download what is shown').click();
  const { name, text } = await download(page, 'GeoJSON file');
  expect(name).toBe('oshaq-theft-r202507.geojson');
  const file = JSON.parse(text) as Cells;
  expect(file.features.length).toBeGreaterThan(20);
  for (const { geometry, properties } of file.features) {
    expect(properties).toMatchObject({ month: '2025-07', kind: 'recorded', band_low: null, simulated: true });
    const [ring = []] = geometry.coordinates;
    // The map is 0.6° wide at this zoom; a cell has five to seven corners, and its ring is closed.
    expect(
      ring.every(([lng = 0, lat = 0]) => Math.abs(lng - 76.92) < 0.6 && Math.abs(lat - 43.245) < 0.4),
    ).toBe(true);
    expect(ring.length).toBeGreaterThanOrEqual(6);
    expect(ring.at(-1)).toEqual(ring[0]);
  }
  const told = file.features.find(({ properties }) => properties.recorded !== null);
  const cell = told?.properties.cell as string;
  const answer = await page.request.get(`/api/v1/cells/${cell}?category=theft`);
  const { history } = (await answer.json()) as {
    history: { month: string; recorded: number; band: number }[];
  };
  expect(history.find(({ month }) => month === '2025-07')).toMatchObject({
    recorded: told?.properties.recorded,
    band: told?.properties.band,
  });
});

test('a file of two months that are compared holds both', async ({ page }) => {
  await openMap(page, `lang=en&cat=theft&vs=r202507&unit=75`);
  await page.getByText('Download what is shown').click();
  await expect(page.getByTestId('downloads')).toContainText('January 2026 · forecast; July 2025 · recorded');
  const { text } = await download(page, 'GeoJSON file');
  const months = byCell(JSON.parse(text) as Cells).map(({ month }) => month);
  expect(new Set(months)).toEqual(new Set(['2026-01', '2025-07']));
});

test('the CSV and the GeoJSON of the regions have an entry for each', async ({ page }) => {
  await openMap(page, 'lang=ru&cat=theft&by=units');
  await page.getByText('Скачать показанное').click();
  const csv = await download(page, 'Файл CSV');
  expect(csv.name).toMatch(/^oshaq-units-theft-r\d{6}\.csv$/);
  const [header = '', ...rows] = lines(csv.text);
  expect(rows).toHaveLength(20);
  const geojson = await download(page, 'Файл GeoJSON');
  const { features } = JSON.parse(geojson.text) as Cells;
  const column = header.split(',').indexOf('recorded');
  const told = Object.fromEntries(rows.map((row) => [row.split(',')[0], row.split(',')[column]]));
  expect(features).toHaveLength(20);
  for (const { properties } of features)
    expect(String(properties.recorded ?? '')).toBe(told[properties.kato as string]);
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
