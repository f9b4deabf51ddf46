/** The host's way and the array's way, one after the other on real bytes, and what is shown of it. */
import { readFile } from 'node:fs/promises';
import { comparisonSchema } from '../../shared/model/offload.ts';
import { mibBytes } from '../../shared/units.ts';
import { machinesSchema } from './answers.ts';
import type { Client } from './client.ts';
import { bytesOf, goldenBytes, makeFile, openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

async function download(client: Client, button: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([client.page.waitForEvent('download'), client.button(button).click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

test('a comparison from the menu of a template to its exported figures', async ({ yard, client }) => {
  const { page } = client;
  await openSmallYard(yard, client);
  await client.find('golden');
  await client.act('Compare host and array');
  await client.expectPage('Compare host and array');
  await expect(page).toHaveURL(/#\/compare\/vm-\d+$/);
  const form = client.card('New comparison');
  await expect(client.card('Result')).toContainText('No comparison has been run yet');
  await client.expectFact(form, 'Time', /^Not known yet/);
  await form.getByRole('textbox', { name: 'Clones on each side' }).fill('4');
  await page.keyboard.press('Tab');
  await client.expectBytes(form, 'The host copies', 4 * goldenBytes);
  await form.getByRole('button', { name: /Model it for/ }).click();
  await page.getByRole('option', { name: '16 Gb Fibre Channel, flash array' }).click();
  await client.button('Run comparison', form).click();
  await client.expectCompleted(/^Compare host and array/);

  const result = client.card('Result for golden');
  await expect(result).toContainText(/4 clones: .* by file clone with 0 B over the storage network; .* through the host, .* times as long, with 64 MiB\./);
  await test.step('measured and modelled figures stand in groups of their own', async () => {
    const table = result.getByRole('table');
    await expect(table.getByRole('columnheader', { name: 'Measured on this machine' })).toBeVisible();
    await expect(table.getByRole('columnheader', { name: 'Modelled: 16 Gb Fibre Channel, flash array' })).toBeVisible();
    const network = table.getByRole('row', { name: /^Storage network/ }).getByRole('cell');
    await expect(network.nth(0)).toHaveText('64 MiB');
    await expect(network.nth(1)).toHaveText('0 B');
    await expect(table.getByRole('row', { name: /^Space allocated/ }).getByRole('cell').nth(0)).toHaveText(/^3[12](\.\d)? MiB$/);
  });
  await test.step('the way that the array took is told', async () => {
    await client.button('How the array side was made', result).click();
    await expect(result).toContainText('File clone: the array shared every block');
  });
  await test.step('the figures can be saved', async () => {
    const json = await download(client, 'Export as JSON');
    expect(json.name).toMatch(/^comparison-golden-.*\.json$/);
    const comparison = comparisonSchema.parse(JSON.parse(json.text));
    expect(comparison.host.networkReadBytes + comparison.host.networkWriteBytes).toBe(8 * goldenBytes);
    expect(comparison.offload.networkReadBytes + comparison.offload.networkWriteBytes).toBe(0);
    const csv = await download(client, 'Export as CSV');
    expect(csv.name).toMatch(/\.csv$/);
    expect(csv.text.split('\r\n')[0]).toContain('Measured on this machine');
  });
  await test.step('no clone is left, and the next estimate knows the rate', async () => {
    expect((await yard.ask(machinesSchema, 'vm', 'ls')).map(({ name }) => name)).toEqual(['vm-1', 'vm-2', 'vm-3']);
    await client.expectFact(form, 'Time', /^About .* for the host, at .*\/s as in the last comparison$/);
  });
  await test.step('it is still there after a reload, and a second one stands beside it', async () => {
    await page.reload();
    await client.expectPage('Compare host and array');
    await expect(client.card('Result for golden')).toBeVisible();
    await client.button('Run comparison').click();
    await expect(client.card('Comparisons so far').getByRole('row')).toHaveCount(3, { timeout: 60_000 });
  });
});

test('both halves are live while it runs, and it can be cancelled', async ({ yard, client }) => {
  test.setTimeout(180_000);
  const { page } = client;
  const image = await makeFile(yard, 'large.img', bytesOf(2, 96 * mibBytes));
  await yard.command('init', '--empty');
  await yard.command('import', image, '--name', 'large');
  await yard.serve();
  await client.open(yard.url);
  await client.button('Compare host and array', page.getByRole('banner')).click();
  const form = client.card('New comparison');
  await form.getByRole('button', { name: /^(Choose a template )?Source/ }).click();
  await page.getByRole('option', { name: /^large/ }).click();
  await form.getByRole('textbox', { name: 'Clones on each side' }).fill('60');
  await page.keyboard.press('Tab');
  await client.button('Run comparison', form).click();

  const live = client.card('Compare host and array with 60 clones');
  const host = live.getByRole('region', { name: 'Through the host' });
  await expect(host).toContainText('Running');
  await expect(live.getByRole('region', { name: 'By the rules' })).toContainText('Waiting');
  // Three seconds are enough for a figure of a whole one.
  await client.expectFact(host, 'Storage network', /\d.*\/s$/);
  await client.expectFact(host, 'Host busy', /\d %$/);
  await expect(live.getByRole('img', { name: 'Storage network and disks of the array' })).toBeVisible();
  await client.button('Cancel', live).click();
  await expect(page.getByRole('main').getByRole('status')).toContainText('The last comparison was cancelled', { timeout: 60_000 });
  expect(await yard.ask(machinesSchema, 'vm', 'ls')).toEqual([]);
  expect((await yard.cli('check', '--deep')).code).toBe(0);
});

test('a machine that runs cannot be compared with, and one without room is refused with the reason', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await yard.command('vm', 'power', 'on', 'vm-1');
  await client.find('vm-1');
  await client.page.getByRole('button', { name: 'Actions', exact: true }).click();
  await expect(await client.findEntry('Compare host and array')).toContainText('Power it off first');
  await client.page.keyboard.press('Escape');
  await client.page.keyboard.press('Escape');
  await client.page.goto(`${new URL(yard.url).origin}/#/compare/vm-999`);
  await client.expectPage('Compare host and array');
  await expect(client.button('Run comparison')).toHaveAttribute('aria-disabled', 'true');
});
