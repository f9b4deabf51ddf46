/** A machine whose disks lie on two datastores: deployed so, put aside and resumed on the way, shown where they are, and one of them migrated. */
import type { Locator } from '@playwright/test';
import { mibBytes } from '../../shared/units.ts';
import { expectAccessible } from './accessible.ts';
import { checkSchema } from './answers.ts';
import type { Client } from './client.ts';
import { bytesOf, makeFile } from './smallYard.ts';
import { expect, test, type Yard } from './yard.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** The template `gold` with two disks that hold data on `datastore1`, which is NFS, and the VMFS datastore `lun` beside it. */
async function openYard(yard: Yard, client: Client): Promise<void> {
  await yard.command('init', '--empty');
  await yard.command('volume', 'create', 'lun', '--size', '1GiB', '--type', 'VMFS');
  await yard.command('vm', 'create', 'gold', '--datastore', 'datastore1', '--disk', '16MiB', '--disk', '32MiB');
  for (const disk of ['1', '2']) {
    const path = await makeFile(yard, `disk-${disk}.bin`, bytesOf(Number(disk), 4 * mibBytes));
    await yard.command('vm', 'write', 'gold', '--disk', disk, '--offset', '0', '--file', path);
  }
  await yard.command('vm', 'convert', 'gold');
  await yard.serve();
  await client.open(yard.url);
}

async function choose(client: Client, within: Locator, disk: string, datastore: RegExp): Promise<void> {
  await within.getByRole('button', { name: new RegExp(`Datastore of ${disk}$`) }).click();
  await client.page.getByRole('option', { name: datastore }).click();
}

