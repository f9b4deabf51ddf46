/** Volumes, their snapshots and FlexClones, from the page of the datastore and the list of volumes. */
import { gibBytes, mibBytes } from '../../shared/units.ts';
import { datastoresSchema, machinesSchema } from './answers.ts';
import { bytesOf, goldenBytes, openSmallYard, write } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('a datastore is created on a new volume, resized and deleted', async ({ yard, client }) => {
  await yard.command('init', '--empty');
  await yard.serve();
  await client.open(yard.url);
  await client.showView('Storage');
  await client.openTab('Volumes');

  await test.step('with what is wrong said at the field', async () => {
    await client.button('New datastore…').click();
    const wizard = client.dialog('New datastore');
    await wizard.getByText('VMFS', { exact: true }).click();
    await client.button('Next', wizard).click();
    await wizard.getByRole('textbox', { name: 'Name' }).fill('datastore1');
    await expect(wizard).toContainText('There is a volume called datastore1 already.');
    await wizard.getByRole('textbox', { name: 'Name' }).fill('projects');
    await wizard.getByRole('textbox', { name: 'Size', exact: true }).fill('a lot');
    await client.button('Next', wizard).click();
    await expect(wizard).toContainText('Enter a size, for example 500 GiB or 2 TiB.');
    await wizard.getByRole('textbox', { name: 'Size', exact: true }).fill('200 GiB');
    await client.button('Next', wizard).click();
    await expect(wizard.getByRole('group', { name: 'Hosts that see it' }).getByRole('checkbox')).toBeChecked();
    await client.button('Next', wizard).click();
    await client.expectFact(wizard, 'Type', 'VMFS');
    await client.expectFact(wizard, 'Mounted on', 'All 1 host');
    await client.button('Finish', wizard).click();
    await client.expectPage('projects');
    expect(await yard.ask(datastoresSchema, 'datastore', 'ls')).toMatchObject([{ name: 'datastore1' }, { name: 'projects', capacityBytes: 200 * gibBytes }]);
  });

  await test.step('resized while in use, with thresholds and autogrow', async () => {
    await client.openTab('Configure');
    await client.expectFact(client.card('Size'), 'Size', '200 GiB');
    await client.button('Edit…').click();
    const dialog = client.dialog('Resize and settings of projects');
    await dialog.getByRole('textbox', { name: 'Size', exact: true }).fill('300 GiB');
    await dialog.getByRole('checkbox', { name: 'Autogrow' }).check();
    await dialog.getByRole('textbox', { name: 'Maximum size' }).fill('100 GiB');
    await client.button('Save', dialog).click();
    await expect(dialog).toContainText('It has to be at least as large as the size.');
    await dialog.getByRole('textbox', { name: 'Maximum size' }).fill('1 TiB');
    await dialog.getByRole('textbox', { name: 'Grow by' }).fill('10 GiB');
    await client.button('Save', dialog).click();
    await expect(dialog).toBeHidden();
    await client.expectFact(client.card('Size'), 'Size', '300 GiB');
    await client.expectFact(client.card('Autogrow and thresholds'), 'Autogrow', 'On: by 10 GiB beyond 85 % used, up to 1 TiB');
    await client.openTab('Summary');
    await client.expectBytes(client.card('Capacity'), 'Capacity', 300 * gibBytes);
  });

  await test.step('deleted, after being asked', async () => {
    await client.act('Delete volume');
    const question = client.question('Delete volume projects');
    await expect(question).toContainText('No virtual machine or template is on it.');
    await client.button('Delete', question).click();
    await client.expectCompleted(/^Delete volume/);
    await expect(client.treeItem('projects')).toBeHidden();
    expect(await yard.ask(datastoresSchema, 'datastore', 'ls')).toHaveLength(1);
  });
});

