/** How the client looks and spells, as each reader wants it: themes, colours of the system, sizes, times, a zoomed window. */
import type { Locator } from '@playwright/test';
import { mibBytes } from '../../shared/units.ts';
import { findLost } from './reading.ts';
import { openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

/** The colours of a row and of what is written in it. */
const coloursOf = async (row: Locator) => await row.evaluate((element) => ({ ground: getComputedStyle(element).backgroundColor, text: getComputedStyle(element).color }));

test('a reader chooses how the client looks, and it stays so', async ({ yard, client }) => {
  const { page } = client;
  const html = page.locator('html');
  await openSmallYard(yard, client);
  const choose = async (name: string) => {
    await page.getByRole('button', { name: 'Display' }).click();
    await page.getByRole('menuitemradio', { name, exact: true }).click();
  };
  await choose('High contrast');
  await expect(html).toHaveAttribute('data-theme', 'light');
  await expect(html).toHaveAttribute('data-contrast', 'more');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(0, 0, 0)');

  // It is kept a moment after the choice, and there before anything is drawn.
  await expect.poll(async () => await page.evaluate(() => localStorage.getItem('cloneyard.preferences') ?? '')).toContain('"theme":"contrast"');
  await page.reload();
  await client.expectReady();
  await expect(html).toHaveAttribute('data-contrast', 'more');

  await choose('Light');
  await expect(html).toHaveAttribute('data-theme', 'light');
  await expect(html).toHaveAttribute('data-contrast', 'usual');
  await choose('Like the system');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light', contrast: 'more' });
  await expect(html).toHaveAttribute('data-contrast', 'more');
});

test('sizes and times are spelled as a reader wants them', async ({ yard, client }) => {
  const { page } = client;
  await openSmallYard(yard, client);
  await client.find('vm-1');
  const facts = client.card('Virtual machine');
  const size = client.card('Virtual hardware').getByText('thin');
  await expect(size).toContainText('32 MiB');
  await client.expectFact(facts, 'Created', /\d{4}, \d/);

  await page.getByRole('button', { name: 'Display' }).click();
  await client.menuItem('Display settings…').click();
  const dialog = client.dialog('Display settings');
  await dialog.getByRole('radio', { name: /^kB, MB, GB/ }).check();
  await dialog.getByRole('radio', { name: /^How long ago/ }).check();
  await client.button('Close', dialog).first().click();
  await expect(page.getByRole('button', { name: 'Display' })).toBeFocused();

  await expect(size).toContainText('33.6 MB');
  expect(32 * mibBytes).toBe(33_554_432);
  await client.expectFact(facts, 'Created', /^(just now|a minute ago)$/);
  await expect((await client.fact(facts, 'Created')).locator('time')).toHaveAttribute('title', /\d{4}, \d/);
});

test('a list stays where it is when sizes are spelled otherwise', async ({ yard, client }) => {
  const { page } = client;
  await openSmallYard(yard, client);
  await yard.command('rapid-clone', 'vm-1', '--count', '40', '--names', 'desk-{n:02}');
  await client.select('Datacenter');
  await client.openTab('VMs');
  const grid = client.grid(/^Virtual machines/);
  const filter = page.getByRole('searchbox', { name: /^Filter Virtual machines/ });
  await filter.fill('desk');
  await expect(client.row(grid, 'desk-01')).toBeVisible();
  await grid.focus();
  await page.keyboard.press('End');
  const last = client.row(grid, 'desk-40');
  await last.getByRole('gridcell').first().click();
  await expect(last).toHaveAttribute('aria-selected', 'true');
  const scrolledPx = await grid.evaluate((element) => element.scrollTop);
  expect(scrolledPx).toBeGreaterThan(0);
  const size = await client.cell(grid, last, 'Memory');
  await expect(size).toContainText('GiB');

  await page.getByRole('button', { name: 'Display' }).click();
  await client.menuItem('Display settings…').click();
  const dialog = client.dialog('Display settings');
  await dialog.getByRole('radio', { name: /^kB, MB, GB/ }).check();
  await client.button('Close', dialog).first().click();

  await expect(size).toContainText('GB');
  await expect(last).toHaveAttribute('aria-selected', 'true');
  await expect(filter).toHaveValue('desk');
  expect(await grid.evaluate((element) => element.scrollTop)).toBe(scrolledPx);
});

test('what is chosen is told where the system forces its colours', async ({ yard, client }) => {
  const { page } = client;
  await openSmallYard(yard, client);
  await client.select('Datacenter');
  await client.openTab('VMs');
  const grid = client.grid(/^Virtual machines/);
  await client.row(grid, 'vm-2').getByRole('gridcell').first().click();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, forcedColors: 'active' });
    await expect(page.locator('html')).toHaveAttribute('data-contrast', 'more');
    const chosen = await coloursOf(client.row(grid, 'vm-2'));
    const other = await coloursOf(client.row(grid, 'vm-1'));
    expect(chosen.ground, colorScheme).not.toBe(other.ground);
    expect(chosen.text, colorScheme).not.toBe(other.text);
    expect(chosen.ground, colorScheme).toBe((await coloursOf(client.treeItem('Datacenter'))).ground);
  }
});

test('a window at 200 % zoom holds everything', async ({ yard, client }) => {
  const { page } = client;
  await openSmallYard(yard, client);
  await client.expectCompleted(/^Rapid clone/);
  await page.setViewportSize({ width: 720, height: 450 });
  expect(await findLost(page)).toEqual([]);
  // It does find what is lost: a heading pushed out of the window.
  const heading = page.getByRole('heading', { level: 1 });
  await heading.evaluate((element) => element.style.setProperty('transform', 'translateX(800px)'));
  expect((await findLost(page)).join()).toContain('cut off sideways');
  await heading.evaluate((element) => element.style.removeProperty('transform'));
  // Inventory and tasks give their room to the page until they are asked for.
  await expect(client.tree).toBeHidden();
  await expect(client.grid('Recent tasks')).toBeHidden();
  await page.getByRole('button', { name: 'Show inventory' }).click();
  await client.treeItem('Datacenter').click();
  await expect(client.tree).toBeHidden();
  await page.getByRole('button', { name: 'Show or hide recent tasks' }).click();
  await expect(client.task(/^Rapid clone/)).toBeInViewport();
  await page.getByRole('button', { name: 'Show or hide recent tasks' }).click();
  await expect(client.grid('Recent tasks')).toBeHidden();
  // Neither was a lasting wish.
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(client.tree).toBeVisible();
  await expect(client.grid('Recent tasks')).toBeVisible();
});
