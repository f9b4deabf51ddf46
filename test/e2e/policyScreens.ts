/** The screens about storage policies: the manager with its dialogs, and the policy of a machine. */
import { escape, type Screen } from './screen.ts';
import { expect } from './yard.ts';

export const policyScreens: Screen[] = [
  {
    name: 'storage policies',
    open: async (client) => {
      await client.page.getByRole('button', { name: 'Policies and profiles' }).click();
      await client.menuItem('VM storage policies').click();
      await client.row(client.grid('VM storage policies'), 'Roomy NFS').click();
    },
  },
  {
    name: 'storage policies, new one with what is wrong',
    open: async (client) => {
      await client.button('New…').click();
      const dialog = client.dialog('New VM storage policy');
      await client.button('Create', dialog).click();
      await expect(dialog).toContainText('Choose at least one rule');
    },
    close: escape,
  },
  {
    name: 'storage policies, compliance',
    open: async (client) => {
      await client.button('Check compliance').click();
      await expect(client.dialog('Compliance with Roomy NFS').getByRole('status')).toBeVisible();
    },
    close: escape,
  },
  {
    name: 'storage policies, delete',
    open: async (client) => {
      await client.row(client.grid('VM storage policies'), 'Instant clones').click({ button: 'right' });
      await client.menuItem(/^Delete…/).click();
      await expect(client.page.getByRole('alertdialog', { name: 'Delete Instant clones' })).toBeVisible();
    },
    close: escape,
  },
  {
    name: 'storage policy of a machine that would not comply',
    open: async (client) => {
      await client.find('db-01');
      await client.act('Edit VM storage policy…');
      const dialog = client.dialog('Edit VM storage policy of db-01');
      await dialog.getByRole('button', { name: /VM storage policy$/ }).click();
      await client.page.getByRole('option', { name: 'Roomy NFS' }).click();
      await expect(dialog).toContainText('it will not be compliant');
    },
    close: escape,
  },
  {
    name: 'storage policy of a machine that is migrated to where it does not hold',
    open: async (client) => {
      const { page } = client;
      await client.act('Migrate…');
      const wizard = client.dialog('Migrate db-01');
      await wizard.getByRole('radio', { name: /^Change the datastore only/ }).check();
      await client.button('Next', wizard).click();
      await wizard.getByRole('button', { name: /VM storage policy$/ }).click();
      await page.getByRole('option', { name: 'Roomy NFS' }).click();
      await wizard.getByRole('button', { name: /Datastore$/ }).click();
      await expect(page.getByRole('option', { name: 'vmfs-prod-01' })).toContainText('Incompatible. It is VMFS; the policy asks for NFS.');
      await page.getByRole('option', { name: 'nfs-gold-01' }).click();
    },
    close: escape,
  },
];
