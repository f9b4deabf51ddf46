/** Customization specifications: made, used for a machine, exported, imported, copied and deleted. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

const specsSchema = z.object({ protectedBy: z.string(), specs: z.array(z.looseObject({ name: z.string(), guest: z.string(), secrets: z.array(z.looseObject({ name: z.string() })) })) });
const poolsSchema = z.array(z.looseObject({ leases: z.array(z.looseObject({ address: z.string(), vm: z.string() })) }));

test('a guest gets a name and an address of its own', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  const { page } = client;
  const wizard = client.dialog('New customization specification');
  const step = async (title: string): Promise<void> => {
    await expect(wizard.getByRole('heading', { level: 3, name: title, exact: true })).toBeVisible();
  };
  const next = async (): Promise<void> => wizard.getByRole('button', { name: 'Next' }).click();
  const specs = client.grid('Customization specifications');

  await test.step('the manager says what protects secrets, and holds pools of addresses', async () => {
    await page.getByRole('button', { name: 'Policies and profiles' }).click();
    await client.menuItem('VM customization specifications').click();
    await client.expectPage('VM customization specifications');
    await expect(page.getByRole('main')).toContainText('encrypted with a key file in the data directory');
    await client.openTab('IP pools');
    await client.button('New pool…').click();
    const dialog = client.dialog('New pool of addresses');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Lab');
    await dialog.getByRole('textbox', { name: 'First address' }).fill('10.1.0.10');
    await dialog.getByRole('textbox', { name: 'Last address' }).fill('10.1.0.5');
    await client.button('Create', dialog).click();
    await expect(dialog).toContainText('The last address is ahead of the first one.');
    await dialog.getByRole('textbox', { name: 'Last address' }).fill('10.1.0.20');
    await dialog.getByRole('textbox', { name: 'Gateway' }).fill('10.1.0.1');
    await client.button('Create', dialog).click();
    await expect(client.row(client.grid('Pools of addresses'), 'Lab')).toContainText('0 of 11');
  });

  await test.step('a specification is made, with what is wrong said at the field', async () => {
    await client.openTab('Specifications');
    await client.button('New specification…').click();
    await next();
    await expect(wizard).toContainText('A name is needed.');
    await wizard.getByRole('textbox', { name: 'Name', exact: true }).fill('Desktops');
    await wizard.getByRole('radio', { name: /^Windows/ }).check();
    await next();
    await step('Computer name');
    await wizard.getByRole('radio', { name: /^A prefix/ }).check();
    await wizard.getByRole('textbox', { name: 'Prefix' }).fill('much-too-long-');
    await next();
    await expect(wizard).toContainText('A prefix has at most 9 characters');
    await wizard.getByRole('textbox', { name: 'Prefix' }).fill('VDI-');
    await next();
    await step('Registration');
    await wizard.getByRole('textbox', { name: 'Owner' }).fill('Lab');
    await wizard.getByRole('textbox', { name: 'Organization' }).fill('Example');
    await next();
    await step('Administrator');
    await wizard.getByLabel('Administrator password').fill('Sesame-77');
    await wizard.getByLabel('Password again').fill('Sesame-78');
    await next();
    await expect(wizard).toContainText('The passwords are not the same.');
    await wizard.getByLabel('Password again').fill('Sesame-77');
    await next();
    await step('Time zone');
    await next();
    await step('Network');
    await wizard.getByRole('radio', { name: /^Settings for each adapter/ }).check();
    await wizard.getByRole('button', { name: /Address/ }).click();
    await page.getByRole('option', { name: 'From a pool' }).click();
    await wizard.getByRole('button', { name: /Pool/ }).click();
    await page.getByRole('option', { name: 'Lab' }).click();
    await next();
    await step('DNS');
    await next();
    await step('Workgroup or domain');
    await next();
    await step('Commands');
    await next();
    await step('Ready to complete');
    await client.expectFact(wizard, 'Secrets that are set', 'Administrator password');
    await client.expectFact(wizard, 'Adapter 1', 'From the pool Lab');
    await wizard.getByRole('button', { name: 'Finish' }).click();
    await expect(client.row(specs, 'Desktops')).toContainText('Key file');
  });

  await test.step('a machine is customized with it, and told what its disk holds', async () => {
    await client.find('vm-1');
    await client.act('Customize guest…');
    const dialog = client.dialog('Customize guest of vm-1');
    await client.button('Customize', dialog).click();
    await expect(dialog).toContainText('Choose a specification.');
    await dialog.getByRole('button', { name: /Specification/ }).click();
    await page.getByRole('option', { name: 'Desktops' }).click();
    await client.expectFact(dialog, 'Computer name', /^VDI-\d+$/);
    await client.expectFact(dialog, 'Network adapter 1', '10.1.0.10/24, gateway 10.1.0.1, from Lab');
    await expect(dialog).toContainText('The disk holds secrets as the guest needs them: administrator password.');
    await client.button('Customize', dialog).click();
    await client.expectCompleted('Customize guest with "Desktops"');
    expect(await yard.ask(poolsSchema, 'customization', 'pool', 'ls')).toMatchObject([{ leases: [{ address: '10.1.0.10', vm: 'vm-1' }] }]);
  });

  await test.step('it is exported without its password, imported again, and deleted by name', async () => {
    await page.getByRole('button', { name: 'Policies and profiles' }).click();
    await client.menuItem('VM customization specifications').click();
    await client.row(specs, 'Desktops').click();
    const downloading = page.waitForEvent('download');
    await client.button('Export specification').click();
    const path = await (await downloading).path();
    expect(await readFile(path, 'utf8')).not.toContain('Sesame-77');
    const choosing = page.waitForEvent('filechooser');
    await client.button('Import…').click();
    await (await choosing).setFiles({ name: 'Desktops.json', mimeType: 'application/json', buffer: await readFile(path) });
    const dialog = client.dialog('Import specification');
    await client.button('Import', dialog).click();
    await expect(dialog).toContainText('There is a customization specification "Desktops" already.');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Copy');
    await client.button('Import', dialog).click();
    await expect(client.row(specs, 'Copy')).toContainText('No secrets');
    await client.row(specs, 'Desktops').click({ button: 'right' });
    await client.menuItem('Delete…').click();
    const question = client.question('Delete Desktops');
    await expect(question).toContainText('and its secrets with it');
    await client.button('Delete', question).click();
    await expect(client.row(specs, 'Desktops')).toBeHidden();
    expect(await yard.ask(specsSchema, 'customization', 'ls')).toMatchObject({ protectedBy: 'keyFile', specs: [{ name: 'Copy', secrets: [] }] });
  });
});
