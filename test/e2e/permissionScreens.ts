/** The screens about access keys: the list with its dialogs, and what the holder of a key sees. */
import type { Client } from './client.ts';
import { escape, type Screen } from './screen.ts';
import { expect } from './yard.ts';

const keys = (client: Client) => client.grid('Access keys');

/** For administrators, with a key called Auditor. */
export const permissionScreens: Screen[] = [
  {
    name: 'access keys',
    open: async (client) => {
      await client.find('vcenter.yard.local');
      await client.openTab('Permissions');
      await expect(client.row(keys(client), 'Auditor')).toContainText('Read-only');
    },
  },
  {
    name: 'access keys, new one with what is wrong',
    open: async (client) => {
      await client.button('New…').click();
      const dialog = client.dialog('New access key');
      await dialog.getByRole('button', { name: /Good for/ }).click();
      await client.page.getByRole('option', { name: 'Until a chosen moment' }).click();
      await dialog.getByLabel('Expires').fill('2020-01-01T00:00');
      await client.button('Create', dialog).click();
      await expect(dialog).toContainText('A name is needed.');
      await expect(dialog).toContainText('This moment has passed.');
    },
    close: escape,
  },
  {
    name: 'access keys, the link of a new one',
    open: async (client) => {
      await client.button('New…').click();
      const dialog = client.dialog('New access key');
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Night shift');
      await client.button('Create', dialog).click();
      await expect(client.dialog('Access key Night shift')).toContainText('#token=');
    },
    close: escape,
  },
  {
    name: 'access keys, revoke',
    open: async (client) => {
      await client.row(keys(client), 'Night shift').click({ button: 'right' });
      await client.menuItem(/^Revoke…/).click();
      await expect(client.question('Revoke Night shift')).toBeVisible();
    },
    close: escape,
  },
];

/** For the holder of a key that only lets him read. */
export const readerScreens: Screen[] = [
  {
    name: 'own permissions',
    open: async (client) => {
      await client.find('vcenter.yard.local');
      await client.openTab('Permissions');
      await client.expectFact(client.card('Your permissions'), 'Role', 'Read-only');
    },
  },
  {
    name: 'menu of a datastore whose actions the role does not allow',
    open: async (client) => {
      await client.find('nfs-gold-01');
      await client.page.getByRole('button', { name: 'Actions', exact: true }).click();
      await expect(client.menuItem(/^Delete volume…/)).toContainText('Needs the role Administrator.');
    },
    close: escape,
  },
  {
    name: 'settings of a datastore that the role does not allow to be changed',
    open: async (client) => {
      await client.openTab('Configure');
      await expect(client.page.getByRole('checkbox', { name: 'Offload copies' })).toBeDisabled();
    },
  },
];
