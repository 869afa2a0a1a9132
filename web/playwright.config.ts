import { defineConfig } from '@playwright/test';
import { CHROMIUM } from './tests/browser.mjs';

export default defineConfig({
  testDir: 'tests/e2e',
  // Two workers draw WebGL in software on two cores; more would only wait for each other.
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI === 'true',
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    browserName: 'chromium',
    launchOptions: CHROMIUM,
    viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: 'reduce' },
  },
});
