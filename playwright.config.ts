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
  expect: {
    timeout: 15_000,
    // The pictures of the tour are its baselines; they are written only when somebody asks for it. A pixel here and there
    // is the rasterizer's; a word that differs is several hundred pixels.
    toHaveScreenshot: { pathTemplate: 'docs/tour/{arg}{ext}', animations: 'disabled', caret: 'hide', scale: 'css', maxDiffPixelRatio: 0.0001 },
  },
  updateSnapshots: process.env['CLONEYARD_SCREENSHOTS'] === '1' ? 'changed' : 'none',
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
