/** Recent tasks: what runs can be stopped without a trace, what failed says why, what was done can be looked into. */
import { open } from 'node:fs/promises';
import { mibBytes } from '../../shared/units.ts';
import { makeSparseImage } from '../fixtures/images.ts';
import { createRandom } from '../sim/random.ts';
import { checkSchema, datastoreSchema, templatesSchema } from './answers.ts';
import { expect, test } from './yard.ts';

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

test('a running import is cancelled from the dock and leaves no template and no space', async ({ yard, client }) => {
  const image = yard.folder.file('long.img');
  await makeLongImage(image, 1536 * mibBytes);
  await yard.command('init', '--empty');
  await yard.serve();
  await client.open(yard.url);
  await client.act('Import template');
  const dialog = client.dialog('Import template');
  await dialog.getByRole('textbox', { name: 'Disk image' }).fill(image);
  await expect(dialog.getByRole('textbox', { name: 'Template name' })).toHaveValue('long');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();

  const task = client.task('Import long.img');
  const progress = task.getByRole('progressbar', { name: 'Progress of Import long.img' });
  await expect(progress).toHaveAttribute('aria-valuenow', /^([1-9]|\d\d)/);
  await task.getByRole('button', { name: 'Cancel Import long.img' }).click();
  await expect(task).toContainText('Cancelled');
  await expect(progress).toBeHidden();

  expect(await yard.ask(templatesSchema, 'template', 'ls')).toEqual([]);
  const datastore = await yard.ask(datastoreSchema, 'datastore', 'show', 'datastore1');
  expect(datastore).toMatchObject({ provisionedBytes: 0, logicalBytes: 0, physicalBytes: 0, freeBytes: datastore.capacityBytes });
  expect(await yard.ask(checkSchema, 'check')).toMatchObject({ ok: true, problems: [] });
  await client.showView('Storage');
  await client.select('datastore1');
  expect(await client.bytes(client.card('Capacity'), 'Used')).toBe(0);
});

test('a failed task shows its cause and the next step, and has a list of its own', async ({ yard, client }) => {
  const image = yard.folder.file('golden.img');
  await makeSparseImage(image, 8 * mibBytes, 2);
  await yard.command('init', '--empty');
  await yard.command('import', image, '--name', 'golden');
  await yard.serve();
  await client.open(yard.url);
  // The file is refused when it is too short to hold what the write asks for, which only the task finds out.
  const patch = yard.folder.file('patch.bin');
  await makeSparseImage(patch, 2 * mibBytes, 3);
  await yard.command('rapid-clone', 'golden', '--count', '1', '--names', 'vdi-{n}');
  const answer = await yard.cli('vm', 'export', 'vdi-1', yard.folder.file('missing/copy.img'));
  expect(answer.code).toBe(1);

  const failed = client.page.getByRole('tab', { name: /^Failed/ });
  await expect(failed).toContainText('1');
  await failed.click();
  const row = client.grid('Failed').getByRole('row').nth(1);
  await expect(row).toContainText('Failed');
  await expect(row).toContainText('missing');
  await row.getByRole('button').first().click();
  const dialog = client.dialog(/^Export/);
  await client.expectFact(dialog, 'State', 'Failed');
  await expect(dialog.getByRole('alert')).toContainText('missing');
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
