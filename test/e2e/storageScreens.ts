/** The screens of the storage array over the sample yard: what the walk makes on one of them is shown by the next. */
import type { Client } from './client.ts';
import { escape, type Screen } from './screen.ts';
import { expect } from './yard.ts';

const datastore = 'nfs-vdi-01';
const machine = 'desk-03';

function tabs(name: string, ...labels: string[]): Screen[] {
  return labels.map((label) => ({
    name: `${name}, ${label}`,
    open: async (client: Client) => {
      await client.find(name);
      await client.openTab(label);
    },
  }));
}

/** A dialog of the Actions menu, as it opens. */
function dialogOf(name: string, action: string | RegExp, title: string | RegExp): Screen {
  return {
    name: `${String(title)} of ${name}`,
    open: async (client) => {
      await client.find(name);
      await client.act(action);
      await expect(client.dialog(title).or(client.question(title))).toBeVisible();
    },
    close: escape,
  };
}

const volumePages: Screen[] = [
  {
    name: 'volumes, with a selection and its menu',
    open: async (client) => {
      await client.find('vcenter.yard.local');
      await client.openTab('Volumes');
      const grid = client.grid('Volumes in vcenter.yard.local');
      await client.row(grid, datastore).getByRole('gridcell').first().click();
      await client.row(grid, datastore).getByRole('gridcell').first().click({ button: 'right' });
      await expect(client.page.getByRole('menu')).toBeVisible();
    },
    close: escape,
  },
  ...tabs(datastore, 'Dedupe', 'Configure', 'Snapshots', 'FlexClones'),
  dialogOf(datastore, 'Take volume snapshot', 'Take snapshot of volume'),
  {
    name: 'datastore, Snapshots with one selected',
    open: async (client) => {
      await client.act('Take volume snapshot');
      await client.dialog('Take snapshot of volume').getByRole('textbox', { name: 'Name' }).fill('nightly');
      await client.page.keyboard.press('Enter');
      await client.openTab('Snapshots');
      await client.row(client.grid(/^Snapshots of/), 'nightly').click();
      await expect(client.button('Restore…')).toBeEnabled();
    },
  },
  {
    name: 'restore, with what it does',
    open: async (client) => {
      await client.button('Restore…').click();
      await expect(client.question(/^Restore/)).toContainText('The whole volume becomes');
    },
    close: escape,
  },
  {
    name: 'restore of one machine, with one chosen',
    open: async (client) => {
      await client.button('Restore virtual machine…').click();
      const dialog = client.dialog(/^Restore a virtual machine from/);
      await dialog.getByRole('radio', { disabled: false }).first().check();
      await expect(dialog).toContainText('This cannot be undone.');
    },
    close: escape,
  },
  {
    name: 'datastore, FlexClones with one',
    open: async (client) => {
      await client.act('Create FlexClone');
      const dialog = client.dialog(/^Create FlexClone of/);
      await dialog.getByRole('textbox', { name: 'Name of the FlexClone' }).fill('flex');
      await client.button('Create', dialog).click();
      await client.expectCompleted(/^Clone volume/);
      await client.openTab('FlexClones');
      await expect(client.row(client.grid(/^FlexClones of/), 'flex')).toBeVisible();
    },
  },
  ...tabs('flex', 'Summary', 'FlexClones'),
  {
    name: 'split, with its estimate',
    open: async (client) => {
      await client.act('Split FlexClone');
      await client.expectFact(client.dialog(/^Split/), 'Data to copy', /\d/);
    },
    close: escape,
  },
  dialogOf('flex', 'Delete volume', 'Delete volume flex'),
  {
    name: 'new datastore, its type',
    open: async (client) => {
      await client.act('New datastore');
      await expect(client.dialog('New datastore').getByRole('heading', { level: 3, name: 'Type' })).toBeVisible();
    },
  },
  {
    name: 'new datastore, with what is wrong',
    open: async (client) => {
      await client.button('Next', client.dialog('New datastore')).click();
      await client.dialog('New datastore').getByRole('textbox', { name: 'Size', exact: true }).fill('a lot');
      await client.dialog('New datastore').getByRole('checkbox', { name: 'Autogrow' }).check();
      await client.button('Next', client.dialog('New datastore')).click();
      await expect(client.dialog('New datastore')).toContainText('Enter a size');
    },
  },
  {
    name: 'new datastore, its hosts',
    open: async (client) => {
      await client.dialog('New datastore').getByRole('textbox', { name: 'Name' }).fill('projects');
      await client.dialog('New datastore').getByRole('textbox', { name: 'Size', exact: true }).fill('1 TiB');
      await client.button('Next', client.dialog('New datastore')).click();
      await expect(client.dialog('New datastore').getByRole('heading', { level: 3, name: 'Hosts' })).toBeVisible();
    },
  },
  {
    name: 'new datastore, ready to complete',
    open: async (client) => {
      await client.button('Next', client.dialog('New datastore')).click();
      await expect(client.dialog('New datastore').getByRole('heading', { level: 3, name: 'Ready to complete' })).toBeVisible();
    },
    close: escape,
  },
  dialogOf(datastore, 'Mount on hosts', /^Mount/),
  {
    name: 'enter maintenance mode, with where the machines go',
    open: async (client) => {
      await client.find(datastore);
      await client.act('Enter maintenance mode');
      await expect(client.dialog(/^Enter maintenance mode/).getByRole('table').or(client.dialog(/^Enter maintenance mode/).getByRole('alert')).first()).toBeVisible();
    },
    close: escape,
  },
  dialogOf(datastore, 'Resize and settings', /^Resize and settings/),
  dialogOf(datastore, 'Set quota', 'Quota of the aggregate'),
  {
    name: 'dedupe with a run that has ended',
    open: async (client) => {
      await client.openTab('Dedupe');
      await client.card('Dedupe').getByRole('checkbox', { name: 'Dedupe is on' }).check();
      await expect(client.button('Scan all data', client.card('Dedupe'))).toBeEnabled();
      await client.button('Scan all data', client.card('Dedupe')).click();
      await client.expectFact(client.card('Last run'), 'Result', 'Completed');
    },
  },
  {
    name: 'dedupe schedule that cannot be read',
    open: async (client) => {
      await client.button('Edit schedule…').click();
      await client.dialog(/^Dedupe schedule/).getByRole('textbox', { name: 'Hours' }).fill('noon');
      await expect(client.dialog(/^Dedupe schedule/)).toContainText('cannot be read');
    },
    close: escape,
  },
  {
    name: 'scrub with its result',
    open: async (client) => {
      await client.act('Scrub the array');
      await client.button('Start scrub', client.dialog('Scrub')).click();
      await expect(client.dialog('Scrub').getByRole('status')).toContainText('every block matches', { timeout: 60_000 });
    },
    close: escape,
  },
];

