/** Readers with their own ways: the keyboard alone, a screen reader, colours of their own, a screen enlarged four times. */

import type { Page } from '@playwright/test';
import { ALMATY, clickMiddle, expect, openMap, param, test } from './oshaq';

/** How often a reader presses Tab before giving up. */
const PATIENCE = 60;

const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });

/** Goes on by Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let press = 0; press < PATIENCE; press += 1) {
    await page.keyboard.press('Tab');
    if (name.test(await focused(page))) return;
  }
  throw new Error(`${name} was not reached by ${PATIENCE} presses of Tab`);
}

test('by keyboard alone a cell is chosen, its forecast explained, closed, and what is shown is shared', async ({
  page,
}) => {
  await openMap(page, `lang=kk&${ALMATY}`);
  await tabTo(page, /Enter/);
  await page.keyboard.press('Enter');
  const panel = page.getByTestId('cell-panel');
  await panel.locator('svg[role=img]').waitFor();
  await expect(panel.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(panel.getByRole('heading', { name: 'Болжам неден құралады' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  expect(param(page, 'cell')).toBeNull();
  expect(await focused(page)).toMatch(/Enter/);

  await tabTo(page, /^Бөлісу, сілтеме жасау/);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Көрсетілгенге сілтеме')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Көрсетілгенге сілтеме')).toBeFocused();
});

test('a screen reader is told of a cell in Kazakh: where, what, how sure, why, how many live there, what is left out', async ({
  page,
}) => {
  await openMap(page, `lang=kk&${ALMATY}`);
  await clickMiddle(page);
  const panel = page.getByTestId('cell-panel');
  await panel.locator('svg[role=img]').waitFor();
  await expect(panel).toMatchAriaSnapshot(`
    - heading /Алматы.*, орталығынан \\d+ км/ [level=2]
    - button "Ұяшықты жабу"
    - paragraph: Ұрлық
    - paragraph: /болжамы\\.$/
    - paragraph: /Тіркелетін сан 80 % ықтималдықпен/
    - heading "Тіркелгенмен қатар" [level=3]
    - heading "Болжам неден құралады" [level=3]
    - list:
      - listitem: /\\d+ %/
    - heading "Айлар бойынша" [level=3]
    - img /^Диаграмма.* тіркелген құқық бұзушылықтар/
    - term: Мұнда тұратын халық
    - heading "Не көрсетілмейді және неге" [level=3]
    - list:
      - listitem: /шағын сан нақты адамды көрсетіп қоюы мүмкін/
  `);
});

test('in a reader’s own colours it can still be seen what is pressed, where one is, and how long a bar is', async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await openMap(page, `lang=en&${ALMATY}`);
  await clickMiddle(page);
  await page.getByTestId('cell-panel').locator('svg[role=img]').waitFor();
  const ground = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await ground('.by [aria-pressed=true]')).not.toBe(await ground('.by [aria-pressed=false]'));
  expect(await ground('.languages [aria-pressed=true]')).not.toBe(
    await ground('.languages [aria-pressed=false]'),
  );
  expect(await ground('[data-testid=cell-panel] .bar')).not.toBe(await ground('body'));
  const line = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).borderBottomColor);
  expect(await line('header nav [aria-current]')).not.toBe(await line('header nav a:not([aria-current])'));
});

test('at 400 % zoom the map and an open cell scroll one way only, and something of the map is left', async ({
  page,
}) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await openMap(page, `lang=kk&${ALMATY}`);
  const sideways = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await sideways()).toBe(0);
  await expect(page.locator('.strip')).toBeHidden();
  await clickMiddle(page);
  await page.getByTestId('cell-panel').locator('svg[role=img]').waitFor();
  expect(await sideways()).toBe(0);
});
