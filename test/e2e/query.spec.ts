/** One language asks for objects everywhere: in the search, in the filter of a grid; and what a grid shows leaves it whole. */
import { readFile } from 'node:fs/promises';
import type { Download } from '@playwright/test';
import { openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

async function textOf(download: Download): Promise<string> {
  return await readFile(await download.path(), 'utf8');
}

test('machines are found by query, filtered, exported and copied', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await yard.command('vm', 'power', 'on', 'vm-2');
  const { page } = client;
  const found = client.grid('Virtual machines found');
  const option = (name: string | RegExp) => page.getByRole('listbox', { name: 'Search results' }).getByRole('option', { name });

  await test.step('the search takes fields, offers values, and opens all results as a list', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('template:gold pow');
    await expect(option(/^power:/)).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(option(/^off/)).toBeVisible();
    await page.keyboard.type('off');
    await expect(option('Show all 2 results in a list')).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await client.expectPage('Search for “template:gold power:off”');
    await expect.poll(async () => await client.visibleNames(found)).toEqual(['vm-1', 'vm-3']);
  });

  await test.step('the list follows the yard, and its address comes back', async () => {
    await yard.command('vm', 'power', 'off', 'vm-2');
    await expect.poll(async () => await client.visibleNames(found)).toEqual(['vm-1', 'vm-2', 'vm-3']);
    await page.reload();
    await client.expectPage('Search for “template:gold power:off”');
    await expect.poll(async () => await client.visibleNames(found)).toEqual(['vm-1', 'vm-2', 'vm-3']);
  });

  await test.step('one kind is kept by a press', async () => {
    await client.search.fill('1');
    await page.getByRole('button', { name: 'Hosts', exact: true }).click();
    await expect(client.search).toHaveValue('kind:host 1');
    await expect(option('esx-01.yard.local')).toBeVisible();
    await expect(option('vm-1')).toBeHidden();
    await page.keyboard.press('Escape');
  });

  const filter = page.getByRole('searchbox', { name: 'Filter Virtual machines found' });
  await test.step('the filter of a grid takes the same, says what it cannot read, and goes on with the rest', async () => {
    await filter.fill('name:vm-1,vm-3');
    await expect.poll(async () => await client.visibleNames(found)).toEqual(['vm-1', 'vm-3']);
    await filter.fill('memry>1GiB -vm-1');
    await expect(filter).toHaveAccessibleDescription(/There is no field memry\. Did you mean memory\?/);
    await expect.poll(async () => await client.visibleNames(found)).toEqual(['vm-2', 'vm-3']);
    await filter.fill('-na');
    const offers = page.getByRole('listbox', { name: 'Filter Virtual machines found, what can be typed' });
    await offers.getByRole('option', { name: /^name:/ }).click();
    await page.keyboard.type('vm-2');
    await expect(filter).toHaveValue('-name:vm-2');
    await expect.poll(async () => await client.visibleNames(found)).toEqual(['vm-1', 'vm-3']);
    await page.keyboard.press('Escape');
    await expect(offers).toBeHidden();
  });

  const save = async (label: string) => {
    await client.button('Export').click();
    const [download] = await Promise.all([page.waitForEvent('download'), client.menuItem(label).click()]);
    return download;
  };
  await test.step('what is shown is exported whole, and what is selected by itself', async () => {
    const csv = await save('2 virtual machines as CSV');
    expect(csv.suggestedFilename()).toBe('virtual-machines-found.csv');
    const [titles, ...lines] = (await textOf(csv)).replace('\uFEFF', '').trim().split('\r\n');
    expect(titles).toMatch(/^Name,State,Template \(source\),.*,Provisioned \(bytes\),Logical \(bytes\),Unique \(bytes\),Unique is,/);
    expect(lines.map((line) => line.split(',').slice(0, 3).join(','))).toEqual(['vm-1,Powered off,golden', 'vm-3,Powered off,golden']);
    expect(lines[0]).toContain(`,${32 * 1024 ** 2},`);
    await client.row(found, 'vm-3').getByRole('gridcell').first().click();
    const json: unknown = JSON.parse(await textOf(await save('1 selected as JSON')));
    expect(json).toEqual([expect.objectContaining({ name: 'vm-3', provisionedBytes: 32 * 1024 ** 2, uniqueBound: 'exact' })]);
  });

  await test.step('rows and cells are copied', async () => {
    await found.focus();
    await page.keyboard.press('Control+C');
    await expect(page.getByText('1 virtual machine copied')).toBeVisible();
    const copied = await page.evaluate(async () => await navigator.clipboard.readText());
    expect(copied.split('\n').map((line) => line.split('\t').slice(0, 2))).toEqual([['Name', 'State'], ['vm-3', 'Powered off']]);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Control+C');
    expect(await page.evaluate(async () => await navigator.clipboard.readText())).toBe('vm-3');
  });
});
