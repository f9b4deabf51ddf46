/** The main job from end to end: import a real disk, stamp out 100 machines, and get the bytes back. */
import { writeFile } from 'node:fs/promises';
import { mibBytes } from '../../shared/units.ts';
import { createRandom } from '../sim/random.ts';
import { datastoreSchema, machineSchema, machinesSchema, templateSchema } from './answers.ts';
import { differenceOf, expectCleanExt4, makeSystemImage } from './images.ts';
import { expect, test } from './yard.ts';

const imageBytes = 128 * mibBytes;
const written = { offset: 5 * mibBytes, length: 3 * mibBytes };

test('a disk image becomes 100 machines that cost the space of one, survive kill -9, and give their bytes back', async ({ yard, client }) => {
  test.setTimeout(180_000);
  const image = yard.folder.file('golden.img');
  await makeSystemImage(image, imageBytes);
  await yard.command('init', '--empty');
  await yard.serve();
  await client.open(yard.url);
  const { page } = client;

  await test.step('the image is imported as a template', async () => {
    await client.act('Import template');
    const dialog = client.dialog('Import template');
    await dialog.getByRole('textbox', { name: 'Disk image' }).fill(image);
    await client.expectFact(dialog, 'Content', /ext4/);
    await client.expectFact(dialog, 'Disk size', '128 MiB');
    await expect(dialog.getByRole('textbox', { name: 'Template name' })).toHaveValue('golden');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(dialog).toBeHidden();
    await client.expectCompleted('Import golden.img');
    await client.showView('VMs and templates');
    await client.expand('Virtual machines');
    await client.select('golden');
    await client.expectFact(client.card('Space'), 'Provisioned', '128 MiB');
  });
  const template = await yard.ask(templateSchema, 'template', 'show', 'golden');
  expect(template.logicalBytes).toBeGreaterThan(0);
  expect(template).toMatchObject({ provisionedBytes: imageBytes, uniqueBytes: template.logicalBytes, sharedBytes: 0 });

  await test.step('the wizard says exactly what 100 clones will cost: nothing', async () => {
    await client.treeItem('golden').click({ button: 'right' });
    await client.choose('Rapid clone');
    await client.goToReview(100, 'vdi-{n:03}');
    await client.expectFact(client.wizard, 'Clones', '100: vdi-001, vdi-002, vdi-003 … vdi-100');
    await client.expectFact(client.wizard, 'Data to copy', 'None: every block is shared');
    await client.expectFact(client.wizard, 'Mechanism', /^100 × File clone: the array will share every block/);
    await client.expectFact(client.wizard, 'Physical', /, unchanged$/);
    await expect(client.wizard).toContainText('Nothing has been changed yet.');
    expect(await yard.ask(machinesSchema, 'vm', 'ls')).toEqual([]);
    await client.wizard.getByRole('button', { name: 'Finish' }).click();
    await expect(client.wizard).toBeHidden();
  });

  await test.step('the dock shows the task to its end, and the grid has the 100', async () => {
    await client.expectCompleted('Rapid clone 100 virtual machines');
    await expect(client.task('Rapid clone 100 virtual machines')).toContainText('100 clones in');
    await client.openTab('Clones');
    const grid = client.grid('Clones of golden');
    await expect(grid).toHaveAttribute('aria-rowcount', '101');
    await expect(page.getByRole('main')).toContainText('100 virtual machines');
    expect((await client.visibleNames(grid)).slice(0, 3)).toEqual(['vdi-001', 'vdi-002', 'vdi-003']);
  });

  await test.step('on the datastore, 101 disks take the space of one', async () => {
    const datastore = await yard.ask(datastoreSchema, 'datastore', 'show', 'datastore1');
    expect(datastore).toMatchObject({
      provisionedBytes: 101 * imageBytes,
      logicalBytes: 101 * template.logicalBytes,
      physicalBytes: template.logicalBytes,
      savedBytes: 100 * template.logicalBytes,
      freeBytes: datastore.capacityBytes - template.logicalBytes,
    });
    await client.showView('Storage');
    await client.select('datastore1');
    await client.openTab('Summary');
    const sharing = client.card('From provisioned to stored');
    expect(await client.bytes(sharing, 'Provisioned')).toBe(datastore.provisionedBytes);
    expect(await client.bytes(sharing, 'Logical')).toBe(datastore.logicalBytes);
    expect(await client.bytes(sharing, 'Physical')).toBe(datastore.physicalBytes);
    expect(await client.bytes(sharing, 'Saved')).toBe(datastore.savedBytes);
    await client.expectFact(sharing, 'Ratio', '101.00 : 1 logical to physical');
    const capacity = client.card('Capacity');
    expect((await client.bytes(capacity, 'Used')) + (await client.bytes(capacity, 'Free'))).toBe(datastore.capacityBytes);
  });

  await test.step('a write to one machine shows on its page while it is open', async () => {
    await client.showView('VMs and templates');
    await client.expand('Virtual machines');
    await client.select('vdi-007');
    const space = client.card('Space');
    await client.expectFact(space, 'Unique', /^0 B/);
    const patch = yard.folder.file('patch.bin');
    await writeFile(patch, createRandom(7).bytes(written.length));
    await yard.command('vm', 'write', 'vdi-007', '--offset', String(written.offset), '--file', patch);
    await client.expectFact(space, 'Unique', /^3 MiB/);
    const machine = await yard.ask(machineSchema, 'vm', 'show', 'vdi-007');
    expect(machine.uniqueBytes).toBe(written.length);
    expect(await client.bytes(space, 'Unique')).toBe(written.length);
    expect(await client.bytes(space, 'Shared')).toBe(machine.sharedBytes);
    expect(await client.bytes(space, 'Logical')).toBe(machine.uniqueBytes + machine.sharedBytes);
    await client.select('golden');
    await client.openTab('Clones');
    const grid = client.grid('Clones of golden');
    await expect(await client.cell(grid, client.row(grid, 'vdi-007'), 'Unique')).toHaveText('3 MiB');
    await expect(await client.cell(grid, client.row(grid, 'vdi-008'), 'Unique')).toHaveText('0 B');
  });

  await test.step('after kill -9 and a new start, everything is there', async () => {
    const before = await yard.ask(machinesSchema, 'vm', 'ls');
    await yard.kill();
    await expect(page.getByText('Connection lost, retrying.')).toBeVisible();
    await yard.serve();
    await client.open(yard.url);
    expect(await yard.ask(machinesSchema, 'vm', 'ls')).toEqual(before);
    expect(before).toHaveLength(100);
    await client.find('vdi-007');
    await client.expectFact(client.card('Space'), 'Unique', /^3 MiB/);
    await client.expectCompleted('Rapid clone 100 virtual machines');
  });

  await test.step('another machine is exported and equals its source byte by byte', async () => {
    const copy = yard.folder.file('copy.img');
    await client.find('vdi-042');
    await client.act('Export disk');
    const dialog = client.dialog('Export disk of vdi-042');
    await dialog.getByRole('textbox', { name: 'File on the machine that hosts the yard' }).fill(copy);
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await client.expectCompleted(/^Export /);
    expect(await differenceOf(image, copy)).toBeNull();
    const task = await client.openTask(/^Export /);
    await client.expectFact(task, 'Result', / written to .*copy\.img$/);
    await page.keyboard.press('Escape');
    await expectCleanExt4(copy);
  });

  await test.step('the written machine differs from its source in the written range alone', async () => {
    const copy = yard.folder.file('written.img');
    await yard.command('vm', 'export', 'vdi-007', copy);
    expect(await differenceOf(image, copy)).toEqual({ first: written.offset, last: written.offset + written.length - 1 });
  });

  await test.step('the array is sound', async () => {
    await client.help('Check the array');
    const dialog = client.dialog('Array check');
    await dialog.getByRole('checkbox', { name: 'Deep' }).check();
    await client.button('Start check', dialog).click();
    await expect(dialog.getByRole('status')).toContainText('The array is sound. No problem was found.', { timeout: 60_000 });
    await client.expectFact(dialog, 'Disks', '101');
    await client.expectFact(dialog, 'Virtual machines', '101');
  });
});

test('a file of this computer is uploaded, becomes a template, and is removed from where it was received', async ({ yard, client }) => {
  const image = yard.folder.file('my laptop.img');
  await makeSystemImage(image, 64 * mibBytes);
  await yard.command('init', '--empty');
  await yard.serve();
  await client.open(yard.url);
  await client.act('Import template');
  const dialog = client.dialog('Import template');
  await dialog.getByRole('radio', { name: 'On this computer' }).check();
  const chosen = client.page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await (await chosen).setFiles(image);
  await client.expectFact(dialog, 'Content', /ext4/);
  await expect(dialog.getByRole('textbox', { name: 'Template name' })).toHaveValue('my laptop');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await client.expectCompleted(/^Import /);

  const copy = yard.folder.file('copy.img');
  await client.find('my laptop');
  await client.act('Export disk');
  const exporting = client.dialog('Export disk of my laptop');
  await exporting.getByRole('textbox', { name: 'File on the machine that hosts the yard' }).fill(copy);
  await exporting.getByRole('button', { name: 'Export', exact: true }).click();
  await client.expectCompleted(/^Export /);
  expect(await differenceOf(image, copy)).toBeNull();
});
