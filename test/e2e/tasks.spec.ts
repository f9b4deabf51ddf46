/** Recent tasks: what runs can be stopped without a trace, what failed says why, what was done can be looked into. */
import { open, readFile } from 'node:fs/promises';
import { mibBytes } from '../../shared/units.ts';
import { makeSparseImage } from '../fixtures/images.ts';
import { createRandom } from '../sim/random.ts';
import { checkSchema, datastoreSchema, templatesSchema } from './answers.ts';
import type { Client } from './client.ts';
import { expect, test, type Yard } from './yard.ts';

/** A file that takes seconds to import: no two blocks are equal, none is zero, and it was never a hole. */
async function makeLongImage(path: string, sizeBytes: number): Promise<void> {
  const random = createRandom(3);
  const part = Buffer.from(random.bytes(4 * mibBytes));
  const file = await open(path, 'w');
  try {
    for (let offset = 0; offset < sizeBytes; offset += part.length) {
      // One changed number per block is enough to make every block a new one.
      for (let at = 0; at < part.length; at += 4096) part.writeUInt32LE((offset + at) / 4096 + 1, at);
      await file.write(part, 0, part.length, offset);
    }
  } finally {
    await file.close();
  }
}

async function startImport(client: Client, image: string): Promise<void> {
  await client.act('Import template');
  const dialog = client.dialog('Import template');
  await dialog.getByRole('textbox', { name: 'Disk image' }).fill(image);
  await expect(dialog.getByRole('textbox', { name: 'Template name' })).toHaveValue('long');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** No template, no space, nothing wrong. */
async function expectNothingKept(yard: Yard): Promise<void> {
  expect(await yard.ask(templatesSchema, 'template', 'ls')).toEqual([]);
  const datastore = await yard.ask(datastoreSchema, 'datastore', 'show', 'datastore1');
  expect(datastore).toMatchObject({ provisionedBytes: 0, logicalBytes: 0, physicalBytes: 0, freeBytes: datastore.capacityBytes });
  expect(await yard.ask(checkSchema, 'check')).toMatchObject({ ok: true, problems: [] });
}

test('a running import is cancelled from the dock and leaves no template and no space', async ({ yard, client }) => {
  const image = yard.folder.file('long.img');
  await makeLongImage(image, 768 * mibBytes);
  await yard.command('init', '--empty');
  await yard.serve();
  await client.open(yard.url);
  await startImport(client, image);

  const task = client.task('Import long.img');
  const progress = task.getByRole('progressbar', { name: 'Progress of Import long.img' });
  await expect(progress).toHaveAttribute('aria-valuenow', /^([1-9]|\d\d)/);
  // Held for the moment of the click, so that the import cannot end before it.
  yard.hold();
  await task.getByRole('button', { name: 'Cancel Import long.img' }).click();
  yard.letGo();
  await expect(task).toContainText('Cancelled');
  await expect(progress).toBeHidden();

  await expectNothingKept(yard);
  await client.showView('Storage');
  await client.select('datastore1');
  expect(await client.bytes(client.card('Capacity'), 'Used')).toBe(0);
});

test('an import that was killed shows its cause and the next step, and has a list of its own', async ({ yard, client }) => {
  const image = yard.folder.file('long.img');
  await makeLongImage(image, 512 * mibBytes);
  await yard.command('init', '--empty');
  await yard.serve();
  await client.open(yard.url);
  await startImport(client, image);
  await expect(client.task('Import long.img').getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[1-9]/);
  await yard.kill();
  await yard.serve();
  await client.open(yard.url);

  const failed = client.page.getByRole('tab', { name: /^Failed/ });
  await expect(failed).toContainText('1');
  await failed.click();
  const row = client.grid('Failed').getByRole('row').nth(1);
  await expect(row).toContainText('Failed');
  await expect(row).toContainText('Nothing was kept. Import the file again.');
  await row.getByRole('button', { name: 'Import long.img' }).click();
  const dialog = client.dialog('Import long.img');
  await client.expectFact(dialog, 'State', 'Failed');
  await expect(dialog.getByRole('alert')).toContainText('Nothing was kept. Import the file again.');
  await client.page.keyboard.press('Escape');
  await expectNothingKept(yard);
});

test('a file that cannot be written fails the export and says which', async ({ yard, client }) => {
  const image = yard.folder.file('golden.img');
  await makeSparseImage(image, 8 * mibBytes, 2);
  await yard.command('init', '--empty');
  await yard.command('import', image, '--name', 'golden');
  await yard.serve();
  await client.open(yard.url);
  await client.find('golden');
  const target = yard.folder.file('missing/copy.img');
  await client.act('Export disk');
  const dialog = client.dialog('Export disk of golden');
  await dialog.getByRole('textbox', { name: 'File on the machine that hosts the yard' }).fill(target);
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(client.page.getByRole('alert').or(client.task('Export disk to copy.img')).filter({ hasText: 'missing' })).toBeVisible();
});

test('the items of a rapid clone can be looked into, page by page', async ({ yard, client }) => {
  const image = yard.folder.file('golden.img');
  await makeSparseImage(image, 8 * mibBytes, 4);
  await yard.command('init', '--empty');
  await yard.command('import', image, '--name', 'golden');
  await yard.command('rapid-clone', 'golden', '--count', '120', '--names', 'vdi-{n:03}');
  await yard.serve();
  await client.open(yard.url);
  const dialog = await client.openTask('Rapid clone 120 virtual machines');
  await client.expectFact(dialog, 'State', 'Completed');
  const table = dialog.getByRole('table', { name: '120 done, 0 failed, 120 in all' });
  await expect(table.getByRole('row')).toHaveCount(51);
  await expect(table.getByRole('row').nth(1)).toContainText('vdi-001');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog).toContainText('51 to 100 of 120');
  await expect(table.getByRole('row').nth(1)).toContainText('vdi-051');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog).toContainText('101 to 120 of 120');
  await expect(table.getByRole('row')).toHaveCount(21);
  await expect(dialog.getByRole('button', { name: 'Next' })).toBeDisabled();
  await table.getByRole('link', { name: 'vdi-120' }).click();
  await expect(dialog).toBeHidden();
  await client.expectPage('vdi-120');
});