test('a volume goes back to a snapshot, and the dialog tells what that does', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await client.find('datastore1');
  await client.openTab('Snapshots');
  await expect(client.page.getByRole('main')).toContainText('datastore1 has no snapshots');

  await client.button('Take snapshot…').first().click();
  const taking = client.dialog('Take snapshot of volume datastore1');
  await taking.getByRole('textbox', { name: 'Name' }).fill('nightly');
  await client.page.keyboard.press('Enter');
  const grid = client.grid('Snapshots of datastore1');
  await expect(client.row(grid, 'nightly')).toBeVisible();
  await expect(await client.cell(grid, client.row(grid, 'nightly'), 'Unique')).toHaveText('0 B');

  await test.step('what is overwritten or deleted stays in the snapshot', async () => {
    await write(yard, 'vm-1', 0, bytesOf(2, mibBytes));
    await yard.command('vm', 'rm', 'vm-3');
    await yard.command('rapid-clone', 'golden', '--count', '1', '--names', 'later-{n}');
    await client.openTab('Summary');
    await client.expectBytes(client.card('Capacity'), 'Used', goldenBytes + mibBytes);
    await client.openTab('Snapshots');
  });

  await test.step('one machine goes back and one comes back, and nothing else changes', async () => {
    await write(yard, 'vm-2', 0, bytesOf(3, mibBytes));
    await yard.command('vm', 'power', 'on', 'vm-2');
    const title = 'Restore a virtual machine from nightly';
    await client.row(grid, 'nightly').click();
    await client.button('Restore virtual machine…').click();
    const dialog = client.dialog(title);
    await expect(dialog).toContainText('Everything else on datastore1 stays as it is.');
    await expect(dialog.getByRole('radio', { name: /^vm-1/ })).toHaveAccessibleName(/1 disk goes back to what the snapshot holds; what was written since is lost./);
    await expect(dialog.getByRole('radio', { name: /^vm-2/ })).toBeDisabled();
    await expect(dialog.getByRole('radio', { name: /^vm-2/ })).toHaveAccessibleName(/"vm-2" is not powered off. Power it off first./);
    await expect(dialog.getByRole('radio', { name: /^vm-3/ })).toHaveAccessibleName(/Deleted since. Comes back as vm-3, powered off, with 1 disk/);
    await expect(dialog.getByRole('radio', { name: /^later-1/ })).toHaveCount(0);
    await client.button('Restore', dialog).click();
    await expect(dialog).toContainText('Choose a machine.');
    await dialog.getByRole('searchbox', { name: 'Search machines by name' }).fill('VM-1');
    await expect(dialog.getByRole('radio')).toHaveCount(1);
    await dialog.getByRole('radio', { name: /^vm-1/ }).check();
    await expect(dialog).toContainText('What was written to vm-1 since the snapshot is lost. This cannot be undone.');
    await client.button('Restore', dialog).click();
    await client.expectCompleted('Restore "vm-1" from snapshot nightly');
    expect(await yard.cli('vm', 'compare', 'vm-1', 'golden')).toMatchObject({ code: 0 });

    await client.row(grid, 'nightly').getByRole('gridcell', { name: 'nightly' }).click({ button: 'right' });
    await client.menuItem('Restore virtual machine…').click();
    await dialog.getByRole('radio', { name: /^vm-3/ }).check();
    await expect(dialog).not.toContainText('This cannot be undone.');
    await client.button('Restore', dialog).click();
    await client.expectCompleted('Restore "vm-3" from snapshot nightly');
    const names = (await yard.ask(machinesSchema, 'vm', 'ls')).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['later-1', 'vm-1', 'vm-2', 'vm-3']);
    expect(await yard.cli('vm', 'compare', 'vm-3', 'golden')).toMatchObject({ code: 0 });
    // What happened to vm-2 since is its own affair.
    expect(await yard.cli('vm', 'compare', 'vm-2', 'golden')).toMatchObject({ code: 1 });
    await yard.command('vm', 'power', 'off', 'vm-2');
    await yard.command('vm', 'rm', 'vm-3');
  });

  await test.step('the dialog names who goes back, who comes back and who disappears', async () => {
    await client.row(grid, 'nightly').click();
    await client.button('Restore…').click();
    const question = client.question('Restore datastore1 to nightly');
    await expect(question).toContainText('1 machine made since disappears');
    await expect(question.getByRole('listitem').filter({ hasText: 'later-1' })).toBeVisible();
    await expect(question).toContainText('1 machine deleted since comes back');
    await expect(question.getByRole('listitem').filter({ hasText: /^vm-3$/ })).toBeVisible();
    await expect(question.getByRole('listitem').filter({ hasText: /^vm-1$/ })).toBeVisible();
    await client.button('Restore', question).click();
    await expect(question).toBeHidden();
    await expect(client.task(/^Restore/)).toContainText('Completed', { timeout: 60_000 });
    const names = (await yard.ask(machinesSchema, 'vm', 'ls')).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['vm-1', 'vm-2', 'vm-3']);
    const compared = await yard.cli('vm', 'compare', 'vm-1', 'golden');
    expect(compared.code, compared.stdout + compared.stderr).toBe(0);
  });

  await test.step('the snapshot is deleted from its menu', async () => {
    await client.row(grid, 'nightly').getByRole('gridcell', { name: 'nightly' }).click({ button: 'right' });
    await client.menuItem('Delete snapshot…').click();
    await client.button('Delete', client.question(/^Delete snapshot nightly/)).click();
    await expect(client.page.getByRole('main')).toContainText('datastore1 has no snapshots');
  });
});

