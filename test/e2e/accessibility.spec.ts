/** Nothing for axe to find in any theme, on any screen; and nothing lost in a small window, at 200 % zoom or with spaced text. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import * as z from 'zod';
import { mibBytes } from '../../shared/units.ts';
import { makeSparseImage } from '../fixtures/images.ts';
import { accessKeySchema } from './answers.ts';
import type { Client } from './client.ts';
import { customizationScreens } from './customizationScreens.ts';
import { historyScreens } from './historyScreens.ts';
import { hostingScreens, restingHost } from './hostingScreens.ts';
import { lifecycleScreens } from './lifecycleScreens.ts';
import { navigationScreens } from './navigationScreens.ts';
import { offloadScreens } from './offloadScreens.ts';
import { findLost, withSpacedText } from './reading.ts';
import { permissionScreens, readerScreens } from './permissionScreens.ts';
import { policyScreens } from './policyScreens.ts';
import { sampleScreens, visit } from './screens.ts';
import { storageScreens } from './storageScreens.ts';
import { expect, test, type Yard } from './yard.ts';

// Colours that are still fading in would be measured half-way.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

// React Aria's own announcer keeps what it has read out for some seconds, by reference to buttons that may be gone by then.
const announcer = '[data-live-announcer]';

const usual = { width: 1440, height: 900 };
const small = { width: 1024, height: 700 };

/** 1440 by 900 at 200 % zoom. */
const zoomed = { width: 720, height: 450 };

type Theme = 'light' | 'dark' | 'high contrast, light' | 'high contrast, dark' | 'forced colours';

/** How the system asks for each theme; and the rules that can fail in it alone, with high contrast that of 7 to 1. */
const themes: Readonly<Record<Theme, { readonly media: Parameters<Page['emulateMedia']>[0]; readonly rules: readonly string[] | null }>> = {
  light: { media: { colorScheme: 'light', contrast: 'no-preference', forcedColors: 'none' }, rules: null },
  dark: { media: { colorScheme: 'dark', contrast: 'no-preference', forcedColors: 'none' }, rules: ['color-contrast', 'link-in-text-block'] },
  'high contrast, light': { media: { colorScheme: 'light', contrast: 'more', forcedColors: 'none' }, rules: ['color-contrast-enhanced'] },
  'high contrast, dark': { media: { colorScheme: 'dark', contrast: 'more', forcedColors: 'none' }, rules: ['color-contrast-enhanced'] },
  'forced colours': { media: { colorScheme: 'dark', contrast: 'no-preference', forcedColors: 'active' }, rules: ['color-contrast'] },
};

const violationsSchema = z.array(z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string().optional() })) }));

/** Puts axe into the page and runs all its rules. */
async function runAll(page: Page): Promise<z.infer<typeof violationsSchema>> {
  const { violations } = await new AxeBuilder({ page })
    // There are no frames to gather, so the results need no page of their own.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .exclude(announcer)
    .analyze();
  return violationsSchema.parse(violations);
}

/** Some rules once more, by the axe that is in the page since `runAll`: putting it there takes longer than these do. */
async function runAgain(page: Page, rules: readonly string[]): Promise<z.infer<typeof violationsSchema>> {
  // A rule that is named runs even if it is off otherwise.
  const options = { resultTypes: ['violations'], runOnly: { type: 'rule', values: rules }, iframes: false };
  return violationsSchema.parse(await page.evaluate(`axe.run({ exclude: ['${announcer}'] }, ${JSON.stringify(options)}).then(({ violations }) => violations)`));
}

