/** Snapshots of a virtual machine, its clones one at a time, and what holds and frees its space. */
import { readFile } from 'node:fs/promises';
import { mibBytes } from '../../shared/units.ts';
import { machineSchema, machinesSchema } from './answers.ts';
import { bytesOf, goldenBytes, openSmallYard, write } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('a machine is kept, changed, compared, reverted and cloned from a snapshot', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await client.find('vm-1');
  await client.openTab('Snapshots');
  await expect(client.page.getByRole('main')).toContainText('vm-1 has no snapshots');
  const tree = client.page.getByRole('tree', { name: 'Snapshots of vm-1' });
  const item = (name: string) => tree.getByRole('treeitem', { name });

  await test.step('taken from the Actions menu, confirmed with Enter', async () => {
    await client.act('Take snapshot');
    await client.dialog('Take snapshot of vm-1').getByRole('textbox', { name: 'Name' }).fill('before update');
    await client.page.keyboard.press('Enter');
    await expect(item('before update')).toBeVisible();
    await expect(item('You are here')).toHaveAttribute('aria-level', '2');
  });

  await test.step('what has changed since is told range by range', async () => {
    await write(yard, 'vm-1', 0, bytesOf(2, mibBytes));
    await write(yard, 'vm-1', 16 * mibBytes, bytesOf(3, 2 * mibBytes));
    await item('before update').click();
    await client.button('Compare…').click();
    const dialog = client.dialog('What has changed on vm-1');
    await expect(dialog.getByRole('status')).toContainText('3 MiB changed in 2 ranges.');
    await expect(dialog.getByRole('table').getByRole('row')).toHaveCount(3);
    await expect(dialog.getByRole('table')).toContainText('16,777,216');
    await client.page.keyboard.press('Escape');
  });

  await test.step('the second snapshot follows the first', async () => {
    await client.button('Take snapshot…').click();
    await client.dialog('Take snapshot of vm-1').getByRole('textbox', { name: 'Name' }).fill('after update');
    await client.page.keyboard.press('Enter');
    await expect(item('after update')).toHaveAttribute('aria-level', '2');
    await expect(item('You are here')).toHaveAttribute('aria-level', '3');
  });

  await test.step('the space card tells what only snapshots hold', async () => {
    await write(yard, 'vm-1', 0, bytesOf(4, mibBytes));
    await client.openTab('Summary');
    const space = client.card('Space');
    await client.expectBytes(space, 'Unique', 4 * mibBytes);
    // What both snapshots hold together would not be counted, so with two of them it is a bound.
    await client.expectFact(space, 'Only in snapshots', 'at least 1 MiB');
    await client.openTab('Snapshots');
  });

  await test.step('reverted, after being told what is lost', async () => {
    await item('before update').click();
    await client.button('Revert…').click();
    const question = client.question('Revert vm-1 to before update');
    await expect(question).toContainText('Written since: 3 MiB in 2 ranges.');
    await client.button('Revert', question).click();
    await client.expectCompleted(/^Revert/);
    await expect(item('You are here')).toHaveAttribute('aria-level', '2');
    const compared = await yard.cli('vm', 'compare', 'vm-1', 'golden');
    expect(compared.code, compared.stdout + compared.stderr).toBe(0);
  });

  await test.step('a clone of the other snapshot holds what that holds', async () => {
    await item('after update').click({ button: 'right' });
    await client.menuItem(/^Clone…/).click();
    const dialog = client.dialog('Clone vm-1');
    await expect(dialog.getByRole('button', { name: /^As of|after update/ }).first()).toContainText('after update');
    await dialog.getByRole('textbox', { name: 'Name of the clone' }).fill('golden');
    await expect(dialog).toContainText('The name golden is already in use.');
    await dialog.getByRole('textbox', { name: 'Name of the clone' }).fill('updated');
    await client.button('Clone', dialog).click();
    await client.expectCompleted(/^Clone/);
    const copy = yard.folder.file('updated.img');
    await yard.command('vm', 'export', 'updated', copy);
    const held = await readFile(copy);
    expect(held.subarray(0, mibBytes).equals(bytesOf(2, mibBytes))).toBe(true);
    expect(held.subarray(16 * mibBytes, 18 * mibBytes).equals(bytesOf(3, 2 * mibBytes))).toBe(true);
    expect(await yard.ask(machineSchema, 'vm', 'show', 'updated')).toMatchObject({ uniqueBytes: 0 });
  });

  await test.step('the first snapshot is deleted with the one that follows', async () => {
    await item('before update').click();
    await client.button('More').click();
    await client.menuItem('Delete with those that follow').click();
    await client.button('Delete', client.question('Delete 2 snapshots of vm-1')).click();
    await expect(client.page.getByRole('main')).toContainText('vm-1 has no snapshots');
  });
});

