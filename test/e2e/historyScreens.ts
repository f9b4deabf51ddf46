/** The screens about what happened and what is wrong, over the sample yard with an alarm that is triggered. */
import type { Client } from './client.ts';
import { escape, type Screen } from './screen.ts';
import { expect } from './yard.ts';

const root = 'vcenter.yard.local';

/** A list under Monitor. */
function listOf(object: string, list: string, grid: string | RegExp, text: string | RegExp): Screen {
  return {
    name: `${object}, Monitor, ${list}`,
    open: async (client) => {
      await client.find(object);
      await client.openTab('Monitor');
      await client.page.getByRole('radio', { name: list }).check();
      await expect(client.grid(grid)).toContainText(text);
    },
  };
}

/** What was measured of an object. The command that set the yard up has left figures. */
function performanceOf(object: string, chart: string): Screen {
  return {
    name: `${object}, Monitor, Performance`,
    open: async (client) => {
      await client.find(object);
      await client.openTab('Monitor');
      await client.page.getByRole('radio', { name: 'Performance' }).check();
      await client.page.getByRole('radio', { name: 'Last day' }).check();
      await expect(client.card(`${chart}, measured`).getByRole('table', { name: `${chart}: figures` })).toBeVisible();
    },
  };
}

export const historyScreens: Screen[] = [
  listOf(root, 'Events', `Events of ${root}`, 'was cloned from'),
  {
    name: 'events that nothing fits',
    open: async ({ page }: Client) => {
      await page.getByRole('searchbox', { name: /^Search the events of/ }).fill('nothing has this in it');
      await expect(page.getByRole('main')).toContainText('Nothing that is kept fits.');
    },
  },
  listOf(root, 'Tasks', `Tasks of ${root}`, 'Rapid clone'),
  {
    name: 'task with its log',
    open: async (client) => {
      await client.grid(`Tasks of ${root}`).getByRole('button', { name: /^Rapid clone/ }).click();
      await client.dialog(/^Rapid clone/).getByRole('button', { name: /^Log/ }).click();
      await expect(client.page.getByRole('region', { name: 'Log of the task' })).toContainText('was cloned from');
    },
    close: escape,
  },
  listOf(root, 'Issues and alarms', `Alarms of ${root}`, 'Watched'),
  {
    name: 'alarms in the panel, one selected',
    open: async (client) => {
      await client.page.getByRole('tab', { name: /^Alarms/ }).click();
      await client.row(client.grid(`Alarms of ${root}`), 'Watched').first().click();
      await expect(client.grid('Triggered alarms')).toContainText('Watched');
    },
  },
  performanceOf(root, 'Array: space'),
  listOf(root, 'Alarm definitions', 'Alarm definitions', 'Guests paused for want of space'),
  {
    name: 'alarm, wrong thresholds',
    open: async (client) => {
      await client.button('New alarm…').click();
      const dialog = client.dialog('New alarm');
      await dialog.getByRole('textbox', { name: 'Red from, percent' }).fill('50');
      await client.button('Create', dialog).click();
      await expect(dialog).toContainText('must be above');
    },
    close: escape,
  },
  {
    name: 'delete alarm',
    open: async (client) => {
      const row = client.grid('Alarm definitions').getByRole('row').filter({ hasText: 'Dedupe has failed' });
      await row.click({ button: 'right' });
      await client.menuItem('Delete…').click();
      await expect(client.question('Delete alarm Dedupe has failed')).toBeVisible();
    },
    close: escape,
  },
  performanceOf('web-01', 'Space'),
  listOf('web-01', 'Issues and alarms', 'Alarms of web-01', 'Watched'),
];
