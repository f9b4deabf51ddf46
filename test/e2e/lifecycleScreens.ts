/** The dialogs and cards of the life of machines and folders, over the sample yard with one machine removed from the inventory. */
import { escape, type Screen } from './screen.ts';
import { expect } from './yard.ts';

/** A dialog that the Actions menu of an object opens. */
function dialogOf(name: string, object: string, action: RegExp, title: string | RegExp): Screen {
  return {
    name,
    open: async (client) => {
      await client.find(object);
      await client.act(action);
      await expect(client.dialog(title).or(client.question(title))).toBeVisible();
    },
    close: escape,
  };
}

export const lifecycleScreens: Screen[] = [
  dialogOf('rename', 'a11y-002', /^Rename…/, 'Rename a11y-002'),
  {
    name: 'move to folder, with nothing chosen',
    open: async (client) => {
      await client.act(/^Move to folder…/);
      const dialog = client.dialog('Move a11y-002 to a folder');
      await client.button('OK', dialog).click();
      await expect(dialog).toContainText('Choose where it is to go.');
    },
    close: escape,
  },
  dialogOf('remove from the inventory', 'a11y-002', /^Remove from inventory…/, /^Remove virtual machine/),
  {
    name: 'notes',
    open: async (client) => {
      await client.button('Write notes').click();
      await expect(client.dialog('Edit notes of a11y-002').getByRole('textbox')).toBeFocused();
    },
    close: escape,
  },
  dialogOf('new folder', 'DC-West', /^New folder…/, 'New folder'),
  {
    name: 'datastore with a machine that is not in the inventory',
    open: async (client) => {
      await client.find('nfs-gold-01');
      await expect(client.card('Not in the inventory')).toContainText('a11y-001');
    },
  },
  {
    name: 'register',
    open: async (client) => {
      await client.page.getByRole('button', { name: 'Register a11y-001' }).click();
      await expect(client.dialog('Register virtual machine').getByRole('textbox', { name: 'Name' })).toHaveValue('a11y-001');
    },
    close: escape,
  },
  {
    name: 'delete folder',
    open: async (client) => {
      await client.showView('VMs and templates');
      await client.tree.getByRole('treeitem', { name: /Servers|Production|Desktops|Templates/ }).first().click();
      await client.act(/^Delete folder…/);
      await expect(client.question(/^Delete folder/)).toBeVisible();
    },
    close: escape,
  },
];
