/** Deploy From Template: step by step, without a mouse, put aside and resumed; nothing for axe to find on any step. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import * as z from 'zod';
import { gibBytes, mibBytes } from '../../shared/units.ts';
import { makeSparseImage } from '../fixtures/images.ts';
import { checkSchema, machinesSchema, tasksSchema } from './answers.ts';
import type { Client } from './client.ts';
import { makeFile } from './smallYard.ts';
import { expect, test, type Yard } from './yard.ts';

// Colours that are still fading in would be measured half-way.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const hardwareSchema = z.object({ cpuCount: z.number(), memoryBytes: z.number(), powerState: z.string(), template: z.string(), provisionedBytes: z.number() });

const wizardOf = (client: Client): Locator => client.dialog('Deploy from template');
const next = (client: Client) => wizardOf(client).getByRole('button', { name: 'Next', exact: true }).click();
const back = (client: Client) => wizardOf(client).getByRole('button', { name: 'Back', exact: true }).click();

async function expectStep(client: Client, title: string): Promise<void> {
  await expect(wizardOf(client).getByRole('heading', { level: 3, name: title, exact: true })).toBeVisible();
}

/** A served yard with the template `golden` and a second datastore, the template's page open. */
async function openTemplate(yard: Yard, client: Client): Promise<void> {
  const image = yard.folder.file('golden.img');
  await makeSparseImage(image, 8 * mibBytes, 1);
  await yard.command('init', '--empty');
  await yard.command('import', image, '--name', 'golden');
  await yard.command('volume', 'create', 'second', '--size', '1GiB');
  await yard.serve();
  await client.open(yard.url);
  await client.find('golden');
}

