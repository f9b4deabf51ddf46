/** What is around machines, over the sample yard with one host in maintenance mode. */
import { escape, type Screen } from './screen.ts';
import { expect } from './yard.ts';

/** The host that is in maintenance mode, and one that is not. */
export const restingHost = 'esx-02.yard.local';
const usedHost = 'esx-01.yard.local';

/** A dialog that the Actions menu of an object opens. @param shown what it says once it is complete */
function dialogOf(name: string, object: string, action: RegExp, title: string, shown: RegExp): Screen {
  return {
    name,
    open: async (client) => {
      await client.find(object);
      await client.act(action);
      await expect(client.dialog(title).or(client.question(title))).toContainText(shown);
    },
    close: escape,
  };
}

/** The same with everything wrong that can be. */
function refusedOf(name: string, object: string, action: RegExp, title: string): Screen {
  return {
    name,
    open: async (client) => {
      await client.find(object);
      await client.act(action);
      const dialog = client.dialog(title);
      await client.button('OK', dialog).click();
      await expect(dialog).toContainText(/A name is needed|Choose where it is to go/);
    },
    close: escape,
  };
}

export const hostingScreens: Screen[] = [
  dialogOf('new datacenter', 'vcenter.yard.local', /^New datacenter…/, 'New datacenter', /Datacenter name/),
  refusedOf('new cluster without a name', 'DC-West', /^New cluster…/, 'New cluster'),
  refusedOf('new network without a name', 'DC-West', /^New network…/, 'New network'),
  refusedOf('add host without an address', 'prod-cluster-01', /^Add host…/, 'Add host'),
  refusedOf('move host, with nothing chosen', usedHost, /^Move host…/, `Move host ${usedHost}`),
  dialogOf('enter maintenance mode', usedHost, /^Enter maintenance mode…/, `Enter maintenance mode: ${usedHost}`, /From now on/),
  dialogOf('remove cluster, with hosts in it', 'prod-cluster-01', /^Remove cluster…/, 'Remove cluster prod-cluster-01', /hosts: /),
  {
    name: 'a host in maintenance mode, Summary',
    open: async (client) => {
      await client.find(restingHost);
      await expect(client.page.getByRole('main')).toContainText(`${restingHost} is in maintenance mode.`);
    },
  },
  {
    name: 'a host in maintenance mode, Configure',
    open: async (client) => {
      await client.openTab('Configure');
      await expect(client.card('Hardware')).toContainText('Model');
    },
  },
  dialogOf('edit hardware', restingHost, /^Edit hardware…/, `Edit hardware of ${restingHost}`, /Processor cores/),
  {
    name: 'issues of a cluster with a host in maintenance mode',
    open: async (client) => {
      await client.find('prod-cluster-01');
      await client.openTab('Monitor');
      await client.page.getByRole('radio', { name: 'Issues and alarms' }).check();
      await expect(client.page.getByRole('main')).toContainText('is in maintenance mode.');
    },
  },
  {
    name: 'cluster, Configure',
    open: async (client) => {
      await client.openTab('Configure');
      await expect(client.card('Cluster')).toContainText('prod-cluster-01');
    },
  },
];
