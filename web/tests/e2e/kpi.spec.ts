import { readFile } from 'node:fs/promises';
import { expect, param, test } from './oshaq';

test('all five indicators show a chart, a table and where they stand', async ({ page }) => {
  await page.goto('/kpi?lang=en');
  for (const id of [1, 2, 3, 4, 5]) {
    const section = page.getByTestId(`indicator-${id}`);
    await expect(section.getByRole('img').first()).toHaveAttribute('aria-label', /^Chart: /);
    await expect(section.getByRole('table').first()).toBeVisible();
    await expect(section.locator('.now li').first()).toBeVisible();
  }
});

test('the reading of indicator 2 changes its targets and its verdicts, and is in the address', async ({
  page,
}) => {
  await page.goto('/kpi?lang=en');
  const section = page.getByTestId('indicator-2');
  const row = section.getByRole('row', { name: /^2027/ });
  const readingA = await row.innerText();
  await section.getByRole('button', { name: 'B: each year against the year before' }).click();
  await expect(section.locator('.now')).toContainText('reading B');
  expect(await row.innerText()).not.toBe(readingA);
  expect(param(page, 'reading')).toBe('B');
  await page.reload();
  await expect(section.getByRole('button', { name: /^B:/ })).toHaveAttribute('aria-pressed', 'true');
});

test('under reading B the last target of indicator 2 is no longer on track, in the section and at a glance', async ({
  page,
}) => {
  await page.goto('/kpi?lang=en');
  const section = page.getByTestId('indicator-2');
  const last = section.getByTestId('last-target');
  await expect(last).toContainText('2030');
  await expect(last).toContainText('On track');
  const chance = page.getByTestId('summary-2').locator('b');
  const before = await chance.innerText();
  await section.getByRole('button', { name: /^B:/ }).click();
  await expect(last).toContainText('Behind');
  await expect(chance).not.toHaveText(before);
});

test('an indicator with a trend tells its projection, and one without says why there is none', async ({
  page,
}) => {
  await page.goto('/kpi?lang=en');
  await expect(page.getByTestId('projection-2')).toContainText('4 comparable years (2022–2025)');
  await expect(page.getByTestId('projection-1')).toContainText('fewer than three');
  await expect(page.getByTestId('indicator-2').getByRole('img').first()).toHaveAttribute(
    'aria-label',
    /Projection for 2030/,
  );
  await expect(page.locator('#projection + p')).toContainText('least squares');
});

test('a link to a section opens it', async ({ page }) => {
  await page.goto('/kpi?lang=en#egdi');
  await expect(page.locator('#egdi')).toBeInViewport();
});

test('the census break of 2022 is drawn as a break and said in words', async ({ page }) => {
  await page.goto('/kpi?lang=en');
  const section = page.getByTestId('indicator-2');
  await expect(section.getByText('The series breaks in 2022').first()).toBeVisible();
  await expect(section.getByRole('img').first()).toHaveAttribute('aria-label', /breaks in 2022/);
  const chart = section.locator('figure > svg').first();
  await expect(chart.locator('rect.break')).toHaveCount(1);
  await expect(chart.locator('path.observed')).toHaveCount(2);
  // Totals are not divided by the population that was re-based.
  await expect(section.locator('figure > svg').nth(1).locator('rect.break')).toHaveCount(0);
});

test('indicator 5 shows all three series of the Concept, and that they contradict each other', async ({
  page,
}) => {
  await page.goto('/kpi?lang=en');
  const section = page.getByTestId('indicator-5');
  const headings = section.locator('.beside table thead');
  for (const name of ['text of section 6', 'action plan', 'table of section 6']) {
    await expect(headings).toContainText(name);
  }
  await expect(section.getByRole('row', { name: /^year not stated/ })).toContainText('Contradictory');
  await expect(section.locator('.notice').first()).toBeVisible();
});

test('the Rule of Law Index has no target for 2030, and EGDI is not observable in odd years', async ({
  page,
}) => {
  await page.goto('/kpi?lang=en');
  const rule = page.getByTestId('indicator-3');
  await expect(rule.getByRole('row', { name: /^2029/ })).toBeVisible();
  await expect(rule.getByRole('row', { name: /^2030/ })).toHaveCount(0);
  await expect(page.getByTestId('indicator-4').getByRole('row', { name: /^2027/ })).toContainText(
    'Not observable',
  );
});

test('every observation names its source', async ({ page }) => {
  await page.goto('/kpi?lang=en');
  const section = page.getByTestId('indicator-3');
  await section.getByText('Sources of observations and targets').click();
  const table = section.getByRole('table', { name: /Every observation with its source/ });
  await expect(table).toContainText('WJP Rule of Law Index');
});

test('every chart gives its numbers as CSV and as JSON, with their sources', async ({ page }) => {
  await page.goto('/kpi?lang=en');
  const section = page.getByTestId('indicator-2');
  await section.getByRole('img').first().waitFor();
  const charts = await section.locator('figure').count();
  await expect(section.locator('.beside').getByRole('button', { name: /^CSV: / })).toHaveCount(charts);
  const give = async (name: RegExp) => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      section.getByRole('button', { name }).first().click(),
    ]);
    return readFile(await file.path(), 'utf8');
  };
  const csv = await give(/^CSV: /);
  expect(csv).toMatch(/^kind,series,reading,period,year,value,low,high,unit,source,note\r\n/);
  const { rows } = JSON.parse(await give(/^JSON: /)) as { rows: { source: string }[] };
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.filter(({ source }) => source === '')).toEqual([]);
});

