/** The screens on which networks are looked at, and the lists of what belongs to an object, over the sample yard. */
import type { Client } from './client.ts';
import { escape, type Screen } from './screen.ts';
import { expect } from './yard.ts';

/** A tab of an object's page that lists something. */
function listOf(object: string, tab: string, name: string, row: string): Screen {
  return {
    name: `${object}, ${tab}`,
    open: async (client) => {
      await client.find(object);
      await client.openTab(tab);
      await expect(client.row(client.grid(name), row).first()).toBeVisible();
    },
  };
}

export const navigationScreens: Screen[] = [
  {
    name: 'networking view',
    open: async (client) => {
      await client.showView('Networking');
      await client.select('Production VLAN 110');
      await client.openTab('Summary');
      await client.expectFact(client.card('Network'), 'VLAN', '110');
    },
  },
  listOf('Production VLAN 110', 'VMs', 'Virtual machines in Production VLAN 110', 'web-01'),
  listOf('Production VLAN 110', 'Hosts', 'Hosts of Production VLAN 110', 'esx-01.yard.local'),
  listOf('VM Network', 'Templates', 'Templates in VM Network', 'desktop-gold'),
  listOf('vcenter.yard.local', 'Datacenters', 'Datacenters in vcenter.yard.local', 'DC-West'),
  listOf('DC-West', 'Clusters', 'Clusters in DC-West', 'vdi-cluster-01'),
  listOf('prod-cluster-01', 'Hosts', 'Hosts of prod-cluster-01', 'esx-02.yard.local'),
  listOf('prod-cluster-01', 'Datastores', 'Datastores of prod-cluster-01', 'nfs-gold-01'),
  listOf('esx-05.yard.local', 'Networks', 'Networks of esx-05.yard.local', 'Desktops VLAN 120'),
  listOf('web-01', 'Networks', 'Networks of web-01', 'Production VLAN 110'),
  {
    name: 'recent objects',
    open: async ({ page }: Client) => {
      await page.getByRole('button', { name: 'Recent objects' }).click();
      await expect(page.getByRole('menu', { name: 'Recent objects' })).toBeVisible();
    },
    close: escape,
  },
];
