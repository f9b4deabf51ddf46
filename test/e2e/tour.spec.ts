/**
 * The pictures of `docs/tour.md`, which are the visual baselines too. `CLONEYARD_SCREENSHOTS=1 npx playwright test tour` after a
 * build makes those anew that differ; without it they are compared, where they were made by the same Chromium.
 */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { mibBytes } from '../../shared/units.ts';
import { bytesOf, write } from './smallYard.ts';
import { pictureFile, servedAt, tourScreens } from './tourScreens.ts';
import { expect, test, type Yard } from './yard.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const pictures = join(docs, 'tour');
const madeWithFile = join(pictures, 'madeWith.json');
const madeWithSchema = z.object({ chromium: z.string(), platform: z.string() });
const isMaking = process.env['CLONEYARD_SCREENSHOTS'] === '1';
const names = tourScreens.flatMap(({ picture, themes = ['light'] }) => themes.map((theme) => pictureFile(picture, theme)));
const stillClock = join(import.meta.dirname, 'stillClock.cjs');

test.use({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } });

/** Commands from now on take place at this time, all of it. */
function setClock(yard: Yard, iso: string): void {
  yard.environment = { NODE_OPTIONS: `--require ${JSON.stringify(stillClock)}`, CLONEYARD_TEST_TIME: iso };
}

/**
 * A morning in the sample yard. Whether a command leaves a sample of what it measured depends on how long it took, unless it wrote
 * something: so every step begins with one that writes, and the others of the step leave the same figures.
 */
async function setUp(yard: Yard): Promise<void> {
  const at = async (time: string, ...args: readonly string[]) => {
    setClock(yard, `2026-03-02T${time}:00Z`);
    await yard.command(...args);
  };
  const writeAt = async (time: string, vm: string, sizeMib: number) => {
    setClock(yard, `2026-03-02T${time}:00Z`);
    await write(yard, vm, 64 * mibBytes, bytesOf(sizeMib, sizeMib * mibBytes));
  };
  await at('09:00', 'init', '--sample');
  await at('09:05', 'rapid-clone', 'desktop-gold', '--count', '100', '--names', 'vdi-{n:03}', '--compute', 'vdi-cluster-01', '--power-on');
  await at('09:05', 'vm', 'snapshot', 'create', 'desk-03', 'before the update');
  await writeAt('09:10', 'desk-03', 6);
  await at('09:10', 'vm', 'snapshot', 'create', 'desk-03', 'after the update');
  await writeAt('09:15', 'vdi-004', 14);
  await at('09:20', 'vm', 'clone', 'linux-server-gold', 'copy-01', '--datastore', 'nfs-vdi-01');
  await at('09:20', 'volume', 'snapshot', 'create', 'nfs-gold-01', 'nightly');
  await at('09:20', 'volume', 'clone', 'nfs-gold-01@nightly', 'lab');
  await writeAt('09:25', 'vdi-007', 10);
  await writeAt('09:30', 'vdi-004', 26);
  await writeAt('09:35', 'vdi-001', 9);
  setClock(yard, servedAt);
  await yard.command('host', 'maintenance', 'enter', 'esx-02.yard.local');
  // Counted once more by the clock, it comes to the same.
  await yard.command('space', 'exact', '--wait');
  await yard.serve();
}

test('the screens of the tour look as in its pictures', async ({ yard, client, browser, page }) => {
  test.setTimeout(240_000);
  const here = { chromium: browser.version().split('.', 1)[0] ?? '', platform: `${process.platform} ${process.arch}` };
  if (!isMaking) {
    const made = madeWithSchema.parse(JSON.parse(await readFile(madeWithFile, 'utf8')));
    test.skip(
      made.chromium !== here.chromium || made.platform !== here.platform,
      `The pictures were made by Chromium ${made.chromium} on ${made.platform}, this is ${here.chromium} on ${here.platform}; text is drawn differently.`,
    );
  }
  await setUp(yard);
  await page.clock.setFixedTime(servedAt);
  await client.open(yard.url);
  for (const screen of tourScreens) {
    await test.step(screen.name, async () => {
      await screen.open(client);
      // Nothing is pointed at.
      await page.mouse.move(720, 4);
      for (const theme of screen.themes ?? ['light']) {
        await page.emulateMedia({ colorScheme: theme });
        const name = pictureFile(screen.picture, theme);
        await expect.soft(page, `${screen.name}, ${theme}, looks as in docs/tour/${name}`).toHaveScreenshot(name, { mask: screen.moving?.(client) ?? [], maskColor: '#8c9ba5' });
      }
      await page.emulateMedia({ colorScheme: 'light' });
      await screen.close?.(client);
    });
  }
  if (isMaking) await writeFile(madeWithFile, `${JSON.stringify(here)}\n`);
});

test('the tour shows each of its pictures once, and they stay small', async () => {
  test.skip(isMaking, 'The pictures are being made.');
  const text = await readFile(join(docs, 'tour.md'), 'utf8');
  const shown = [...text.matchAll(/\]\(tour\/([\w-]+\.png)\)/g)].map(([, name]) => name);
  expect([...shown].sort()).toEqual([...names].sort());
  const files = (await readdir(pictures)).filter((name) => name.endsWith('.png'));
  expect(files.sort()).toEqual([...names].sort());
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(pictures, name))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2 * mibBytes);
});