test('recent tasks are filtered, also among those that failed, and what is left is exported', async ({ yard, client }) => {
  const image = yard.folder.file('golden.img');
  await makeSparseImage(image, mibBytes, 1);
  await yard.command('init', '--empty');
  await yard.command('import', image, '--name', 'golden');
  await yard.command('rapid-clone', 'golden', '--count', '2', '--names', 'vdi-{n}');
  await yard.serve();
  await client.open(yard.url);
  const { page } = client;
  const all = client.grid('Recent tasks');
  const filter = page.getByRole('searchbox', { name: 'Filter Recent tasks' });
  await expect(client.task('Import golden.img')).toBeVisible();
  await expect(client.task('Rapid clone 2 virtual machines')).toBeVisible();
  // By words, and by what a column holds, as in every other list; the offers are in sight.
  await filter.fill('rapid');
  await expect(all).toHaveAttribute('aria-rowcount', '2');
  await filter.fill('stat');
  await expect(page.getByRole('option').first()).toBeInViewport();
  await filter.fill('target:golden');
  await expect(all).toHaveAttribute('aria-rowcount', '3');
  await filter.fill('rapid');
  await expect(client.task('Rapid clone 2 virtual machines')).toBeVisible();

  await page.getByRole('button', { name: 'Export Recent tasks' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), client.menuItem('1 task as CSV').click()]);
  expect(download.suggestedFilename()).toBe('recent-tasks.csv');
  const [titles, ...lines] = (await readFile(await download.path(), 'utf8')).replace('\uFEFF', '').trim().split('\r\n');
  expect(titles).toMatch(/^Task name,Target,Status,Details,Initiator,/);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^Rapid clone 2 virtual machines,golden,Completed,/);

  await page.getByRole('tab', { name: /^Failed/ }).click();
  await expect(page.getByRole('searchbox', { name: 'Filter Failed' })).toHaveValue('rapid');
  await expect(page.getByRole('region', { name: 'Recent tasks and alarms' })).toContainText('No task has failed');
});
