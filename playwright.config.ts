import { defineConfig } from '@playwright/test';
import { findChromium } from './test/chromium.ts';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.@(spec|test|e2e).ts',
  outputDir: 'test-results',
  // Every test starts its own server on its own data directory; two cores carry one of them well.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    launchOptions: { executablePath: findChromium() },
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1,
    locale: 'en-US',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