test('disks of one machine are put on two datastores, and one of them is migrated', async ({ yard, client }) => {
  await openYard(yard, client);
  await client.find('gold');
  await client.act('Deploy from template');
  const wizard = client.dialog('Deploy from template');
  const next = client.button('Next', wizard);
  await wizard.getByRole('textbox', { name: 'Virtual machine name' }).fill('web');
  await next.click();
  await next.click();

  await test.step('each disk has its place, its way and its reason', async () => {
    await wizard.getByRole('checkbox', { name: 'Configure per disk' }).check();
    await choose(client, wizard, 'Hard disk 2', /^lun/);
    await expect(wizard.getByRole('region', { name: 'Hard disk 1, on datastore1' })).toContainText('the clone shares every block of the source');
    await expect(wizard.getByRole('region', { name: 'Hard disk 2, from datastore1 to lun' })).toContainText('Software data mover');
    const capacity = wizard.getByRole('table', { name: 'Capacity of the datastores' });
    await expect(capacity.getByRole('row', { name: /^lun 0 B 32 MiB 1 GiB/ })).toBeVisible();
    await expectAccessible(client, 'storage, disk by disk');
  });

  await test.step('what was chosen is kept while the wizard is put aside', async () => {
    await wizard.getByRole('button', { name: 'Minimise' }).click();
    await client.page.getByRole('button', { name: 'Work in progress: 1 wizard' }).click();
    await client.dialog('Work in progress').getByRole('button', { name: 'Deploy web from gold', exact: true }).click();
    await expect(wizard.getByRole('checkbox', { name: 'Configure per disk' })).toBeChecked();
    await expect(wizard.getByRole('button', { name: /Datastore of Hard disk 2$/ })).toContainText('lun');
  });
  await next.click();
  await next.click();
  await client.expectFact(wizard, 'Hard disk 2', '32 MiB, as the template, on lun');
  await client.expectBytes(wizard, 'Data to copy', 4 * mibBytes);
  await client.button('Finish', wizard).click();
  await client.expectCompleted(/^Deploy/);

  await test.step('the machine is shown and found on both', async () => {
    await client.find('web');
    const hardware = client.card('Virtual hardware');
    await client.expectFact(client.card('Virtual machine'), 'Datastores', /^datastore1.*lun$/);
    await client.expectFact(hardware, 'Hard disk 1', /datastore1$/);
    await client.expectFact(hardware, 'Hard disk 2', /lun$/);
    await expectAccessible(client, 'summary of a machine on two datastores');
    await client.openTab('How was this made?');
    await expect(client.page.getByRole('main')).toContainText('Hard disk 2');
    await client.find('lun');
    await client.openTab('VMs');
    await expect(client.row(client.grid(/^Virtual machines/), 'web')).toBeVisible();
  });

  await test.step('its volume cannot be deleted with half of it, and nothing of that is offered', async () => {
    await client.act('Delete volume');
    const question = client.question('Delete volume lun');
    await expect(question).toContainText('machines on it have disks on other datastores as well. Migrate them to one datastore, or delete them first: web.');
    await expect(question.getByRole('checkbox')).toHaveCount(0);
    await expect(question).not.toContainText('Lost with it');
    await expect(client.button('Delete', question)).toHaveCount(0);
    await client.page.keyboard.press('Escape');
    await expect(question).toBeHidden();
  });

  await test.step('deleted, it leaves both of its datastores, which is asked for', async () => {
    await client.find('web');
    await client.act('Delete from disk');
    const question = client.question('Delete virtual machine web');
    await expect(question).toContainText('removed from the inventory and from its datastores.');
    await client.button('Cancel', question).click();
  });

  await test.step('a clone has each disk beside its original unless it is told otherwise', async () => {
    await client.find('web');
    await client.act(/^Clone…/);
    const dialog = client.dialog('Clone web');
    await expect(dialog.getByRole('button', { name: /Datastore$/ })).toContainText('Each disk beside its original: datastore1, lun');
    await expect(dialog.getByRole('region', { name: 'Hard disk 2, on lun' })).toBeVisible();
    await dialog.getByRole('checkbox', { name: 'Configure per disk' }).check();
    await choose(client, dialog, 'Hard disk 2', /^datastore1/);
    await expect(dialog.getByRole('region', { name: 'Hard disk 2, from lun to datastore1' })).toBeVisible();
    await expectAccessible(client, 'clone, disk by disk');
    await client.button('Cancel', dialog).click();
  });

  await client.act(/^Migrate…/);
  const migration = client.dialog('Migrate web');
  const onward = client.button('Next', migration);
  await migration.getByRole('radio', { name: /^Change the datastore only/ }).check();
  await onward.click();

  await test.step('a single disk is moved, and the others stay', async () => {
    await migration.getByRole('checkbox', { name: 'Configure per disk' }).check();
    await onward.click();
    await expect(migration).toContainText('Choose a datastore for the machine or for one of its disks.');
    await choose(client, migration, 'Hard disk 2', /^datastore1/);
    await expect(migration.getByRole('table', { name: 'Capacity of the datastores' }).getByRole('row', { name: /^lun 32 MiB 0 B / })).toBeVisible();
    await expectAccessible(client, 'target of a migration, disk by disk');
    await onward.click();
    await client.expectFact(migration, 'Hard disk 1', 'Stays on datastore1');
    await client.expectFact(migration, 'Hard disk 2', 'From lun to datastore1, 4 MiB: Software data mover');
  });
  await client.button('Finish', migration).click();
  await client.expectCompleted('Migrate virtual machine');
  await client.expectFact(client.card('Virtual machine'), 'Datastore', 'datastore1');

  await test.step('a disk that is added lies where it is told to', async () => {
    await client.button('Edit settings').click();
    const settings = client.dialog('Edit settings of web');
    await client.button('Add hard disk', settings).click();
    await choose(client, settings, 'Hard disk 3', /^lun/);
    await settings.getByRole('textbox', { name: 'Size of Hard disk 3' }).fill('8 MiB');
    await expect(settings.getByRole('table', { name: 'Capacity of the datastores' }).getByRole('row', { name: /^lun 0 B 8 MiB / })).toBeVisible();
    await client.button('OK', settings).click();
    await client.expectFact(client.card('Virtual hardware'), 'Hard disk 3', /lun$/);
  });
  expect(await yard.ask(checkSchema, 'check')).toMatchObject({ ok: true, problems: [] });
});
