/** Districts: the coloured map, its table, the search, and what has no place. The small house has made-up ones. */

import { readFile } from 'node:fs/promises';
import { ALMATY, expect, mapDrawn, openMap, param, test } from './oshaq';
import { banded, withoutWebGl } from './still';

interface Answer {
  districts: { kato: string; name_en: string; months: { month: string; recorded: number | null }[] }[];
}

test.skip(process.env.BASE_URL === undefined, 'the fixture has no districts');

test('the table of districts shows what the server recorded, by keyboard, and the choice is in the address', async ({
  page,
}) => {
  await openMap(page, 'lang=en&cat=theft');
  await page.getByRole('button', { name: 'Districts' }).press('Enter');
  await expect(page).toHaveURL(/by=districts/);
  const answer = (await (await page.request.get('/api/v1/districts?category=theft')).json()) as Answer;
  const month = answer.districts[0]?.months.at(-1)?.month ?? '';
  await page.goto(`/?lang=en&cat=theft&by=districts&p=r${month.replace('-', '')}`);
  await mapDrawn(page);
  const table = page.getByTestId('districts').getByRole('table');
  await expect(table.getByRole('row')).toHaveCount(answer.districts.length + 1);
  for (const { name_en: name, months } of answer.districts) {
    const recorded = months.at(-1)?.recorded ?? null;
    const told = recorded === null ? 'withheld' : recorded.toLocaleString('en');
    await expect(table.getByRole('row', { name: new RegExp(name) })).toContainText(told);
  }
  await table.getByRole('button', { name: /Made-up district 75-1/ }).press('Enter');
  expect(param(page, 'unit')).toBe('751110000');
  await expect(page.getByTestId('district-panel')).toContainText('no place on the map');
  await page.reload();
  await mapDrawn(page);
  await expect(table.getByRole('button', { name: /75-1/ })).toHaveAttribute('aria-pressed', 'true');
});

test('a district is found in Kazakh on a keyboard without Kazakh letters, and has a forecast', async ({
  page,
}) => {
  await openMap(page, 'lang=kk&cat=theft');
  const search = page.getByRole('combobox').first();
  await search.fill('улги аудан 75-2');
  await page.getByRole('option', { name: /Үлгі аудан 75-2/ }).waitFor();
  await search.press('Enter');
  await expect(page).toHaveURL(/by=districts/);
  expect(param(page, 'unit')).toBe('752110000');
  await expect(page.getByTestId('districts').getByRole('table')).toBeVisible();
  await mapDrawn(page);
});

test('the file of districts holds those in sight, in the month that is shown', async ({ page }) => {
  const answer = (await (await page.request.get('/api/v1/districts?category=theft')).json()) as Answer;
  const month = answer.districts[0]?.months.at(-1)?.month ?? '';
  await openMap(page, `lang=en&cat=theft&by=districts&p=r${month.replace('-', '')}&${ALMATY}`);
  await page.getByText('Download what is shown').click();
  const saved = page.waitForEvent('download');
  await page.getByTestId('downloads').getByRole('button', { name: 'CSV file' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe(`oshaq-districts-theft-r${month.replace('-', '')}.csv`);
  const [header = [], ...rows] = (await readFile(await file.path(), 'utf8'))
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  const told = (row: string[], name: string) => row[header.indexOf(name)];
  const almaty = answer.districts.filter(({ kato }) => kato.startsWith('75'));
  expect(rows.map((row) => told(row, 'kato')).toSorted()).toEqual(almaty.map(({ kato }) => kato).toSorted());
  for (const row of rows) {
    const district = almaty.find(({ kato }) => kato === told(row, 'kato'));
    expect(told(row, 'month')).toBe(month);
    expect(told(row, 'recorded')).toBe(String(district?.months.at(-1)?.recorded ?? ''));
  }
});

test('without WebGL the still map is coloured by district', async ({ page }) => {
  await withoutWebGl(page);
  await page.goto(`/?lang=en&cat=theft&theme=light&by=districts&${ALMATY}`);
  await expect.poll(() => banded(page)).toBeGreaterThan(10_000);
});
