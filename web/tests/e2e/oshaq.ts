/** What every end-to-end test starts from: a server, and a page that reports what it must never do. */

import { test as base, expect, type Page } from '@playwright/test';
import { startFixture } from '../fixture/server.mjs';

/** The centre of Almaty at a zoom that shows the finest cells. */
export const ALMATY = 'at=43.2450,76.9200,10.6';

interface Fixtures {
  /** Other origins that the page may ask. */
  elsewhere: readonly string[];
  /** Fails the test when the page breaks its content security policy, throws, or asks another host. */
  watched: undefined;
}

export const test = base.extend<Fixtures, { origin: string }>({
  origin: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures needed from the destructuring
    async ({}, use) => {
      const given = process.env.BASE_URL;
      if (given !== undefined) return use(given.replace(/\/$/, ''));
      const fixture = await startFixture();
      await use(fixture.origin);
      return fixture.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ origin }, use) => use(origin),
  elsewhere: [[], { option: true }],
  watched: [
    async ({ page, baseURL, elsewhere }, use) => {
      const allowed = [baseURL ?? '', ...elsewhere];
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(`threw: ${error.message}`));
      page.on('console', (message) => {
        if (/content security policy/i.test(message.text())) faults.push(message.text());
      });
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        if (!['data:', 'blob:'].includes(protocol) && !allowed.includes(origin)) {
          faults.push(`asked ${request.url()}`);
        }
      });
      await use(undefined);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Opens the map and waits until it is drawn. */
export async function openMap(page: Page, query = ''): Promise<void> {
  await page.goto(`/?${query}`);
  await mapDrawn(page);
}

export const mapDrawn = (page: Page) => page.locator('[data-testid=map][data-state=ready]').waitFor();

export const param = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

/** Clicks the middle of the map. */
export async function clickMiddle(page: Page): Promise<void> {
  const box = await page.getByTestId('map').boundingBox();
  if (box === null) throw new Error('the map is not visible');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}
