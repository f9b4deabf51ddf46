/** Every screen of the client over the sample yard, in an order in which each can be reached from the one before. */
import { expect } from './yard.ts';
import type { Client } from './client.ts';
import { escape, type Screen } from './screen.ts';

/** The two tabs of an object's page. */
function pagesOf(kind: string, name: string, second = 'VMs'): Screen[] {
  return [
    {
      name: `${kind}, Summary`,
      open: async (client) => {
        await client.find(name);
        await client.openTab('Summary');
        await expect(client.page.getByRole('main').getByRole('term').first()).toBeVisible();
      },
    },
    {
      name: `${kind}, ${second}`,
      open: async (client) => {
        await client.openTab(second);
        await expect(client.page.getByRole('main').getByRole('grid')).toBeVisible();
      },
    },
  ];
}

const wizardSteps: Screen[] = [
  {
    name: 'wizard, Source with nothing chosen',
    open: async (client) => {
      await client.find('prod-cluster-01');
      await client.act('Rapid clone');
      await client.expectStep('Source');
      await client.next();
      await expect(client.wizard.getByRole('alert')).toContainText('Choose a template');
    },
  },
  {
    name: 'wizard, Names and count with a collision',
    open: async (client) => {
      await client.row(client.grid('Sources'), 'desktop-gold').click();
      await client.next();
      await client.fillNames(5, 'desk-{n:02}');
      await expect(client.wizard.getByRole('alert')).toContainText('desk-');
    },
  },
  {
    name: 'wizard, Names and count with a wrong pattern',
    open: async (client) => {
      await client.fillNames(5, 'desk-{x}');
      await client.next();
      await expect(client.wizard.getByRole('alert')).toContainText('Correct the fields below.');
    },
  },
  {
    name: 'wizard, Placement',
    open: async (client) => {
      await client.fillNames(5, 'lab-{n:03}');
      await client.next();
      await client.expectStep('Placement');
    },
  },
  {
    name: 'wizard, Placement with a list open',
    open: async (client) => {
      await client.wizard.getByRole('button', { name: /Datastore$/ }).click();
      await expect(client.page.getByRole('listbox')).toBeVisible();
    },
    close: async (client) => {
      await client.page.keyboard.press('Escape');
      await expect(client.page.getByRole('listbox')).toBeHidden();
    },
  },
  {
    name: 'wizard, Ready to complete',
    open: async (client) => {
      await client.next();
      await client.expectStep('Ready to complete');
      await client.expectFact(client.wizard, 'Data to copy', /.+/);
    },
    close: escape,
  },
];

function dialogs(imagePath: string): Screen[] {
  return [
    {
      name: 'import, as it opens',
      open: async (client) => {
        await client.find('nfs-gold-01');
        await client.act('Import template');
        await expect(client.dialog('Import template').getByRole('list', { name: 'Files and folders' })).toBeVisible();
      },
    },
    {
      name: 'import, with what the file is',
      open: async (client) => {
        await client.dialog('Import template').getByRole('textbox', { name: 'Disk image' }).fill(imagePath);
        await client.expectFact(client.dialog('Import template'), 'Format', 'Raw disk image');
      },
    },
    {
      name: 'import, with a file that does not exist',
      open: async (client) => {
        await client.dialog('Import template').getByRole('textbox', { name: 'Disk image' }).fill(`${imagePath}.none`);
        await expect(client.dialog('Import template').getByRole('alert')).toContainText('does not exist');
      },
    },
    {
      name: 'import, by upload',
      open: async (client) => {
        await client.dialog('Import template').getByRole('radio', { name: 'On this computer' }).check();
        await expect(client.dialog('Import template').getByRole('button', { name: 'Choose a file' })).toBeVisible();
      },
      close: escape,
    },
    {
      name: 'export, to a file that exists',
      open: async (client) => {
        await client.find('linux-server-gold');
        await client.act('Export disk');
        const dialog = client.dialog('Export disk of linux-server-gold');
        await dialog.getByRole('textbox', { name: 'File on the machine that hosts the yard' }).fill(imagePath);
        await dialog.getByRole('button', { name: 'Export', exact: true }).click();
        await expect(dialog.getByRole('button', { name: 'Overwrite' })).toBeVisible();
      },
      close: escape,
    },
    {
      name: 'delete, asked again',
      open: async (client) => {
        await client.act('Delete from disk');
        await expect(client.page.getByRole('alertdialog', { name: 'Delete template linux-server-gold' })).toBeVisible();
      },
      close: escape,
    },
    {
      name: 'task in full, with its items',
      open: async (client) => {
        const dialog = await client.openTask(/^Rapid clone/);
        await expect(dialog.getByRole('table')).toContainText('a11y-001');
      },
      close: escape,
    },
    { name: 'about', open: async (client) => {
      await client.help('About Cloneyard');
      await client.expectFact(client.dialog('About Cloneyard'), 'Version', /\d/);
    }, close: escape },
    { name: 'check', open: async (client) => {
      await client.help('Check the array');
      await client.button('Start check', client.dialog('Array check')).click();
      await expect(client.dialog('Array check').getByRole('status')).toContainText('The array is sound.', { timeout: 60_000 });
    }, close: escape },
    { name: 'shortcuts', open: async (client) => {
      await client.help('Keyboard shortcuts');
      await expect(client.dialog('Keyboard shortcuts')).toBeVisible();
    }, close: escape },
    { name: 'choice of a theme', open: async ({ page }) => {
      await page.getByRole('button', { name: 'Display' }).click();
      await expect(page.getByRole('menuitemradio', { name: 'High contrast' })).toBeVisible();
    } },
    { name: 'display settings', open: async (client) => {
      await client.menuItem('Display settings…').click();
      await expect(client.dialog('Display settings')).toBeVisible();
    }, close: escape },
  ];
}

