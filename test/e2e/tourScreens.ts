/** The screens of the tour in `docs/tour.md`, in an order in which each can be reached from the one before. */
import type { Locator } from '@playwright/test';
import type { Client } from './client.ts';
import { escape, type Screen } from './screen.ts';
import { expect } from './yard.ts';

export interface TourScreen extends Screen {
  /** The picture is `docs/tour/<picture>.png`, and `<picture>-dark.png` in dark. */
  readonly picture: string;
  /** Light, unless something else is said. */
  readonly themes?: readonly ('light' | 'dark')[];
  /** Figures that were measured in this run, and are another in the next. */
  readonly moving?: (client: Client) => Locator[];
}

/** The file of a screen's picture in one theme. */
export const pictureFile = (picture: string, theme: 'light' | 'dark') => `${picture}${theme === 'dark' ? '-dark' : ''}.png`;

/** The time at which the yard is looked at. */
export const servedAt = '2026-03-02T09:40:00Z';

const cluster = 'vdi-cluster-01';
const datastore = 'nfs-vdi-01';
const machine = 'desk-03';
const deployWizard = (client: Client) => client.dialog('Deploy from template');
const cloneDialog = (client: Client) => client.dialog('Clone linux-server-gold');

/** What stands beside a label. */
const valueOf = (within: Locator, label: string) => within.getByRole('term').filter({ hasText: new RegExp(`^${label}$`) }).locator('xpath=following-sibling::dd[1]');

/** Opens a list under Monitor. */
async function showMonitor(client: Client, object: string, list: string): Promise<void> {
  await client.find(object);
  await client.openTab('Monitor');
  await client.page.getByRole('radio', { name: list }).check();
}

/** Takes the focus out of a field, with what it offers and marks. */
async function leaveField({ page }: Client): Promise<void> {
  await page.getByRole('heading', { level: 1 }).click();
}

async function toStep(client: Client, title: string): Promise<void> {
  await deployWizard(client).getByRole('button', { name: 'Next', exact: true }).click();
  await expect(deployWizard(client).getByRole('heading', { level: 3, name: title, exact: true })).toBeVisible();
}

