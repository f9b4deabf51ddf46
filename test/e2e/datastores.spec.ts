/** A datastore is taken out of use for maintenance and put back, and hosts see it or not. */
import { datastoresSchema, machinesSchema } from './answers.ts';
import { openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('a datastore enters maintenance mode, and its machines go elsewhere', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  const before = await yard.ask(machinesSchema, 'vm', 'ls');

  await test.step('only where they can go, which the dialog says', async () => {
    await client.find('datastore1');
    await client.act('Enter maintenance mode');
    const dialog = client.dialog('Enter maintenance mode: datastore1');
    await expect(dialog).toContainText('sees no other datastore that it could be moved to');
    await client.button('Cancel', dialog).click();
  });

  await test.step('after another datastore was made', async () => {
    await client.act('New datastore');
    const wizard = client.dialog('New datastore');
    await client.button('Next', wizard).click();
    await wizard.getByRole('textbox', { name: 'Name' }).fill('spare');
    await wizard.getByRole('textbox', { name: 'Size', exact: true }).fill('100 GiB');
    await client.button('Next', wizard).click();
    await client.button('Next', wizard).click();
    await client.button('Finish', wizard).click();
    await client.expectPage('spare');
  });

  await test.step('with a task that moves them one by one', async () => {
    await client.find('datastore1');
    await client.act('Enter maintenance mode');
    const dialog = client.dialog('Enter maintenance mode: datastore1');
    await expect(dialog.getByRole('row', { name: /spare/ })).toHaveCount(before.length + 1);
    await client.button('Enter maintenance mode', dialog).click();
    await client.expectCompleted(/^Enter datastore maintenance mode/);
    await client.expectFact(client.card('Capacity'), 'Mode', 'In maintenance mode');
    await client.expectFact(client.card('Capacity'), 'Virtual machines', '0');
  });

  await test.step('and is put back into use', async () => {
    await client.act('Exit maintenance mode');
    await client.expectCompleted(/^Exit datastore maintenance mode/);
    expect(await yard.ask(datastoresSchema, 'datastore', 'ls')).toMatchObject([{ name: 'datastore1' }, { name: 'spare' }]);
  });

  await test.step('hosts that have machines on it cannot lose it, others can', async () => {
    await client.find('spare');
    await client.act('Mount on hosts');
    const bound = client.dialog('Mount spare on hosts');
    await expect(bound).toContainText('on the datastore. Migrate them first.');
    await client.button('Cancel', bound).click();
    await client.find('datastore1');
    await client.act('Mount on hosts');
    const dialog = client.dialog('Mount datastore1 on hosts');
    await dialog.getByRole('checkbox').uncheck();
    await client.button('Save', dialog).click();
    await expect(dialog).toBeHidden();
  });
});
