import { expect, test } from './oshaq';

test('every page of prose is reached from the footer, in the reader’s language', async ({ page }) => {
  await page.goto('/method?lang=kk');
  const about = page.getByRole('navigation', { name: 'Жарияланым туралы' });
  for (const [link, title] of [
    ['Деректерді қорғау', 'Деректерді қорғау: не жасырылады және неге'],
    ['Өзгерістер', 'Өзгерістер журналы'],
    ['Сөздік', 'Сөздік'],
    ['Әдістеме', 'Әдістеме'],
  ] as const) {
    await about.getByRole('link', { name: link, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
  }
});

test('an address of a page of prose opens it at once', async ({ page }) => {
  for (const [path, title] of [
    ['/privacy', 'Privacy: what is withheld, and why'],
    ['/changes', 'Change log'],
    ['/glossary', 'Glossary'],
  ] as const) {
    const answer = await page.goto(`${path}?lang=en`);
    expect(answer?.status()).toBe(200);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }
});

test('the privacy page names the numbers of the policy and every category that is not mapped', async ({
  page,
}) => {
  const meta = (await (await page.request.get('/api/v1/meta')).json()) as {
    suppress_below: number;
    rounding_base: number;
    categories: { name_en: string; published: boolean }[];
  };
  await page.goto('/privacy?lang=en');
  const main = page.getByRole('main');
  await expect(main).toContainText(`Counts below ${meta.suppress_below} are withheld`);
  await expect(main).toContainText(`a multiple of ${meta.rounding_base}`);
  for (const { name_en: name } of meta.categories.filter(({ published }) => !published))
    await expect(main).toContainText(name);
});

test('the glossary gives each word in the three languages', async ({ page }) => {
  await page.goto('/glossary?lang=ru');
  const entry = page.locator('#recorded_offence');
  await expect(entry.locator('dt')).toHaveText('зарегистрированное правонарушение');
  await expect(entry.locator('[lang=kk]')).toHaveText('тіркелген құқық бұзушылық');
  await expect(entry.locator('[lang=en]')).toHaveText('recorded offence');
});

test('the method page tells what the map is not for, and how well the forecast did', async ({ page }) => {
  await page.goto('/method?lang=en');
  await expect(page.getByText('nothing here is about persons')).toBeVisible();
  await expect(page.getByRole('table').first()).toContainText(/%/);
  await page.getByRole('link', { name: 'Indicators: projection' }).click();
  await expect(page.locator('#projection')).toBeInViewport();
});