test('on paper the numbers remain and the controls are gone', async ({ page }) => {
  await page.goto('/kpi?lang=en');
  await page.getByTestId('indicator-5').waitFor();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
  await expect(page.getByTestId('stamp')).toBeVisible();
  await expect(page.getByTestId('indicator-1').getByRole('table').first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^CSV: / }).first()).toBeHidden();
});

interface Answer {
  indicators: {
    unit: string;
    observations: { unit: string; value: number }[];
    series: { points: { value: number }[] }[];
    projection: { path: { expected: number }[] } | null;
  }[];
}

test('the CSV of a chart holds exactly what the API answers', async ({ page }) => {
  const answer = (await (await page.request.get('/api/v1/indicators')).json()) as Answer;
  const egdi = answer.indicators[3];
  await page.goto('/kpi?lang=en');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByTestId('indicator-4')
      .getByRole('button', { name: /^CSV: / })
      .click(),
  ]);
  const [, ...lines] = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  const expected = [
    ...(egdi?.observations ?? []).map(({ value }) => ['observed', value]),
    ...(egdi?.series ?? []).flatMap(({ points }) => points.map(({ value }) => ['target', value])),
    ...(egdi?.projection?.path ?? []).map(({ expected: value }) => ['projected', value]),
  ];
  const given = lines.map((line) => line.split(',')).map(([kind, , , , , value]) => [kind, Number(value)]);
  expect(given).toEqual(expected);
  expect(given.length).toBeGreaterThan(15);
});

test('indicator 2 by region: twenty rates with intervals and ranges of ranks, and a file of them', async ({
  page,
}) => {
  await page.goto('/kpi?lang=en');
  const section = page.getByTestId('units');
  const rates = section.getByRole('table', { name: /^Recorded offences per 10,000 people by region/ });
  await expect(rates.getByRole('row')).toHaveCount(21);
  await expect(rates.getByRole('row').nth(1)).toContainText(/\d+\.\d \( \d|\d+\.\d \(\d/);
  await expect(rates).toContainText(/4 \(\d+–\d+\)/);
  await expect(section).toContainText('Form 1-M, Committee');
  const structure = section.getByRole('table', { name: /^Per 10,000 people/ });
  await expect(structure.getByRole('row')).toHaveCount(21);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    section.getByRole('button', { name: /^CSV: / }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^SIMULATED_/);
  expect((await readFile(await file.path(), 'utf8')).trim().split('\r\n')).toHaveLength(21);
});

test('a region whose form 1-M was ingested is told from it: with its cell, marked as simulated, beside what contradicts it', async ({
  page,
}) => {
  await page.goto('/kpi?lang=ru#units');
  const section = page.getByTestId('units');
  const rates = section.getByRole('table', { name: /^Зарегистрированные правонарушения на 10/ });
  const astana = rates.getByRole('row', { name: /Астана/ });
  await expect(astana).toContainText('форма 1-M, 2022, R1!F7');
  await expect(astana).toContainText('800');
  await expect(astana).toContainText(/[Сс]моделированные/);
  await expect(rates.getByRole('row', { name: /Шымкент/ })).toContainText('таблица, перенятая из формы 1-M');
  const facts = (await (await page.request.get('/api/v1/indicators/units')).json()) as {
    years: {
      units: { kato: string; contradictions: { subject: string; facts: number; difference: number }[] }[];
    }[];
  };
  const told = facts.years[0]?.units.find(({ kato }) => kato === '71')?.contradictions ?? [];
  expect(told.length).toBeGreaterThan(3);
  await expect(section.locator('.notice li')).toHaveCount(told.length);
  await expect(section.locator('.notice li').first()).toContainText('все зарегистрированные');
});

test('theft counts two articles in a form and one in the built-in table, and each number says which', async ({
  page,
}) => {
  await page.goto('/kpi?lang=en#units');
  const structure = page.getByTestId('units').getByRole('table', { name: /^Per 10,000 people/ });
  await expect(structure.getByRole('row')).toHaveCount(21);
  await expect(structure).toContainText('Theft');
  const heads = await structure.getByRole('columnheader').allInnerTexts();
  const theft = heads.findIndex((head) => head.startsWith('Theft'));
  expect(heads[theft]).toContain('art. 187, 188');
  const cellOf = (name: RegExp) =>
    structure
      .getByRole('row', { name })
      .getByRole('cell')
      .nth(theft - 1);
  await expect(cellOf(/Almaty city/)).toContainText('art. 188');
  await expect(cellOf(/Astana/)).not.toContainText('art.');
  const robbery = heads.findIndex((head) => head.startsWith('Robbery'));
  await expect(
    structure
      .getByRole('row', { name: /Astana/ })
      .getByRole('cell')
      .nth(robbery - 1),
  ).toHaveText('withheld');
});

test('rates by region month by month are those of the API, and are marked as simulated', async ({ page }) => {
  await page.goto('/kpi?lang=en');
  const section = page.getByTestId('unit-rates');
  await expect(section).toContainText('Simulated data');
  await section.getByText('Show the months').click();
  const row = section.getByRole('row', { name: /^Almaty city/ });
  await expect(section.getByRole('row')).toHaveCount(21);
  const answer = (await (await page.request.get('/api/v1/units/75?category=all')).json()) as {
    unit: { population: number };
    months: { recorded: number | null }[];
  };
  const last = answer.months.at(-1)?.recorded ?? null;
  await expect(row.getByRole('cell').last()).toHaveText(
    last === null ? '–' : ((last / answer.unit.population) * 10_000).toFixed(1),
  );
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    section.getByRole('button', { name: /^CSV/ }).click(),
  ]);
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(1 + 20 * answer.months.length);
  expect(lines[1]).toContain(',true,');
});