test('a template is deployed as the wizard was told, and Back loses nothing', async ({ yard, client }) => {
  await openTemplate(yard, client);
  await yard.command('rapid-clone', 'golden', '--count', '1', '--names', 'taken-{n}');
  const wizard = wizardOf(client);
  await client.act('Deploy from template');
  const name = wizard.getByRole('textbox', { name: 'Virtual machine name' });
  await expect(name).toHaveValue('golden-01');
  await name.fill('Taken-1');
  await next(client);
  await expect(name).toHaveAccessibleDescription(/^The name taken-1 is already in use\./);
  await expect(name).toBeFocused();
  await name.fill('web-01');
  await next(client);

  await expectStep(client, 'Select a compute resource');
  await client.row(client.grid('Clusters and hosts'), 'esx-01.yard.local').click();
  await next(client);

  await expectStep(client, 'Select storage');
  await expect(wizard.getByRole('region', { name: 'How it will be made' })).toContainText('the clone shares every block of the source');
  await client.row(client.grid('Datastores'), 'second').click();
  await expect(wizard.getByRole('region', { name: 'How it will be made' })).not.toContainText('the clone shares every block of the source');
  const capacity = wizard.getByRole('region', { name: 'Capacity' });
  await client.expectFact(capacity, 'Provisioned', '0 B now, 8 MiB afterwards');
  await next(client);

  await expectStep(client, 'Select clone options');
  await expect(wizard.getByRole('checkbox', { name: 'Customize the operating system' })).toBeDisabled();
  await wizard.getByRole('checkbox', { name: "Customize this virtual machine's hardware" }).check();
  await wizard.getByRole('checkbox', { name: 'Power on virtual machine after creation' }).check();
  await next(client);

  await expectStep(client, 'Customize hardware');
  await wizard.getByRole('textbox', { name: 'CPUs' }).fill('6');
  const memory = wizard.getByRole('textbox', { name: 'Memory' });
  await memory.fill('lots');
  await next(client);
  await expectStep(client, 'Customize hardware');
  await expect(memory).toHaveAttribute('aria-invalid', 'true');
  await memory.fill('12 GiB');
  const disk = wizard.getByRole('textbox', { name: 'Size of Hard disk 1' });
  await disk.fill('4 MiB');
  await expect(disk).toHaveAccessibleDescription(/^Disks only grow: the template has 8 MiB\./);
  await disk.fill('16 MiB');
  const addDisk = client.button('Add hard disk', wizard);
  await addDisk.click();
  // What goes leaves the focus on the row before it, or on the button that brings another.
  await addDisk.click();
  await client.button('Remove Hard disk 3', wizard).press('Enter');
  await expect(client.button('Remove Hard disk 2', wizard)).toBeVisible();
  await expect(client.button('Hard disk 2', wizard)).toBeFocused();
  await client.button('Remove Hard disk 2', wizard).press('Enter');
  await expect(addDisk).toBeFocused();
  await addDisk.click();
  await wizard.getByRole('textbox', { name: 'Size of Hard disk 2' }).fill('much');
  await client.button('Add network adapter', wizard).click();
  await wizard.getByRole('checkbox', { name: /^Connect Network adapter/ }).last().uncheck();
  await next(client);
  await expectStep(client, 'Customize hardware');
  await expect(wizard).toContainText('Give a size such as 20 GiB.');
  await wizard.getByRole('textbox', { name: 'Size of Hard disk 2' }).fill('4 MiB');
  await next(client);

  await expectStep(client, 'Ready to complete');
  await client.expectFact(wizard, 'Name', 'web-01');
  await client.expectFact(wizard, 'CPUs', /^6 instead of /);
  await client.expectFact(wizard, 'Memory', /^12 GiB instead of /);
  await client.expectFact(wizard, 'Hard disk 1', '16 MiB instead of 8 MiB');
  await client.expectFact(wizard, 'Hard disk 2', '4 MiB, added empty');
  await expect(wizard).toContainText('VM Network, added, disconnected');
  await client.expectFact(wizard, 'Provisioned', '0 B now, 20 MiB afterwards');
  await client.expectFact(wizard, 'Power', 'Powered on after creation');

  for (const title of ['Customize hardware', 'Select clone options', 'Select storage', 'Select a compute resource', 'Select a name and folder']) {
    await back(client);
    await expectStep(client, title);
  }
  await expect(name).toHaveValue('web-01');
  // A step that goes is passed over, and one that comes back still knows what it was told.
  await wizard.getByRole('button', { name: 'Select clone options' }).click();
  await wizard.getByRole('checkbox', { name: "Customize this virtual machine's hardware" }).uncheck();
  await next(client);
  await expectStep(client, 'Ready to complete');
  await client.expectFact(wizard, 'Memory', /, as the template$/);
  await back(client);
  await wizard.getByRole('checkbox', { name: "Customize this virtual machine's hardware" }).check();
  await next(client);
  await expect(wizard.getByRole('textbox', { name: 'Memory' })).toHaveValue('12 GiB');
  await next(client);
  await client.expectFact(wizard, 'Memory', /^12 GiB instead of /);
  expect(await yard.ask(machinesSchema, 'vm', 'ls')).toHaveLength(1);
  await wizard.getByRole('button', { name: 'Finish', exact: true }).click();
  await expect(wizard).toBeHidden();
  await client.expectCompleted('Deploy "web-01" from template');
  expect(await yard.ask(hardwareSchema, 'vm', 'show', 'web-01')).toEqual({ cpuCount: 6, memoryBytes: 12 * gibBytes, powerState: 'poweredOn', template: 'golden', provisionedBytes: 20 * mibBytes });
  expect(await yard.ask(checkSchema, 'check')).toMatchObject({ ok: true });
});

