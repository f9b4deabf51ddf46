/** The Chromium that tests run in: the machine's own, never one that Playwright would have to download. */
import { chromium } from '@playwright/test';
import { existsSync } from 'node:fs';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @throws Error naming what to install, when there is none; tests never skip because of it */
export function findChromium(): string {
  const candidates = [process.env['CHROMIUM_PATH'], ...usualPlaces, chromium.executablePath()];
  const found = candidates.find((path) => path !== undefined && path !== '' && existsSync(path));
  if (found === undefined) {
    throw new Error('No Chromium was found. Install it (apt-get update && apt-get install -y chromium) or set CHROMIUM_PATH.');
  }
  return found;
}
