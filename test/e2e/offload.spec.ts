/** What is handed over to the array and what is not: told ahead, told afterwards, and mended on the spot. */
import * as z from 'zod';
import type { Client } from './client.ts';
import { goldenBytes, openSmallYard } from './smallYard.ts';
import { expect, test, type Yard } from './yard.ts';

const namesSchema = z.array(z.object({ name: z.string() }));

/** The small yard, with the name of the host that `golden` is on and that of its datastore. */
async function open(yard: Yard, client: Client): Promise<{ host: string; datastore: string }> {
  await openSmallYard(yard, client);
  await client.find('golden');
  const facts = client.card('Template');
  return { host: (await (await client.fact(facts, 'Host')).textContent()) ?? '', datastore: (await (await client.fact(facts, 'Datastore')).textContent()) ?? '' };
}

/** Takes the NAS plug-in from every host, so that hosts copy everything themselves. */
async function removePlugins(yard: Yard): Promise<void> {
  for (const { name } of await yard.ask(namesSchema, 'host', 'ls')) await yard.command('host', 'set', name, '--nas-plugin', 'off');
}

test('how a machine was made: what the array did, rule by rule', async ({ yard, client }) => {
  await open(yard, client);
  await client.openTab('How was this made?');
  await expect(client.page.getByRole('main')).toContainText('No decision is recorded');
  await expect(client.page.getByRole('main')).toContainText('golden was not cloned from anything');

  await client.find('vm-2');
  await client.openTab('How was this made?');
  const card = client.card('How was this made?');
  await expect(card).toContainText('File clone: the array shared every block');
  await expect(card.getByRole('img', { name: 'Offloaded' })).toBeVisible();
  await client.expectFact(card, 'Storage network', '0 B read by the host, 0 B written');
  await client.expectFact(card, 'Source', 'golden');
  await client.expectFact(card, 'Made together', '3 virtual machines: vm-1, vm-2, vm-3');
  const rules = card.getByRole('list', { name: 'Rules for NAS Fast File Clone' });
  await expect(rules.getByRole('listitem').first()).toContainText('Passed');
  await expect(rules).not.toContainText('Failed');

  await test.step('its task tells the same', async () => {
    await client.button('Show task', card).click();
    const task = client.dialog(/^Rapid clone/);
    const trails = task.getByRole('region', { name: 'How it was done' });
    await trails.getByRole('button', { name: /^Clone of 3 virtual machines\. File clone/ }).click();
    await expect(trails.getByRole('list', { name: 'Ways considered' })).toContainText('Used');
    await client.page.keyboard.press('Escape');
  });
  await test.step('what was done to it later is told as well', async () => {
    await yard.command('vm', 'snapshot', 'create', 'vm-2', 'before update');
    const later = client.card('Later operations');
    await later.getByRole('button', { name: /^Snapshot\. NAS Fast File Clone/ }).click();
    await expect(later.getByRole('list', { name: 'Ways considered' })).toContainText('Used');
  });
});

test('a clone that is not offloaded says so ahead, and is mended where it is told', async ({ yard, client }) => {
  const { host } = await open(yard, client);
  await removePlugins(yard);
  await client.act(/^Clone…/);
  const dialog = client.dialog('Clone golden');
  const how = dialog.getByRole('region', { name: 'How it will be made' });
  await expect(how).toContainText('Software data mover: the host will read and write the data');
  await client.button('Show every rule', how).click();
  const failed = how.getByRole('listitem').filter({ hasText: "Is the vendor's NAS plug-in installed on the host?" }).last();
  await expect(failed).toContainText('Failed');
  await expect(failed).toContainText(host);

  await client.button('Fix', how).click();
  await expect(how.getByRole('status')).toContainText('Done');
  await expect(how).toContainText('File clone: the array will share every block');
  await client.button('Undo', how).click();
  await expect(how.getByRole('status')).toContainText('Taken back');
  await expect(how).toContainText('Software data mover: the host will read and write the data');

  await dialog.getByRole('textbox', { name: 'Name of the clone' }).fill('by-host');
  await client.button('Clone', dialog).click();
  await client.expectCompleted(/^Clone/);
  await client.find('by-host');
  await client.openTab('How was this made?');
  const card = client.card('How was this made?');
  await expect(card).toContainText(/Software data mover: the host read and wrote \d/);
  await expect(card.getByRole('img', { name: 'Not offloaded' })).toBeVisible();
  const network = await (await client.fact(card, 'Storage network')).getByTitle(/ bytes$/).all();
  for (const figure of network) await expect(figure).toHaveAttribute('title', `${goldenBytes.toLocaleString('en-US')} bytes`);
  await expect(card.getByRole('region', { name: 'What would make it offload the next time' })).toContainText('NAS plug-in');
});

