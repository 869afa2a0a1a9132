/** A small phone, or a screen at 200 % zoom (WCAG 2.2, 1.4.10, 2.4.11, 2.5.8): nothing is cut, covered, or too small to touch. */

import type { Page } from '@playwright/test';
import { ALMATY, clickMiddle, expect, openMap, test } from './oshaq';

const PROSE = ['/kpi', '/plan', '/method', '/privacy', '/changes', '/glossary'];
/** The language of the longest words. */
const LONGEST = 'kk';
const SIZES = { 'a small phone': { width: 320, height: 640 }, '200 % zoom': { width: 640, height: 400 } };

async function openProse(page: Page, path: string, lang: string): Promise<void> {
  await page.goto(`${path}?lang=${lang}`);
  await page.locator('main h1').waitFor();
  await page.locator('main table, main li, main dt').first().waitFor();
}

const sideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Controls smaller than 24 pixels. Links within a sentence are excepted by 2.5.8. */
const small = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, select, input, textarea, summary, nav a, a.button')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
      .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width} × ${box.height}`),
  );

/** Pairs of differently named elements that lie over each other on the screen. */
const overlaps = (page: Page, selectors: string[]) =>
  page.evaluate((named) => {
    const boxes = named.flatMap((selector) =>
      [...document.querySelectorAll(selector)].map((element) => ({
        selector,
        box: element.getBoundingClientRect(),
      })),
    );
    const seen = boxes.filter(({ box }) => box.width > 0 && box.height > 0);
    return seen.flatMap((one, index) =>
      seen
        .slice(index + 1)
        .filter(
          ({ selector, box }) =>
            selector !== one.selector &&
            box.left < one.box.right &&
            one.box.left < box.right &&
            box.top < one.box.bottom &&
            one.box.top < box.bottom,
        )
        .map((other) => `${one.selector} and ${other.selector}`),
    );
  }, selectors);

for (const [name, viewport] of Object.entries(SIZES)) {
  test(`on ${name} no page scrolls sideways, and every control can be touched`, async ({ page }) => {
    await page.setViewportSize(viewport);
    for (const path of PROSE) {
      await openProse(page, path, LONGEST);
      expect([path, await sideways(page), ...(await small(page))]).toEqual([path, 0]);
    }
    for (const query of ['', ALMATY, 'by=units&unit=75', `vs=r202501&${ALMATY}`]) {
      await openMap(page, `lang=${LONGEST}&cat=theft&${query}`);
      expect([query, await sideways(page), ...(await small(page))]).toEqual([query, 0]);
    }
  });

  test(`on ${name} legend, scale, caption, search and slider lie beside each other`, async ({ page }) => {
    await page.setViewportSize(viewport);
    const over = [
      '.strip',
      '.maplibregl-ctrl-scale',
      '.caption:not(.end)',
      '.caption.end',
      '.over .field',
      '.zoom',
      '.controls',
    ];
    for (const lang of ['kk', 'ru', 'en']) {
      for (const query of ['', ALMATY, `vs=r202501&${ALMATY}`]) {
        await openMap(page, `lang=${lang}&cat=theft&${query}`);
        expect([query, lang, ...(await overlaps(page, over))]).toEqual([query, lang]);
      }
    }
  });
}

test('on a small phone the slider and its month stay in sight beside an open cell', async ({ page }) => {
  await page.setViewportSize(SIZES['a small phone']);
  await openMap(page, `lang=kk&cat=theft&${ALMATY}`);
  await clickMiddle(page);
  await page.getByTestId('cell-panel').getByRole('img').waitFor();
  expect(await overlaps(page, ['section.map', '.slider .head', '.slider .row', '.cell-panel'])).toEqual([]);
  await expect(page.locator('.slider output')).toBeInViewport({ ratio: 1 });
});

test('on a small phone the stamp tells the day of the last check', async ({ page }) => {
  await page.setViewportSize(SIZES['a small phone']);
  await openMap(page, 'lang=en&cat=theft');
  await expect(page.getByTestId('stamp').getByText(/Checked/)).toBeInViewport({ ratio: 1 });
});

test('the header that stays on top never hides what has the focus', async ({ page }) => {
  for (const viewport of [...Object.values(SIZES), { width: 1280, height: 400 }]) {
    await page.setViewportSize(viewport);
    for (const path of ['/kpi', '/glossary']) {
      await openProse(page, path, LONGEST);
      await page.locator('footer a').last().focus();
      for (let step = 0; step < 40; step += 1) {
        await page.keyboard.press('Shift+Tab');
        const hidden = await page.evaluate(() => {
          const focused = document.activeElement;
          const header = document.querySelector('header');
          if (!focused || !header || header.contains(focused)) return null;
          const { left, top, width, height } = focused.getBoundingClientRect();
          const corners = [0.05, 0.95].flatMap((x) => [0.05, 0.95].map((y) => [x, y] as const));
          const covered = corners.every(([x, y]) =>
            header.contains(document.elementFromPoint(left + x * width, top + y * height)),
          );
          return covered ? focused.outerHTML.slice(0, 80) : null;
        });
        expect([path, viewport.width, hidden]).toEqual([path, viewport.width, null]);
      }
    }
  }
});
