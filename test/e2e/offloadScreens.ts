/** The screens about how things are made and what that saves, over the sample yard, in an order in which each can be reached from the one before. */
import { expect } from './yard.ts';
import type { Client } from './client.ts';
import { escape, type Screen } from './screen.ts';

const cloneDialog = (client: Client) => client.dialog('Clone linux-server-gold');

export const offloadScreens: readonly Screen[] = [
  {
    name: 'how a clone was made',
    open: async (client) => {
      await client.find('a11y-001');
      await client.openTab('How was this made?');
      await expect(client.card('How was this made?').getByRole('list', { name: 'Ways considered' })).toBeVisible();
    },
  },
  {
    name: 'task with how it was done',
    open: async (client) => {
      await client.button('Show task', client.card('How was this made?')).click();
      const how = client.dialog(/^Rapid clone/).getByRole('region', { name: 'How it was done' });
      await how.getByRole('button', { name: /^Clone/ }).first().click();
      await expect(how.getByRole('list', { name: 'Ways considered' })).toBeVisible();
    },
    close: escape,
  },
  {
    name: 'how a template was made, of which nothing is recorded',
    open: async (client) => {
      await client.find('linux-server-gold');
      await client.openTab('How was this made?');
      await expect(client.page.getByRole('main')).toContainText('No decision is recorded');
    },
  },
  {
    name: 'clone, with every rule',
    open: async (client) => {
      await client.act(/^Clone…/);
      await client.button('Show every rule', cloneDialog(client)).click();
      await expect(cloneDialog(client).getByRole('list', { name: 'Ways considered' })).toBeVisible();
    },
  },
  {
    name: 'clone that is not offloaded, with every rule',
    open: async (client) => {
      await cloneDialog(client).getByRole('button', { name: /Datastore$/ }).click();
      await client.page.getByRole('option', { name: /^vmfs/ }).first().click();
      await expect(cloneDialog(client)).toContainText('Software data mover: the host will read and write the data');
      await expect(cloneDialog(client).getByRole('listitem').filter({ hasText: 'Failed' }).first()).toBeVisible();
    },
    close: escape,
  },
  {
    name: 'comparison, before the first',
    open: async (client) => {
      await client.act('Compare host and array');
      await client.expectFact(client.card('New comparison'), 'Time', /.+/);
      await expect(client.card('Result')).toBeVisible();
    },
  },
  {
    name: 'comparison, with its figures',
    open: async (client) => {
      await client.button('Run comparison').click();
      const result = client.card('Result for linux-server-gold');
      await expect(result.getByRole('table')).toBeVisible({ timeout: 60_000 });
      await client.button('How the array side was made', result).click();
    },
  },
];
