// Screenshots of every page: npm run shots -- FOLDER. BASE_URL names a running server; without it, the fixture.
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { CHROMIUM } from './browser.mjs';
import { startFixture } from './fixture/server.mjs';

const [folder = 'shots', only = ''] = process.argv.slice(2);
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const PAGES = {
  map: '/',
  city: '/?at=43.2450,76.9200,9.6',
  cell: '/?at=43.2450,76.9200,10.6&pick=1',
  compare: '/?at=43.2450,76.9200,9.6&vs=r202501',
  frames: '/?at=43.2450,76.9200,9.6&vs=r202501&lay=frames',
  units: '/?by=units&unit=75',
  districts: '/?by=districts&unit=751110000',
  embed: '/embed?at=43.2450,76.9200,9.6',
  kpi: '/kpi',
  plan: '/plan',
  method: '/method',
  privacy: '/privacy',
  changes: '/changes',
  glossary: '/glossary',
};

mkdirSync(folder, { recursive: true });
const fixture = process.env.BASE_URL ? null : await startFixture();
const origin = process.env.BASE_URL ?? fixture.origin;
const browser = await chromium.launch(CHROMIUM);
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const lang of ['kk', 'ru', 'en']) {
    for (const [name, path] of Object.entries(PAGES)) {
      for (const theme of lang === 'kk' ? ['light', 'dark'] : ['light']) {
        const file = `${size}-${name}-${lang}-${theme}`;
        if (!file.includes(only)) continue;
        await shoot({ viewport, isMobile: size === 'phone', file, path, lang, theme });
      }
    }
  }
}
await browser.close();
fixture?.stop();

async function shoot({ viewport, file, path, lang, theme }) {
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce', deviceScaleFactor: 1 });
  const url = new URL(path, origin);
  const pick = url.searchParams.has('pick');
  url.searchParams.delete('pick');
  url.searchParams.set('lang', lang);
  url.searchParams.set('theme', theme);
  await page.goto(url.href);
  const onMap = ['/', '/embed'].includes(url.pathname);
  if (onMap) await page.locator('[data-testid=map][data-state=ready]').waitFor({ timeout: 60_000 });
  else await page.locator('main table, main li, main dt').first().waitFor();
  if (pick) {
    const box = await page.locator('[data-testid=map]').boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.locator('[data-testid=cell-panel] svg[role=img]').waitFor();
  }
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${folder}/${file}.png`, fullPage: !onMap });
  console.log(`${folder}/${file}.png`);
  await page.close();
}
