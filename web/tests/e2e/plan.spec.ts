import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, param, test } from './oshaq';

/** The plan as it reads on a day in November 2026. */
async function openPlan(page: Page, query: string): Promise<void> {
  await page.clock.setFixedTime(new Date('2026-11-22T09:00:00Z'));
  await page.goto(`/plan?${query}`);
  await page.getByRole('table').first().waitFor();
}

test('all 55 measures stand in five directions, with what falls due next', async ({ page }) => {
  await openPlan(page, 'lang=en');
  await expect(page.getByRole('table')).toHaveCount(5);
  await expect(page.locator('tbody tr')).toHaveCount(55);
  const coming = page.getByTestId('coming');
  await expect(coming.getByRole('term').first()).toHaveText('30.11.2026');
  await expect(coming.getByRole('definition').first()).toContainText('14. Regular interviews');
  await expect(page.locator('#measure-38')).toContainText('Public map of criminogenic risks');
  await expect(page.locator('#measure-38')).toContainText('deadline passed');
});

test('where the two texts of the plan name different months, both are shown', async ({ page }) => {
  await openPlan(page, 'lang=en');
  await expect(page.locator('#measure-27 .notice')).toContainText('September 2026');
  await expect(page.locator('#measure-27 .notice')).toContainText('July 2026');
});

test('the owner is a choice that the address keeps, and the file holds what is shown', async ({ page }) => {
  await openPlan(page, 'lang=en');
  await page.getByLabel('Responsible body').selectOption('gp');
  expect(param(page, 'owner')).toBe('gp');
  const shown = await page.locator('tbody tr').count();
  expect(shown).toBeGreaterThan(5);
  expect(shown).toBeLessThan(55);
  await expect(page.getByText(`${shown} measures`, { exact: true })).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV file' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('oshaq-plan-gp.csv');
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(shown + 1);
  await page.goBack();
  await expect(page.locator('tbody tr')).toHaveCount(55);
});

test('a choice does not open the page anew', async ({ page }) => {
  await page.goto('/plan?lang=en');
  const heading = await page.getByRole('heading', { level: 1 }).elementHandle();
  await page.getByLabel('Responsible body').selectOption('gp');
  await expect(page.getByText(/^\d+ measures$/)).not.toHaveText('55 measures');
  expect(await heading?.evaluate((element) => element.isConnected)).toBe(true);
});

test('direction and deadline are choices that the address keeps', async ({ page }) => {
  await page.goto('/plan?lang=en&dir=4');
  await expect(page.getByText('3 measures')).toBeVisible();
  await page.getByLabel('Direction').selectOption('');
  await page.getByLabel('Deadline').selectOption('always');
  expect(param(page, 'due')).toBe('always');
  await expect(page.getByText('3 measures')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Deadline')).toHaveValue('always');
});

test('where one text prints a body that its list of abbreviations lacks, both are shown', async ({
  page,
}) => {
  await page.goto('/plan?lang=en');
  await expect(page.locator('#measure-23')).toContainText('ОАМ');
});