test('a FlexClone is made, written to, split and deleted', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await client.find('datastore1');
  await client.openTab('FlexClones');
  await expect(client.page.getByRole('main')).toContainText('No FlexClone is based on datastore1');

  await test.step('at once, with its machines, and without taking space', async () => {
    await client.button('Create FlexClone…').first().click();
    const dialog = client.dialog('Create FlexClone of datastore1');
    await dialog.getByRole('textbox', { name: 'Name of the FlexClone' }).fill('test');
    await client.button('Create', dialog).click();
    await client.expectCompleted(/^Clone volume/);
    const grid = client.grid('FlexClones of datastore1');
    await expect(await client.cell(grid, client.row(grid, 'test'), 'Based on snapshot')).toHaveText('clone-test');
    await expect(await client.cell(grid, client.row(grid, 'test'), 'Own blocks')).toHaveText('0 B');
    await grid.getByRole('link', { name: 'test' }).click();
    await client.expectPage('test');
    await client.expectBytes(client.card('Capacity'), 'Used', 0);
    await client.openTab('VMs');
    expect(await client.visibleNames(client.grid('Virtual machines in test'))).toEqual(['vm-1_test', 'vm-2_test', 'vm-3_test']);
  });

  await test.step('what is written to it is its own', async () => {
    await write(yard, 'vm-1_test', 0, bytesOf(3, mibBytes));
    await client.openTab('Summary');
    await client.expectBytes(client.card('Capacity'), 'Used', mibBytes);
    const compared = await yard.cli('vm', 'compare', 'vm-1', 'golden');
    expect(compared.code, compared.stdout + compared.stderr).toBe(0);
  });

  await test.step('its base cannot be deleted, and the reason is told', async () => {
    await client.find('datastore1');
    await client.button('Actions').click();
    await expect(client.menuItem(/^Delete volume/)).toContainText('FlexClones are based on it: test.');
    await client.page.keyboard.press('Escape');
  });

  await test.step('split, after an estimate', async () => {
    await client.find('test');
    await client.openTab('FlexClones');
    await expect(client.page.getByRole('main')).toContainText('test is a FlexClone of datastore1');
    await client.act('Split FlexClone');
    const dialog = client.dialog('Split test from datastore1');
    const copyBytes = await client.bytes(dialog, 'Data to copy');
    expect(copyBytes).toBeGreaterThan(0);
    expect(copyBytes).toBeLessThanOrEqual(goldenBytes);
    await client.button('Split', dialog).click();
    await client.expectCompleted(/^Split/);
    await client.openTab('Summary');
    await client.expectBytes(client.card('Capacity'), 'Used', copyBytes + mibBytes);
    await client.button('Actions').click();
    await expect(await client.findEntry(/^Split FlexClone/)).toContainText('It is not a FlexClone.');
    await client.page.keyboard.press('Escape');
    await client.page.keyboard.press('Escape');
    await expect(client.page.getByRole('menu')).toHaveCount(0);
  });

  await test.step('and deleted with its machines', async () => {
    await client.act('Delete volume');
    const question = client.question('Delete volume test');
    await client.button('Delete', question).click();
    await expect(question).toContainText('Tick this to go on.');
    await question.getByRole('checkbox', { name: /^Delete the 4 virtual machines and templates/ }).check();
    await client.button('Delete', question).click();
    await expect(question).toContainText('Type test to go on.');
    await question.getByRole('textbox', { name: 'Name of the volume' }).fill('test');
    await client.button('Delete', question).click();
    await client.expectCompleted(/^Delete volume/);
    expect(await yard.ask(machinesSchema, 'vm', 'ls')).toHaveLength(3);
  });
});