/** All rules in the light theme; in the others those about colours, because nothing else differs between them. */
async function expectNothingFound({ page }: Client, what: string, theme: Theme): Promise<void> {
  const { media, rules } = themes[theme];
  await page.emulateMedia(media);
  await expect(page.locator('html')).toHaveAttribute('data-contrast', media?.contrast === 'more' || media?.forcedColors === 'active' ? 'more' : 'usual');
  const violations = rules === null ? await runAll(page) : await runAgain(page, rules);
  const found = violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`) }));
  expect.soft(found, `${what}, ${theme}`).toEqual([]);
}

let round = 0;

/**
 * A dialog that opens on a text field stays out of sight for up to 600 ms where the window was resized before: React Aria takes that
 * for a keyboard on the screen and waits for it.
 */
async function expectShown(page: Page): Promise<void> {
  const dialogs = page.getByRole('dialog').or(page.getByRole('alertdialog'));
  await expect.poll(() => dialogs.evaluateAll((found) => found.every((dialog) => dialog.checkVisibility({ opacityProperty: true })))).toBe(true);
}

/**
 * Light in a window of common size; dark in a small one; high contrast, its two forms in turn, and forced colours in one
 * that is zoomed. Nothing is lost in the small ones, nor where the reader has spaced the text.
 */
async function expectAccessible(client: Client, what: string): Promise<void> {
  const { page } = client;
  round += 1;
  await expectShown(page);
  await expectNothingFound(client, what, 'light');
  const moving = await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
  expect.soft(moving, `what moves on ${what}`).toBe(0);
  await page.setViewportSize(small);
  await expectNothingFound(client, what, 'dark');
  expect.soft(await findLost(page), `${what} in a window of ${small.width} by ${small.height}`).toEqual([]);
  await withSpacedText(page, async () => expect.soft(await findLost(page), `${what} with spaced text`).toEqual([]));
  await page.setViewportSize(zoomed);
  await expectNothingFound(client, what, round % 2 === 0 ? 'high contrast, light' : 'high contrast, dark');
  await expectNothingFound(client, what, 'forced colours');
  expect.soft(await findLost(page), `${what} at 200 % zoom`).toEqual([]);
  await page.setViewportSize(usual);
  await page.emulateMedia(themes.light.media);
}

/** The sample yard with a rapid clone done, and a file that could be imported. Returns the file's path. */
async function openSample(yard: Yard, client: Client): Promise<string> {
  const image = yard.folder.file('disk.img');
  await makeSparseImage(image, 4 * mibBytes, 1);
  await yard.command('init', '--sample');
  await yard.command('rapid-clone', 'linux-server-gold', '--count', '60', '--names', 'a11y-{n:03}');
  await yard.serve();
  await client.open(yard.url);
  return image;
}

const step = async (name: string, work: () => Promise<void>): Promise<void> => {
  await test.step(name, work);
};

test('every screen of the sample yard', async ({ yard, client }) => {
  test.setTimeout(480_000);
  const image = await openSample(yard, client);
  await visit(client, sampleScreens(image), (screen) => expectAccessible(client, screen.name), step);
});

test('every screen of the storage array', async ({ yard, client }) => {
  test.setTimeout(480_000);
  await openSample(yard, client);
  await visit(client, storageScreens, (screen) => expectAccessible(client, screen.name), step);
});

test('every screen about networks and what belongs to an object', async ({ yard, client }) => {
  test.setTimeout(480_000);
  await openSample(yard, client);
  await visit(client, navigationScreens, (screen) => expectAccessible(client, screen.name), step);
});

test('every screen about customization', async ({ yard, client }) => {
  test.setTimeout(480_000);
  await openSample(yard, client);
  await visit(client, customizationScreens, (screen) => expectAccessible(client, screen.name), step);
});

test('every screen about storage policies', async ({ yard, client }) => {
  test.setTimeout(480_000);
  await openSample(yard, client);
  await visit(client, policyScreens, (screen) => expectAccessible(client, screen.name), step);
});

test('every screen about access keys, and what the holder of one sees', async ({ yard, client }) => {
  test.setTimeout(480_000);
  await openSample(yard, client);
  const { link } = await yard.ask(accessKeySchema, 'access', 'create', 'Auditor', '--role', 'read-only');
  await visit(client, permissionScreens, (screen) => expectAccessible(client, screen.name), step);
  await client.page.goto(link);
  await expect(client.page.getByRole('banner')).toContainText('Auditor');
  await client.expectReady();
  await visit(client, readerScreens, (screen) => expectAccessible(client, screen.name), step);
  await yard.command('access', 'revoke', 'Auditor');
  await expect(client.page.getByRole('alert')).toContainText('The access key of this page was revoked.');
  await expectAccessible(client, 'revoked access key');
});

test('every screen about offloading', async ({ yard, client }) => {
  test.setTimeout(480_000);
  await openSample(yard, client);
  await visit(client, offloadScreens, (screen) => expectAccessible(client, screen.name), step);
});

test('every screen about the life of machines', async ({ yard, client }) => {
  test.setTimeout(480_000);
  await openSample(yard, client);
  await yard.command('vm', 'unregister', 'a11y-001');
  await visit(client, lifecycleScreens, (screen) => expectAccessible(client, screen.name), step);
});

test('every screen about what is around machines', async ({ yard, client }) => {
  test.setTimeout(480_000);
  await openSample(yard, client);
  await yard.command('host', 'maintenance', 'enter', restingHost);
  await visit(client, hostingScreens, (screen) => expectAccessible(client, screen.name), step);
});

test('every screen about what happened and what is wrong', async ({ yard, client }) => {
  test.setTimeout(480_000);
  await openSample(yard, client);
  // An alarm that every host with a running machine raises.
  await client.find('vcenter.yard.local');
  await client.openTab('Monitor');
  await client.page.getByRole('radio', { name: 'Alarm definitions' }).check();
  await client.button('New alarm…').click();
  const dialog = client.dialog('New alarm');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Watched');
  await dialog.getByRole('button', { name: /What it watches/ }).click();
  await client.page.getByRole('option', { name: /^Host memory promised/ }).click();
  await dialog.getByRole('textbox', { name: 'Yellow from, percent' }).fill('1');
  await client.button('Create', dialog).click();
  await expect(dialog).toBeHidden();
  await visit(client, historyScreens, (screen) => expectAccessible(client, screen.name), step);
});

test('the screens before there is a yard', async ({ yard, client }) => {
  const { page } = client;
  await yard.serve();
  await page.goto(new URL('/', yard.url).href);
  await expect(page.getByRole('main')).toContainText('This page needs its key');
  await expectAccessible(client, 'no key');

  await page.goto(`${new URL('/?again', yard.url).href}${new URL(yard.url).hash}`);
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[1-9]/);
  // Held, so that the screen does not go while it is looked at.
  yard.hold();
  await expectAccessible(client, 'first start, in progress');
  yard.letGo();
  await page.getByRole('button', { name: 'Start empty instead' }).click();
  await client.expectReady();
});

test('an empty yard, a running task and a lost connection', async ({ yard, client }) => {
  const { page } = client;
  const image = yard.folder.file('disk.img');
  await makeSparseImage(image, 256 * mibBytes, 1);
  await yard.command('init', '--empty');
  await yard.serve();
  await client.open(yard.url);
  await client.openTab('VMs');
  await expect(page.getByRole('main')).toContainText('No virtual machines here');
  await expectAccessible(client, 'empty grid');
  await client.act('Rapid clone');
  await expect(client.wizard).toContainText('There is nothing to clone');
  await expectAccessible(client, 'wizard with nothing to clone');
  await page.keyboard.press('Escape');

  await client.act('Import template');
  await client.dialog('Import template').getByRole('textbox', { name: 'Disk image' }).fill(image);
  await expect(client.dialog('Import template').getByRole('textbox', { name: 'Template name' })).toHaveValue('disk');
  await client.dialog('Import template').getByRole('button', { name: 'Import', exact: true }).click();
  await expect(client.task('Import disk.img').getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[1-9]/);
  yard.hold();
  await expectAccessible(client, 'running task in the dock');
  await client.openTask('Import disk.img');
  await expectAccessible(client, 'running task in full');
  await page.keyboard.press('Escape');
  yard.letGo();
  await client.expectCompleted('Import disk.img');

  await yard.stop();
  await expect(page.getByRole('status').filter({ hasText: 'Connection lost' })).toBeVisible();
  await expectAccessible(client, 'connection lost');
});
