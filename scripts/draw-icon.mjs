/** Draws assets/icon.png (1024 pixels, transparent) from assets/public/icon.svg with the machine's Chromium. */
import { chromium } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = (path) => fileURLToPath(new URL(`../assets/${path}`, import.meta.url));
const size = 1024;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' });
const page = await browser.newPage({ viewport: { width: size, height: size }, deviceScaleFactor: 1 });
await page.setContent(`<style>html, body { margin: 0; background: transparent } svg { display: block }</style>${readFileSync(file('public/icon.svg'), 'utf8')}`);
writeFileSync(file('icon.png'), await page.screenshot({ omitBackground: true }));
await browser.close();
