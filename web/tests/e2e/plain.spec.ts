/** With scripts off: the page leads to tables that the server renders. */

import { expect, test } from './oshaq';

test.use({ javaScriptEnabled: false });
// Only the real server renders tables.
test.skip(process.env.BASE_URL === undefined, 'the fixture renders no tables');

test('the page leads to the tables, in the language of the reader', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Те же данные таблицами' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Зарегистрированные правонарушения');
  await expect(page.getByText('Смоделированные данные')).toBeVisible();
});

test('a category and a language are a link away, and the numbers are those of the API', async ({ page }) => {
  await page.goto('/tables?lang=kk');
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('navigation', { name: 'Category of offences' }).getByRole('link').last().click();
  expect(new URL(page.url()).searchParams.get('lang')).toBe('en');
  const category = new URL(page.url()).searchParams.get('category') ?? '';
  const answer = (await (await page.request.get(`/api/v1/units/75?category=${category}`)).json()) as {
    unit: { name_en: string };
    months: { recorded: number | null }[];
  };
  const heading = page.getByRole('rowheader', { name: answer.unit.name_en, exact: true });
  const row = page.getByRole('row').filter({ has: heading }).first();
  await expect(row.getByRole('cell').last()).toHaveText(String(answer.months.at(-1)?.recorded ?? '–'));
});
