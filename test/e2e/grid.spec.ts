/** Ten thousand machines: everything that lists them stays usable, by mouse and by keyboard. */
import type { Locator, TestInfo } from '@playwright/test';
import { mibBytes } from '../../shared/units.ts';
import { makeSparseImage } from '../fixtures/images.ts';
import { clonedSchema } from './answers.ts';
import { expect, test } from './yard.ts';

const machineCount = 10_000;

/** Notes how long it took; a busy machine makes it slow, never wrong. */
async function measure<Result>(info: TestInfo, what: string, work: () => Promise<Result>): Promise<Result> {
  const startedAtMs = performance.now();
  const result = await work();
  info.annotations.push({ type: what, description: `${Math.round(performance.now() - startedAtMs)} ms` });
  console.info(`${what}: ${Math.round(performance.now() - startedAtMs)} ms`);
  return result;
}

/** The row or cell that the keyboard is on. */
async function expectCurrent(widget: Locator, text: string): Promise<void> {
  await expect
    .poll(async () => {
      const id = await widget.getAttribute('aria-activedescendant');
      return await widget.page().evaluate((elementId) => document.getElementById(elementId ?? '')?.textContent ?? '', id);
    })
    .toContain(text);
}

test('tree, grid, search and filter carry 10,000 machines', async ({ yard, client }, info) => {
  test.setTimeout(180_000);
  const image = yard.folder.file('tiny.img');
  await makeSparseImage(image, mibBytes, 1);
  await yard.command('init', '--empty');
  await yard.command('import', image, '--name', 'golden');
  const cloned = await measure(info, '10,000 clones by the command line', () =>
    yard.ask(clonedSchema, 'rapid-clone', 'golden', '--count', String(machineCount), '--names', 'vdi-{n:05}', '--start', '0'),
  );
  expect(cloned).toMatchObject({ created: machineCount, failed: 0 });
  await yard.serve();
  const { page } = client;
  await measure(info, 'page opened', async () => {
    await client.open(yard.url);
    await client.find('esx-01.yard.local');
  });
  const main = page.getByRole('main');
  const grid = client.grid('Virtual machines in esx-01.yard.local');
  const filter = page.getByRole('searchbox', { name: 'Filter Virtual machines in esx-01.yard.local' });
  await measure(info, 'grid opened', async () => {
    await client.openTab('VMs');
    await expect(client.row(grid, 'vdi-00000')).toBeVisible();
  });
  const rowCount = Number(await grid.getAttribute('aria-rowcount')) - 1;
  const total = rowCount.toLocaleString('en-US');
  expect(rowCount).toBeGreaterThanOrEqual(machineCount);

  await test.step('the quick filter finds one machine', async () => {
    await measure(info, 'filter to one machine', async () => {
      await filter.fill('vdi-07654');
      await expect(grid).toHaveAttribute('aria-rowcount', '2');
      await expect(client.row(grid, 'vdi-07654')).toBeVisible();
    });
    await expect(main).toContainText(`1 of ${total} virtual machines`);
    await filter.fill('no such machine');
    await expect(main).toContainText('No virtual machines match “no such machine”');
    await measure(info, 'filter cleared', async () => {
      await main.getByRole('button', { name: 'Clear filter', exact: true }).click();
      await expect(client.row(grid, 'vdi-00000')).toBeVisible();
    });
  });

  await test.step('sorting by name, descending', async () => {
    const header = grid.getByRole('columnheader', { name: 'Name', exact: true });
    await header.click();
    await expect(header).toHaveAttribute('aria-sort', 'ascending');
    await measure(info, 'sort descending', async () => {
      await header.click();
      await expect(header).toHaveAttribute('aria-sort', 'descending');
      await expect.poll(async () => (await client.visibleNames(grid)).slice(0, 3)).toEqual(['vdi-09999', 'vdi-09998', 'vdi-09997']);
    });
    await header.click();
    await expect(header).toHaveAttribute('aria-sort', 'none');
  });

  await test.step('the wheel scrolls to the end', async () => {
    await grid.hover();
    await measure(info, 'scrolled from top to end', async () => {
      await page.mouse.wheel(0, 28 * rowCount);
      await expect(grid.getByRole('link', { name: 'vdi-09999' })).toBeInViewport();
    });
  });

  await test.step('the grid is worked by keyboard', async () => {
    await grid.focus();
    await page.keyboard.press('Home');
    await expectCurrent(grid, 'vdi-00000');
    await page.keyboard.press('Space');
    await expect(main).toContainText('1 selected');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(main).toContainText('2 selected');
    await expect(client.row(grid, 'vdi-00001')).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('End');
    await expectCurrent(grid, 'vdi-09999');
    await expect(client.row(grid, 'vdi-09999')).toBeInViewport();
    await page.keyboard.press('Shift+F10');
    await expect(page.getByRole('menu')).toBeVisible();
    await expect(client.menuItem(/^Power$/)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(client.menuItem('Power on')).toBeFocused();
    // Left and Escape go one menu back.
    await page.keyboard.press('ArrowLeft');
    await expect(client.menuItem(/^Power$/)).toBeFocused();
    await expect(client.menuItem('Power on')).toBeHidden();
    await page.keyboard.press('ArrowRight');
    await expect(client.menuItem('Power on')).toBeFocused();
    await page.keyboard.press('End');
    await expect(client.menuItem('Reset')).toBeFocused();
    // What does not apply can be reached, says why, and does nothing.
    await expect(client.menuItem('Reset')).toContainText('Only a machine that is powered on can be reset.');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect(client.menuItem(/^Power$/)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toBeHidden();
    await expect(grid).toBeFocused();
    await measure(info, 'everything selected', async () => {
      await page.keyboard.press('Control+A');
      await expect(main).toContainText(`${total} selected`);
    });
    await page.keyboard.press('PageUp');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: /^vdi-099/ })).toBeVisible();
  });

  await test.step('the search in the header opens one by its name', async () => {
    await page.keyboard.press('/');
    await expect(client.search).toBeFocused();
    await measure(info, 'found by the search', async () => {
      await page.keyboard.type('vdi-09999');
      await expect(page.getByRole('option', { name: 'vdi-09999' })).toBeVisible();
    });
    await page.keyboard.press('Enter');
    await client.expectPage('vdi-09999');
  });

  await test.step('the tree shows it and is worked by keyboard', async () => {
    await expect(client.treeItem('vdi-09999')).toBeInViewport();
    await client.tree.focus();
    await page.keyboard.press('Home');
    await expectCurrent(client.tree, 'vcenter.yard.local');
    await measure(info, 'tree from end to end', async () => {
      await page.keyboard.press('End');
      await expectCurrent(client.tree, 'vdi-09999');
      await expect(client.treeItem('vdi-09999')).toBeInViewport();
    });
    await page.keyboard.press('ArrowUp');
    await expectCurrent(client.tree, 'vdi-09998');
    await page.keyboard.press('Enter');
    await client.expectPage('vdi-09998');
    await page.keyboard.press('Shift+F10');
    await expect(page.getByRole('menu', { name: 'Actions for vdi-09998' })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    // The focus comes back when the menu has gone.
    await expect(client.tree).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expectCurrent(client.tree, 'esx-01.yard.local');
    await page.keyboard.press('ArrowLeft');
    await expect(client.treeItem('esx-01.yard.local')).toHaveAttribute('aria-expanded', 'false');
    await expect(client.treeItem('vdi-09999')).toBeHidden();
  });
});