const machinePages: Screen[] = [
  ...tabs(machine, 'Snapshots'),
  dialogOf(machine, 'Take snapshot', `Take snapshot of ${machine}`),
  {
    name: 'machine, Snapshots with one selected',
    open: async (client) => {
      await client.act('Take snapshot');
      await client.dialog(`Take snapshot of ${machine}`).getByRole('textbox', { name: 'Name' }).fill('first');
      await client.page.keyboard.press('Enter');
      await client.openTab('Snapshots');
      await client.page.getByRole('tree', { name: `Snapshots of ${machine}` }).getByRole('treeitem', { name: 'first' }).click();
    },
  },
  {
    name: 'compare states without a change',
    open: async (client) => {
      await client.button('Compare…').click();
      await expect(client.dialog(/^What has changed/).getByRole('status')).toContainText('Nothing has changed.');
    },
    close: escape,
  },
  {
    name: 'revert, asked again',
    open: async (client) => {
      await client.button('Revert…').click();
      await expect(client.question(/^Revert/)).toContainText('Nothing has been written since.');
    },
    close: escape,
  },
  dialogOf(machine, /^Clone…/, `Clone ${machine}`),
  {
    name: 'freed if deleted, counted',
    open: async (client) => {
      await client.act('What would deleting this free?');
      await expect(client.dialog('Freed if deleted').getByRole('status')).toContainText('would be freed', { timeout: 60_000 });
    },
    close: escape,
  },
  {
    name: 'holders of a block',
    open: async (client) => {
      await client.act('Who holds a block?');
      await expect(client.dialog('Who holds this block?').getByRole('status')).toContainText('The block at 1,048,576');
    },
    close: escape,
  },
];

export const storageScreens: readonly Screen[] = [...volumePages, ...machinePages];
