/** What happened and what is wrong: events and tasks of every object, alarms that are raised, acknowledged, reset and defined. */
import { openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('events and tasks of an object are found under Monitor, and lead to one another', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await client.find('vm-2');
  await client.openTab('Monitor');
  await client.page.getByRole('radio', { name: 'Events' }).check();
  const events = client.grid('Events of vm-2');
  await expect(events.getByRole('row').filter({ hasText: '"vm-2" was cloned from "golden".' })).toBeVisible();

  await test.step('what is done now comes by itself', async () => {
    await client.act('Power on');
    await expect(events.getByRole('row').filter({ hasText: '"vm-2" was powered on.' })).toBeVisible();
  });

  await test.step('the task that made the machine is found, though it was about all of them', async () => {
    await client.page.getByRole('radio', { name: 'Tasks' }).check();
    const tasks = client.grid('Tasks of vm-2');
    await tasks.getByRole('button', { name: /^Rapid clone/ }).click();
    const dialog = client.dialog(/^Rapid clone/);
    await expect(dialog).toContainText('3 done, 0 failed, 3 in all');
    await dialog.getByRole('button', { name: /^Log/ }).click();
    await expect(dialog).toContainText('"vm-2" was cloned from "golden".');
    await client.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  await test.step('the vCenter has everything, and it can be searched', async () => {
    await client.showView('Hosts and clusters');
    await client.tree.getByRole('treeitem').first().click();
    await client.page.getByRole('radio', { name: 'Events' }).check();
    await client.page.getByRole('searchbox', { name: /^Search the events of/ }).fill('vm-3');
    const all = client.grid(/^Events of/);
    await expect(all.getByRole('row')).toHaveCount(2);
    await expect(all).toContainText('"vm-3" was cloned from "golden".');
    await expect(client.page.getByRole('main')).toContainText(/events are kept since .*; at most 100,000, for 30 days\./);
  });
});

test('an alarm is raised, seen everywhere, acknowledged, reset and defined anew', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await client.showView('Storage');
  await test.step('a volume that is made small raises it, in the tree, in the header and in the panel', async () => {
    await yard.command('volume', 'resize', 'datastore1', '10MiB');
    await expect(client.tree.getByRole('treeitem', { name: 'Alarm: warning datastore1' })).toBeVisible();
    await client.select('datastore1');
    await client.page.getByRole('tab', { name: /^Alarms/ }).click();
    const panel = client.grid('Triggered alarms');
    await expect(panel).toContainText('Datastore usage on disk');
    await expect(panel).toContainText('80.0 % used');
    await client.button('Alarm: warning').click();
  });
  const alarms = client.grid('Alarms of datastore1');
  const usage = alarms.getByRole('row').filter({ hasText: 'Datastore usage on disk' });

  await test.step('it is acknowledged, and says by whom', async () => {
    await usage.getByRole('gridcell', { name: 'Datastore usage on disk' }).click();
    await client.button('Acknowledge').click();
    await expect(await client.cell(alarms, usage, 'Acknowledged')).toContainText('Administrator');
    await expect(client.page.getByRole('button', { name: 'Acknowledge', exact: true })).toBeDisabled();
  });

  await test.step('it is reset to green, until it becomes worse', async () => {
    await client.button('Reset to green').click();
    await expect(usage).toBeHidden();
    await yard.command('volume', 'resize', 'datastore1', '9MiB');
    await expect(await client.cell(alarms, usage, 'Severity')).toHaveText('Alert');
  });

  await test.step('people say what is watched', async () => {
    await client.tree.getByRole('treeitem').first().click();
    await client.page.getByRole('radio', { name: 'Alarm definitions' }).check();
    const definitions = client.grid('Alarm definitions');
    await definitions.getByRole('button', { name: 'Datastore usage on disk' }).click();
    const dialog = client.dialog('Edit alarm Datastore usage on disk');
    const red = dialog.getByRole('textbox', { name: 'Red from, percent' });
    await red.fill('50');
    await client.button('Save', dialog).click();
    await expect(dialog).toContainText('The threshold for red must be above the one for yellow.');
    await red.fill('99');
    await client.button('Save', dialog).click();
    await expect(dialog).toBeHidden();
    const row = definitions.getByRole('row').filter({ hasText: 'Datastore usage on disk' });
    await expect(await client.cell(definitions, row, 'Red from')).toHaveText('99 %');
    await client.page.getByRole('radio', { name: 'Issues and alarms' }).check();
    const all = client.grid(/^Alarms of/);
    await expect(await client.cell(all, all.getByRole('row').filter({ hasText: 'Datastore usage on disk' }), 'Severity')).toHaveText('Warning');
  });
});
