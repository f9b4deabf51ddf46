/** The screens about customization: the manager with its wizard and dialogs, and the guest of a machine. */
import type { Client } from './client.ts';
import { escape, type Screen } from './screen.ts';
import { expect } from './yard.ts';

const wizard = (client: Client) => client.dialog('New customization specification');

/** A step of the wizard, reached by Next from the one before. */
function step(title: string, fill?: (client: Client) => Promise<void>): Screen {
  return {
    name: `customization, ${title}`,
    open: async (client) => {
      await wizard(client).getByRole('button', { name: 'Next' }).click();
      await expect(wizard(client).getByRole('heading', { level: 3, name: title, exact: true })).toBeVisible();
      await fill?.(client);
    },
  };
}

export const customizationScreens: Screen[] = [
  {
    name: 'customization, IP pools with what is wrong at the field',
    open: async (client) => {
      await client.page.getByRole('button', { name: 'Policies and profiles' }).click();
      await client.menuItem('VM customization specifications').click();
      await client.openTab('IP pools');
      await client.button('New pool…').click();
      await client.button('Create', client.dialog('New pool of addresses')).click();
      await expect(client.dialog('New pool of addresses')).toContainText('A name is needed.');
    },
    close: escape,
  },
  {
    name: 'customization, no specification',
    open: async (client) => {
      await client.openTab('Specifications');
      await expect(client.page.getByRole('main')).toContainText('No customization specifications');
    },
  },
  {
    name: 'customization, Name and guest',
    open: async (client) => {
      await client.button('New specification…').click();
      await wizard(client).getByRole('button', { name: 'Next' }).click();
      await expect(wizard(client)).toContainText('A name is needed.');
      await wizard(client).getByRole('textbox', { name: 'Name', exact: true }).fill('Desktops');
      await wizard(client).getByRole('radio', { name: /^Windows/ }).check();
    },
  },
  step('Computer name', async (client) => wizard(client).getByRole('radio', { name: /^Always the same/ }).check()),
  {
    name: 'customization, Computer name with what is wrong at the field',
    open: async (client) => {
      await wizard(client).getByRole('button', { name: 'Next' }).click();
      await expect(wizard(client)).toContainText('A computer name is needed.');
      await wizard(client).getByRole('textbox', { name: 'Name of the computer' }).fill('alpha');
    },
  },
  step('Registration', async (client) => {
    await wizard(client).getByRole('textbox', { name: 'Owner' }).fill('Lab');
    await wizard(client).getByRole('textbox', { name: 'Organization' }).fill('Example');
  }),
  step('Administrator', async (client) => {
    await wizard(client).getByLabel('Administrator password').fill('Sesame-77');
    await wizard(client).getByLabel('Password again').fill('Sesame-77');
  }),
  step('Time zone'),
  step('Network', async (client) => {
    await wizard(client).getByRole('radio', { name: /^Settings for each adapter/ }).check();
    await wizard(client).getByRole('button', { name: /Address/ }).click();
    await client.page.getByRole('option', { name: 'Always the same' }).click();
    await wizard(client).getByRole('textbox', { name: 'IPv4 address' }).fill('10.0.0.5');
  }),
  step('DNS'),
  step('Workgroup or domain', async (client) => wizard(client).getByRole('radio', { name: 'A workgroup' }).check()),
  step('Commands'),
  step('Ready to complete'),
  {
    name: 'customization, specifications',
    open: async (client) => {
      await wizard(client).getByRole('button', { name: 'Finish' }).click();
      await expect(client.row(client.grid('Customization specifications'), 'Desktops')).toBeVisible();
    },
  },
  {
    name: 'customize guest',
    open: async (client) => {
      await client.find('a11y-001');
      await client.act('Customize guest…');
      const dialog = client.dialog('Customize guest of a11y-001');
      await dialog.getByRole('button', { name: /Specification/ }).click();
      await client.page.getByRole('option', { name: 'Desktops' }).click();
      await expect(dialog).toContainText('What the guest is told');
    },
    close: escape,
  },
];