test('put aside, a wizard comes back after the server was killed, and goes when it is finished', async ({ yard, client }) => {
  await openTemplate(yard, client);
  const { page } = client;
  const wizard = wizardOf(client);
  const before = await yard.ask(tasksSchema, 'task', 'ls');
  await client.select('Virtual machines');
  await client.act('Deploy from template');
  await expectStep(client, 'Select a template');
  await next(client);
  await expect(wizard.getByRole('alert')).toContainText('Choose a template.');
  await client.row(client.grid('Templates'), 'golden').click();
  await next(client);
  await wizard.getByRole('textbox', { name: 'Virtual machine name' }).fill('later');
  await next(client);
  await next(client);
  await client.row(client.grid('Datastores'), 'second').click();
  await wizard.getByRole('button', { name: 'Minimise' }).click();
  await expect(wizard).toBeHidden();
  const progress = page.getByRole('button', { name: 'Work in progress: 1 wizard' });
  await expect(progress).toBeVisible();

  await client.act('Rapid clone');
  await client.row(client.grid('Sources'), 'golden').click();
  await client.next();
  await client.fillNames(7, 'kept-{n:02}');
  await client.wizard.getByRole('button', { name: 'Minimise' }).click();
  await expect(page.getByRole('button', { name: 'Work in progress: 2 wizards' })).toBeVisible();

  await yard.kill();
  await yard.serve();
  await page.goto('about:blank');
  await client.open(yard.url);
  await page.getByRole('button', { name: 'Work in progress: 2 wizards' }).click();
  const panel = client.dialog('Work in progress');
  await panel.getByRole('button', { name: 'Rapid clone of golden', exact: true }).click();
  await client.expectStep('Names and count');
  await expect(client.wizard.getByRole('textbox', { name: 'Number of clones' })).toHaveValue('7');
  await expect(client.wizard.getByRole('textbox', { name: 'Name pattern' })).toHaveValue('kept-{n:02}');
  // Cancelled, it stays as it was put aside.
  await client.wizard.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('button', { name: 'Work in progress: 2 wizards' }).click();
  await panel.getByRole('button', { name: 'Discard Rapid clone of golden' }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(1);

  await panel.getByRole('button', { name: 'Deploy later from golden', exact: true }).click();
  await expectStep(client, 'Select storage');
  await expect(client.row(client.grid('Datastores'), 'second')).toHaveAttribute('aria-selected', 'true');
  await wizard.getByRole('button', { name: 'Select a template' }).click();
  await expect(client.row(client.grid('Templates'), 'golden')).toHaveAttribute('aria-selected', 'true');
  await wizard.getByRole('button', { name: 'Select storage' }).click();
  expect(await yard.ask(tasksSchema, 'task', 'ls')).toEqual(before);
  await next(client);
  await next(client);
  await client.expectFact(wizard, 'Datastore', 'second');
  await wizard.getByRole('button', { name: 'Finish', exact: true }).click();
  await client.expectCompleted('Deploy "later" from template');
  await expect(page.getByRole('button', { name: /^Work in progress/ })).toHaveCount(0);
  expect((await yard.ask(machinesSchema, 'vm', 'ls')).map((vm) => vm.name)).toEqual(['later']);
});

test('the whole wizard runs by keyboard', async ({ yard, client }) => {
  await openTemplate(yard, client);
  const { page } = client;
  const wizard = wizardOf(client);
  /** Tab until the focus is there; a control that cannot be reached ends the test. */
  const tabTo = async (name: string, role: 'textbox' | 'button' | 'checkbox' | 'grid' = 'button') => {
    const target = wizard.getByRole(role, { name, exact: true });
    await expect(async () => {
      await page.keyboard.press('Tab');
      await expect(target).toBeFocused({ timeout: 1 });
    }, `${name} is reached by Tab`).toPass({ intervals: [0] });
  };
  await page.keyboard.press('Control+Shift+V');
  await client.tree.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toBeVisible();
  // Typing the beginning of a name goes to it, as in every menu.
  await page.keyboard.type('dep');
  await expect(client.menuItem('Deploy from template')).toBeFocused();
  await page.keyboard.press('Enter');
  await expectStep(client, 'Select a name and folder');
  await tabTo('Virtual machine name', 'textbox');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('keys');
  await tabTo('Next');
  await page.keyboard.press('Enter');
  await tabTo('Clusters and hosts', 'grid');
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await tabTo('Next');
  await page.keyboard.press('Enter');
  await expectStep(client, 'Select storage');
  await tabTo('Datastores', 'grid');
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await expect(client.row(client.grid('Datastores'), 'second')).toHaveAttribute('aria-selected', 'true');
  await tabTo('Next');
  await page.keyboard.press('Enter');
  await tabTo("Customize this virtual machine's hardware", 'checkbox');
  await page.keyboard.press('Space');
  await tabTo('Power on virtual machine after creation', 'checkbox');
  await page.keyboard.press('Space');
  await tabTo('Next');
  await page.keyboard.press('Enter');
  await expectStep(client, 'Customize hardware');
  await tabTo('CPUs', 'textbox');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('3');
  await tabTo('Next');
  await page.keyboard.press('Enter');
  await client.expectFact(wizard, 'CPUs', /^3 instead of /);
  await tabTo('Finish');
  await page.keyboard.press('Enter');
  await client.expectCompleted('Deploy "keys" from template');
  expect(await yard.ask(hardwareSchema, 'vm', 'show', 'keys')).toMatchObject({ cpuCount: 3, powerState: 'poweredOn', template: 'golden' });
});

test('there is nothing for axe to find on any step, light or dark, and each fits a small window', async ({ yard, client }) => {
  test.setTimeout(480_000);
  const { page } = client;
  await yard.command('init', '--sample');
  const spec = {
    name: 'Desktops in Berlin', description: '', guest: 'linux', computerName: { kind: 'vmName' }, domain: 'example.org', timeZone: 'Europe/Berlin', network: { kind: 'standard' },
    dnsServers: ['192.0.2.53'], dnsSuffixes: ['example.org'], commands: ['systemctl enable sshd'],
  };
  await yard.command('customization', 'create', '--from', await makeFile(yard, 'spec.json', Buffer.from(JSON.stringify({ format: 'cloneyard-customization', version: 1, spec }))));
  await yard.serve();
  await client.open(yard.url);
  const look = async (what: string) => {
    for (const [theme, width, height] of [['light', 1440, 900], ['dark', 1024, 700]] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height });
      // React Aria's own announcer keeps what it has read out for some seconds, by reference to buttons that may be gone by then.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] }).exclude('[data-live-announcer]').analyze();
      const found = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`) }));
      expect.soft(found, `${what}, ${theme}`).toEqual([]);
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${what} fits`).toBeLessThanOrEqual(width);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  await client.find('prod-cluster-01');
  await client.act('Deploy from template');
  await expectStep(client, 'Select a template');
  await next(client);
  await look('template, nothing chosen');
  await client.row(client.grid('Templates'), 'desktop-gold').click();
  await next(client);
  await wizardOf(client).getByRole('textbox', { name: 'Virtual machine name' }).fill('a/b');
  await next(client);
  await look('name, wrong');
  await wizardOf(client).getByRole('textbox', { name: 'Virtual machine name' }).fill('right');
  await next(client);
  await look('compute');
  await next(client);
  await expect(wizardOf(client).getByRole('region', { name: 'Capacity' })).toBeVisible();
  await look('storage');
  await next(client);
  await wizardOf(client).getByRole('checkbox', { name: 'Customize the operating system' }).check();
  await wizardOf(client).getByRole('checkbox', { name: "Customize this virtual machine's hardware" }).check();
  await look('options');
  await next(client);
  await expectStep(client, 'Customize guest OS');
  await next(client);
  await expect(wizardOf(client).getByRole('alert')).toContainText('Choose a customization specification.');
  await wizardOf(client).getByRole('button', { name: /Customization specification/ }).click();
  await page.getByRole('option', { name: /^Desktops in Berlin/ }).click();
  await client.expectFact(wizardOf(client), 'Computer name', 'right');
  await look('guest');
  await next(client);
  await expect(wizardOf(client).getByRole('textbox', { name: 'Size of Hard disk 1' })).toBeVisible();
  await look('hardware');
  await next(client);
  await client.expectFact(wizardOf(client), 'Name', 'right');
  await client.expectFact(wizardOf(client), 'Guest', 'right, by Desktops in Berlin');
  await look('ready');
  await wizardOf(client).getByRole('button', { name: 'Minimise' }).click();
  await page.getByRole('button', { name: /^Work in progress/ }).click();
  await expect(client.dialog('Work in progress')).toBeVisible();
  await look('work in progress');
});