test('what deleting machines would free is told exactly, and is what is freed', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await write(yard, 'vm-1', 0, bytesOf(2, 3 * mibBytes));
  await yard.command('rapid-clone', 'vm-1', '--count', '1', '--names', 'twin-{n}');
  await client.find('datastore1');
  await client.expectBytes(client.card('Capacity'), 'Used', goldenBytes + 3 * mibBytes);

  await test.step('one of two that share frees nothing', async () => {
    await client.find('vm-1');
    await client.button('What would deleting this free?').click();
    await expect(client.dialog('Freed if deleted').getByRole('status')).toContainText('0 B would be freed, exactly.');
    await client.page.keyboard.press('Escape');
  });

  await test.step('both of them free what only they share', async () => {
    await client.find('datastore1');
    await client.openTab('VMs');
    const grid = client.grid('Virtual machines in datastore1');
    await client.row(grid, 'twin-1').getByRole('gridcell').first().click();
    // The row of the twin names vm-1 too, as its source; it stands above.
    await client.row(grid, 'vm-1').last().getByRole('gridcell').first().click({ modifiers: ['Shift'] });
    await client.row(grid, 'twin-1').getByRole('gridcell').first().click({ button: 'right' });
    await client.choose('What would deleting these free?');
    const dialog = client.dialog('Freed if deleted');
    await expect(dialog.getByRole('status')).toContainText('3 MiB would be freed, exactly.');
    await client.button('Delete…', dialog).click();
    const question = client.question('Delete 2 virtual machines');
    await question.getByRole('button', { name: 'Count exactly' }).click();
    await expect(question).toContainText('Frees exactly 3 MiB of physical space');
    await client.button('Delete', question).click();
    await client.expectCompleted(/^Delete/);
    await client.openTab('Summary');
    await client.button('Count exactly').click();
    await client.expectCompleted('Exact pass');
    await client.expectBytes(client.card('Capacity'), 'Used', goldenBytes);
    expect(await yard.ask(machinesSchema, 'vm', 'ls')).toHaveLength(2);
  });

  await test.step('the exact pass gives fair shares', async () => {
    await client.find('vm-2');
    await client.expectFact(client.card('Space'), 'Counted exactly', /ago|just now/);
    // Template, vm-2 and vm-3 hold every block.
    await client.expectBytes(client.card('Space'), 'Fair share', Math.round(goldenBytes / 3));
  });

  await test.step('the holders of a block are named', async () => {
    await client.act('Who holds a block?');
    const dialog = client.dialog('Who holds this block?');
    await expect(dialog.getByRole('status')).toContainText('The block at 1,048,576 is held 3 times and stored once.');
    await expect(dialog.getByRole('table')).toContainText('vm-2 (this one)');
    for (const name of ['golden', 'vm-3']) await expect(dialog.getByRole('table').getByRole('link', { name, exact: true })).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Offset' }).fill('20 MiB');
    await expect(dialog.getByRole('status')).toContainText('reads as zeros');
  });
});
