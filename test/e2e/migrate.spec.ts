/** A machine moves to another datastore, and what that takes is told ahead and afterwards; a template is made of it. */
import { expectAccessible } from './accessible.ts';
import { goldenBytes, openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('a machine is migrated to another datastore, offloaded and told', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await yard.command('volume', 'create', 'second', '--size', '1GiB', '--type', 'NFS');
  await client.find('vm-1');
  await client.act(/^Power on/);
  await client.act(/^Migrate…/);
  const wizard = client.dialog('Migrate vm-1');
  const next = client.button('Next', wizard);
  await wizard.getByRole('radio', { name: /^Change the datastore only/ }).check();
  await expect(wizard).toContainText('vm-1 is not powered off: what a guest writes meanwhile is copied once more at the end.');
  await expectAccessible(client, 'type of migration');
  await next.click();
  await next.click();
  await expect(wizard).toContainText('Choose the datastore to migrate to.');
  await wizard.getByRole('button', { name: /Datastore$/ }).click();
  await client.page.getByRole('option', { name: /^second/ }).click();
  await expectAccessible(client, 'target of migration');
  await next.click();

  await test.step('what keeps the array from copying is named, and the plan follows when it is gone', async () => {
    await expect(wizard).toContainText('Software data mover: the host will read and write the data');
    await expect(wizard).toContainText('"vm-1" is powered on; the plug-in hands over powered-off virtual machines only.');
    await yard.command('vm', 'power', 'off', 'vm-1');
    await expect(wizard).toContainText('Full copy in the array: the array will read and write the data on its own disks');
  });
  await client.expectBytes(wizard, 'Data to copy', goldenBytes);
  await expect(wizard).toContainText('that others hold as well are stored once more on "second"');
  await client.expectFact(wizard, 'Datastore', 'From datastore1 to second');
  await expectAccessible(client, 'review of migration');
  await client.button('Finish', wizard).click();
  await client.expectCompleted('Migrate virtual machine');

  await client.expectFact(client.card('Virtual machine'), 'Datastore', 'second');
  await client.openTab('How was this made?');
  await client.card('Later operations').getByRole('button', { name: /^Migration\. Full copy in the array: the array read \d/ }).click();
  await client.expectFact(client.card('Later operations'), 'Storage network', /read by the host, 0 B written$/);
});

test('a template is made of a machine', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await client.find('vm-1');
  await client.act(/^Clone to template…/);
  const dialog = client.dialog('Clone vm-1 to a template');
  await expect(dialog.getByRole('textbox', { name: 'Name of the template' })).toHaveValue('vm-1-template');
  await expect(dialog.getByRole('checkbox', { name: 'Power on after creation' })).toHaveCount(0);
  await expectAccessible(client, 'clone to template');
  await client.button('Clone', dialog).click();
  await client.expectCompleted('Clone to template "vm-1-template"');
  await client.find('vm-1-template');
  await expect(client.card('Template')).toBeVisible();
});