/** The dock is put away after the first picture: most of what it tells took its time, and that is another each time. */
export const tourScreens: readonly TourScreen[] = [
  {
    name: 'The machines of a cluster, with the dock',
    picture: 'machines',
    moving: (client) => [client.grid('Recent tasks').getByRole('gridcell').filter({ hasText: /\d (ms|s)\b/ })],
    open: async (client) => {
      await client.find(cluster);
      await client.openTab('VMs');
      const grid = client.grid(`Virtual machines in ${cluster}`);
      await expect(grid).toHaveAttribute('aria-rowcount', '121');
      // Machines that have written and clones that have not, side by side.
      await grid.hover();
      await client.page.mouse.wheel(0, 28 * 14);
      await expect(grid.getByRole('link', { name: 'vdi-002' })).toBeInViewport();
    },
    close: async ({ page }) => {
      await page.getByRole('button', { name: 'Hide recent tasks and alarms' }).click();
    },
  },
  {
    name: 'Summary of the vCenter',
    picture: 'vcenter',
    open: async (client) => {
      await client.find('vcenter.yard.local');
      await client.openTab('Summary');
      await client.expectFact(client.card('vCenter'), 'Hosts', '8');
    },
  },
  {
    name: 'A filter in the language of queries',
    picture: 'query',
    open: async (client) => {
      await client.openTab('VMs');
      await client.page.getByRole('main').getByRole('searchbox', { name: /^Filter/ }).fill('power:on unique>2MiB');
      await expect(client.page.getByRole('main')).toContainText(/\d of 141 virtual machines/);
      await leaveField(client);
      await expect(client.page.getByRole('listbox')).toBeHidden();
    },
  },
  {
    name: 'Rapid clone, ready to complete',
    picture: 'rapid-clone',
    moving: (client) => [valueOf(client.wizard, 'Time')],
    open: async (client) => {
      await client.find('desktop-gold');
      await client.act('Rapid clone');
      await client.next();
      await client.fillNames(200, 'call-{n:03}');
      await client.next();
      await client.next();
      await client.expectStep('Ready to complete');
      await client.expectFact(client.wizard, 'Data to copy', /.+/);
    },
    close: escape,
  },
  {
    name: 'Deploy from template, Select storage',
    picture: 'deploy',
    open: async (client) => {
      await client.find('linux-server-gold');
      await client.act('Deploy from template');
      await deployWizard(client).getByRole('textbox', { name: 'Virtual machine name' }).fill('intranet-01');
      await toStep(client, 'Select a compute resource');
      await toStep(client, 'Select storage');
      await expect(deployWizard(client).getByRole('region', { name: 'How it will be made' })).toContainText(/./);
      await expect(deployWizard(client).getByRole('region', { name: 'Capacity' })).toBeVisible();
    },
    close: escape,
  },
  {
    name: 'Summary of a virtual machine',
    picture: 'machine',
    open: async (client) => {
      await client.find(machine);
      await client.openTab('Summary');
      await client.expectFact(client.card('Space'), 'Unique', /.+/);
    },
  },
  {
    name: 'Snapshots of a virtual machine',
    picture: 'snapshots',
    open: async (client) => {
      await client.openTab('Snapshots');
      await client.page.getByRole('tree', { name: `Snapshots of ${machine}` }).getByRole('treeitem', { name: 'before the update' }).click();
      await expect(client.button('Compare…')).toBeEnabled();
    },
  },
  {
    name: 'Clone, with every rule that is asked',
    picture: 'decision',
    open: async (client) => {
      await client.find('linux-server-gold');
      await client.act(/^Clone…/);
      await cloneDialog(client).getByRole('button', { name: /Datastore$/ }).click();
      await client.page.getByRole('option', { name: /^vmfs-prod-01/ }).click();
      await client.button('Show every rule', cloneDialog(client)).click();
      await expect(cloneDialog(client).getByRole('listitem').filter({ hasText: 'Failed' }).first()).toBeVisible();
    },
    close: escape,
  },
  {
    name: 'Summary of a datastore',
    picture: 'datastore',
    themes: ['light', 'dark'],
    open: async (client) => {
      await client.showView('Storage');
      await client.find(datastore);
      await client.openTab('Summary');
      await client.expectFact(client.card('From provisioned to stored'), 'Saved', /.+/);
    },
  },
  {
    name: 'Volumes of the storage array',
    picture: 'volumes',
    open: async (client) => {
      await client.find('vcenter.yard.local');
      await client.openTab('Volumes');
      await expect(client.row(client.grid('Volumes in vcenter.yard.local'), 'lab')).toBeVisible();
    },
  },
  {
    name: 'Performance',
    picture: 'performance',
    open: async (client) => {
      await showMonitor(client, datastore, 'Performance');
      await client.page.getByRole('radio', { name: 'Custom' }).check();
      await client.page.getByLabel('From', { exact: true }).fill('2026-03-02T09:02');
      await client.page.getByLabel('To', { exact: true }).fill('2026-03-02T09:37');
      await leaveField(client);
      await expect(client.card('Space used, measured').getByRole('table', { name: 'Space used: figures' })).toBeVisible();
    },
  },
  {
    name: 'VM storage policies',
    picture: 'policies',
    open: async (client) => {
      await client.page.getByRole('button', { name: 'Policies and profiles' }).click();
      await client.menuItem('VM storage policies').click();
      await client.row(client.grid('VM storage policies'), 'Instant clones').click();
    },
  },
  {
    name: 'A host in maintenance mode',
    picture: 'host',
    themes: ['dark'],
    open: async (client) => {
      await client.showView('Hosts and clusters');
      await client.find('esx-02.yard.local');
      await client.openTab('Summary');
      await expect(client.page.getByRole('main')).toContainText('is in maintenance mode.');
    },
  },
  {
    name: 'Events of that host',
    picture: 'events',
    themes: ['dark'],
    open: async (client) => {
      await showMonitor(client, 'esx-02.yard.local', 'Events');
      await expect(client.grid('Events of esx-02.yard.local')).toContainText('maintenance mode');
    },
  },
];
