/** The paths of three readers, from where they come in to what they take away: a journalist, an akimat, a prosecutor. */

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, mapDrawn, openMap, param, test } from './oshaq';

interface Meta {
  version: string;
  licence: string;
  simulated: boolean;
}

const metaOf = async (page: Page) => (await (await page.request.get('/api/v1/meta')).json()) as Meta;

/** Rows of a CSV whose fields hold no comma. */
async function csvOf(page: Page, ask: () => Promise<void>): Promise<string[][]> {
  const [file] = await Promise.all([page.waitForEvent('download'), ask()]);
  const text = await readFile(await file.path(), 'utf8');
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
}

test('a journalist comes by a shared link, downloads what it shows, finds every column explained, and cites the version', async ({
  page,
  context,
}) => {
  await openMap(page, 'lang=ru&cat=theft&p=r202512&at=43.2450,76.9200,9.6');
  const meta = await metaOf(page);
  await page.getByText('Скачать показанное').click();
  const downloads = page.getByTestId('downloads');
  const [header = [], first = []] = await csvOf(page, () =>
    downloads.getByRole('button', { name: 'Файл CSV' }).click(),
  );
  const of = (name: string) => first[header.indexOf(name)];
  expect([of('month'), of('version'), of('simulated')]).toEqual([
    '2025-12',
    meta.version,
    String(meta.simulated),
  ]);

  await downloads.getByRole('link', { name: 'Что значат столбцы файлов' }).click();
  const columns = page.getByRole('heading', { name: 'Столбцы файлов' });
  await expect(columns).toBeInViewport();
  const explained = await page.locator('section[aria-labelledby=columns] dt code').allInnerTexts();
  expect(header.filter((name) => !explained.includes(name))).toEqual([]);
  await expect(page.getByRole('heading', { name: 'Что показывает карта' })).toBeAttached();
  await page.goBack();
  await mapDrawn(page);
  expect(param(page, 'p')).toBe('r202512');

  await page.getByText('Поделиться, сослаться').click();
  const cited = await page.getByLabel('Как сослаться').inputValue();
  expect(cited).toContain('Кража');
  expect(cited).toContain('декабрь 2025');
  expect(cited).toContain(`Версия ${meta.version} от `);
  expect(cited).toContain(meta.licence);
  expect(cited).toMatch(/дата обращения: \d\d\.\d\d\.\d{4}/);
  const link = /http\S+/.exec(cited)?.[0] ?? '';
  expect(new URL(link).searchParams.get('v')).toBe(meta.version);

  const reader = await context.newPage();
  await reader.goto(link);
  await mapDrawn(reader);
  await expect(reader.getByText('Ссылка говорит о версии')).toBeHidden();
  await reader.goto(link.replace(meta.version, 'f00dfeedf00dfeed'));
  await mapDrawn(reader);
  await expect(reader.getByText('Ссылка говорит о версии f00dfeed')).toContainText(meta.version.slice(0, 8));
  await reader.getByRole('link', { name: 'Что изменилось' }).click();
  await expect(reader.getByRole('heading', { name: 'Журнал изменений' })).toBeVisible();
});

test('a journalist finds the contradiction of indicator 5 under its own address, with all three series', async ({
  page,
}) => {
  await page.goto('/kpi?lang=ru');
  await page.getByTestId('summary-5').getByRole('link').click();
  await expect(page).toHaveURL(/#safety$/);
  const section = page.getByTestId('indicator-5');
  await expect(section.getByRole('heading', { name: 'Противоречия' })).toBeVisible();
  await expect(section).toContainText('65');
  for (const series of ['план действий', 'таблица раздела 6', 'текст раздела 6']) {
    await expect(section.getByRole('columnheader', { name: `Цель: ${series}` }).first()).toBeVisible();
  }
});

test('an akimat goes from its region to a district, to its cells, sees how sure the forecast is, and prints the list', async ({
  page,
}) => {
  test.skip(process.env.BASE_URL === undefined, 'the fixture has no districts');
  await openMap(page, 'lang=ru&cat=theft&by=districts');
  await page.getByRole('combobox').first().fill('алматы');
  await page
    .getByRole('option', { name: /город Алматы/ })
    .first()
    .click();
  const table = page.getByTestId('districts').getByRole('table');
  await expect(table.getByRole('row')).not.toHaveCount(1);
  for (const row of await table.getByRole('row').allInnerTexts()) expect(row).not.toContain('71-');
  await table.getByRole('button', { name: /75-1/ }).click();
  await page.getByTestId('district-panel').getByRole('button', { name: 'Его ячейки на карте' }).click();
  await mapDrawn(page);
  expect([param(page, 'by'), param(page, 'unit')]).toEqual([null, '75']);
  await page.getByText('Самые высокие уровни таблицей').click();
  await expect(page.getByRole('table').first()).toContainText(/уровни \d–\d/);
  await page.evaluate(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', '');
  });
  await page.keyboard.press('Control+KeyP');
  await page.locator('html[data-printed]').waitFor({ state: 'attached' });
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('columnheader', { name: 'Ячейка' })).toBeVisible();
  await expect(page.getByRole('table').first().locator('code').first()).toHaveText(/^8[0-9a-f]{14}$/);
});

test('a prosecutor switches the reading of indicator 2, sees which form its numbers stand in, and what falls due next', async ({
  page,
}) => {
  await page.goto('/kpi?lang=ru');
  const section = page.getByTestId('indicator-2');
  await section.getByRole('button', { name: /^Б:|^B:/ }).click();
  expect(param(page, 'reading')).toBe('B');
  await expect(page.getByTestId('units')).toContainText(/форм[аеы] 1-М/i);
  await page.getByRole('navigation', { name: 'Страницы' }).getByRole('link', { name: 'План' }).click();
  await page.getByLabel('Ответственный исполнитель').selectOption('gp');
  await page.getByLabel('Срок', { exact: true }).selectOption('ahead');
  const due = page.getByTestId('coming');
  await expect(due.locator('dt').first()).toHaveText(/^\d\d\.\d\d\.\d{4}$/);
  for (const owners of await due.locator('dd .soft').allInnerTexts()) expect(owners).toContain('ГП');
  await due.getByRole('link').first().click();
  await expect(page.locator('tr:target')).toBeInViewport();
});