test('the review of a rapid clone shows the decision and plans again after a fix', async ({ yard, client }) => {
  await open(yard, client);
  await removePlugins(yard);
  await client.act('Rapid clone');
  await client.goToReview(4, 'lab-{n}');
  const { wizard } = client;
  await client.expectFact(wizard, 'Mechanism', /^\d × Software data mover: the host will read and write the data/);
  await expect(wizard.getByRole('button', { name: 'Fix', exact: true }).first()).toBeVisible();
  // Four clones lie on the hosts of a cluster: each is fixed by itself, and the plan is worked out anew after each.
  await expect(async () => {
    const fix = wizard.getByRole('button', { name: 'Fix', exact: true }).first();
    if (await fix.isVisible()) await fix.click({ timeout: 2_000 });
    await expect(wizard.getByRole('definition').filter({ hasText: /^4 × File clone/ })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expect(wizard.getByRole('status').filter({ hasText: 'Done' })).toBeVisible();
  await client.expectFact(wizard, 'Mechanism', /^4 × File clone: the array will share every block/);
  await client.button('Finish', wizard).click();
  await client.expectCompleted('Rapid clone 4 virtual machines');
  await client.find('lab-3');
  await client.openTab('How was this made?');
  await expect(client.card('How was this made?')).toContainText('File clone: the array shared every block');
});

test('the switches of a datastore are what the plan goes by', async ({ yard, client }) => {
  const { datastore } = await open(yard, client);
  await client.find(datastore);
  await client.openTab('Configure');
  await client.page.getByRole('checkbox', { name: 'Offload copies' }).uncheck();
  await expect(client.page.getByRole('region', { name: 'Notifications' })).toContainText(`Offload copies is off for ${datastore}.`);
  await client.find('golden');
  await client.act('Rapid clone');
  await client.goToReview(2, 'switched-{n}');
  const { wizard } = client;
  await client.expectFact(wizard, 'Mechanism', /^2 × Software data mover: the host will read and write the data/);
  await expect(wizard).toContainText(`Hardware acceleration of copying is off for "${datastore}".`);
  await wizard.getByRole('button', { name: 'Fix', exact: true }).click();
  await client.expectFact(wizard, 'Mechanism', /^2 × File clone: the array will share every block/);
  await client.page.keyboard.press('Escape');
  await client.find(datastore);
  await client.openTab('Configure');
  await expect(client.page.getByRole('checkbox', { name: 'Offload copies' })).toBeChecked();
});

test('thick disks on NFS need Reserve Space, and the reason is shown where the format is chosen', async ({ yard, client }) => {
  const { datastore } = await open(yard, client);
  const reason = `${datastore} offers thin disks only: the array behind it has no Reserve Space.`;
  const choose = async (format: RegExp) => {
    await client.wizard.getByRole('button', { name: /Disk format/ }).click();
    await client.page.getByRole('option', { name: format }).click();
  };
  await client.act('Rapid clone');
  await client.next();
  await client.fillNames(2, 'thick-{n}');
  await client.next();
  await client.expectStep('Placement');
  await choose(/^Thick, lazy-zeroed/);
  await expect(client.wizard).not.toContainText('thin disks only');
  await yard.command('offload', 'set', datastore, '--profile', 'plain');
  await expect(client.wizard).toContainText(reason);
  await test.step('the plan refuses what is not offered any more', async () => {
    await client.next();
    await client.expectStep('Ready to complete');
    await expect(client.wizard.getByRole('alert')).toContainText(/thin/i);
    await client.button('Finish', client.wizard).click();
    await expect(client.wizard.getByRole('alert').filter({ hasText: 'cannot be started' })).toBeVisible();
    await client.button('Back', client.wizard).click();
  });
  await choose(/^Thin/);
  await expect(client.wizard).toContainText(reason);
  await client.wizard.getByRole('button', { name: /Disk format/ }).click();
  await expect(client.page.getByRole('option', { name: /^Thick, eager-zeroed/ })).toHaveAttribute('aria-disabled', 'true');
  await client.page.keyboard.press('Escape');
  await client.next();
  await client.expectFact(client.wizard, 'Disk format', 'Thin');
});