const momentary: Screen[] = [
  {
    name: 'search with results',
    open: async (client) => {
      await client.search.fill('e');
      await expect(client.page.getByRole('listbox', { name: 'Search results' })).toBeVisible();
    },
  },
  {
    name: 'search without results',
    open: async (client) => {
      await client.search.fill('no such thing');
      await expect(client.page.getByRole('option', { name: 'Nothing in the inventory is called that.' })).toBeVisible();
    },
    close: escape,
  },
  {
    name: 'search by fields, with a problem',
    open: async (client) => {
      await client.search.fill('pwer:on e');
      await expect(client.page.getByText('There is no field pwer.')).toBeVisible();
      await expect(client.page.getByRole('group', { name: 'Kinds of objects' })).toBeVisible();
    },
    close: escape,
  },
  {
    name: 'all results of a search',
    open: async (client) => {
      await client.search.fill('name:e');
      await client.page.getByRole('option', { name: /^Show all/ }).click();
      await client.expectPage('Search for “name:e”');
      await expect(client.grid('Virtual machines found')).toBeVisible();
    },
  },
  {
    name: 'results of a search that are folders',
    open: async (client) => {
      await client.openTab('Folders');
      await expect(client.grid('Folders found')).toBeVisible();
    },
  },
  {
    name: 'search page without results',
    open: async (client) => {
      await client.page.goto(`${new URL(client.page.url()).origin}/#/search/power%3Aon%20no-such-name`);
      await expect(client.page.getByRole('main')).toContainText('Nothing in the inventory matches');
    },
  },
  {
    name: 'grid with a selection and its menu',
    open: async (client) => {
      await client.find('vdi-cluster-01');
      await client.openTab('VMs');
      const grid = client.grid('Virtual machines in vdi-cluster-01');
      await client.row(grid, 'desk-03').getByRole('gridcell').first().click();
      await client.row(grid, 'desk-05').getByRole('gridcell').first().click({ modifiers: ['Shift'] });
      await client.row(grid, 'desk-04').getByRole('gridcell').first().click({ button: 'right' });
      await client.findEntry('Suspend');
    },
    close: async (client) => {
      // The first closes the submenu alone.
      await client.page.keyboard.press('Escape');
      await expect(client.page.getByRole('menuitem', { name: 'Suspend' })).toBeHidden();
      await escape(client);
    },
  },
  {
    name: 'grid with its list of columns',
    open: async (client) => {
      await client.page.getByRole('button', { name: 'Columns' }).click();
      await expect(client.dialog('Columns')).toBeVisible();
    },
    close: escape,
  },
  {
    name: 'grid with its ways to export',
    open: async (client) => {
      await client.button('Export').click();
      await expect(client.menuItem(/selected as CSV/)).toBeVisible();
    },
    close: escape,
  },
  {
    name: 'grid whose filter offers fields',
    open: async (client) => {
      await client.page.getByRole('main').getByRole('searchbox', { name: /^Filter/ }).fill('p');
      await client.page.keyboard.press('ArrowDown');
      await expect(client.page.getByRole('option', { name: /^power:/ })).toHaveAttribute('aria-selected', 'true');
    },
  },
  {
    name: 'grid whose filter cannot be read',
    open: async (client) => {
      await client.page.getByRole('main').getByRole('searchbox', { name: /^Filter/ }).fill('pwer:on');
      await expect(client.page.getByRole('main')).toContainText('There is no field pwer.');
    },
  },
  {
    name: 'grid whose filter leaves nothing',
    open: async (client) => {
      await client.page.getByRole('main').getByRole('searchbox', { name: /^Filter/ }).fill('no such machine');
      await expect(client.page.getByRole('button', { name: 'Clear filter', exact: true })).toBeVisible();
    },
  },
  {
    name: 'menu of the tree',
    open: async (client) => {
      await client.treeItem('vdi-cluster-01').click({ button: 'right' });
      await expect(client.page.getByRole('menu', { name: 'Actions for vdi-cluster-01' })).toBeVisible();
    },
    close: escape,
  },
  {
    name: 'failed tasks, of which there are none',
    open: async (client) => {
      await client.page.getByRole('tab', { name: /^Failed/ }).click();
      await expect(client.page.getByText('No task has failed')).toBeVisible();
    },
    close: async (client) => {
      await client.page.getByRole('region', { name: 'Recent tasks' }).getByRole('tab', { name: 'Recent tasks' }).click();
    },
  },
];

/** @param imagePath a disk image that can be read; it is not imported */
export function sampleScreens(imagePath: string): Screen[] {
  return [
    ...pagesOf('vCenter', 'vcenter.yard.local'),
    ...pagesOf('datacenter', 'DC-West'),
    ...pagesOf('cluster', 'prod-cluster-01'),
    ...pagesOf('host', 'esx-05.yard.local'),
    ...pagesOf('folder', 'Desktops'),
    ...pagesOf('datastore', 'nfs-vdi-01'),
    ...pagesOf('template', 'desktop-gold', 'Clones'),
    ...pagesOf('virtual machine', 'web-01', 'Clones'),
    ...dialogs(imagePath),
    ...wizardSteps,
    ...momentary,
  ];
}

/** Opens each screen in turn, looks at it and leaves it. */
export async function visit(client: Client, screens: readonly Screen[], look: (screen: Screen) => Promise<void>, step: (name: string, work: () => Promise<void>) => Promise<void>): Promise<void> {
  for (const screen of screens) {
    await step(screen.name, async () => {
      await screen.open(client);
      await look(screen);
      await screen.close?.(client);
    });
  }
}
