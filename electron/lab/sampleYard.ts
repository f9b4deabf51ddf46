/** What the two kinds of new yard consist of. Plain data: nothing here does anything. */
import { noRules, type PolicyValues } from '../../shared/model/policies.ts';
import { gibBytes, mibBytes, tibBytes } from '../../shared/units.ts';

export interface DatastorePlan {
  readonly name: string;
  readonly type: 'NFS' | 'VMFS';
  readonly sizeBytes: number;
}

export interface NetworkPlan {
  readonly name: string;
  readonly vlanId: number | null;
}

/** `lengthMib` chunks of the content of `seed`, from `offset` on. Equal seeds at equal offsets are equal bytes. */
export interface Region {
  readonly offset: number;
  readonly lengthMib: number;
  readonly seed: number;
}

export interface TemplatePlan {
  readonly name: string;
  readonly datastore: string;
  readonly network: string;
  readonly folder: string;
  readonly guestOs: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly partitionType: number;
  readonly notes: string;
  readonly regions: readonly Region[];
}

/** A row of machines cloned from one template; what each has written since is drawn from its own seed. */
export interface MachinePlan {
  readonly template: string;
  readonly folder: string;
  readonly cluster: string;
  readonly network: string;
  readonly prefix: string;
  readonly count: number;
  readonly poweredOnPercent: number;
  /** The most one of them has written. */
  readonly writtenMib: number;
}

export interface YardPlan {
  readonly vcenter: string;
  readonly datacenter: string;
  /** Hosts that belong to no cluster. */
  readonly hosts: readonly string[];
  readonly clusters: readonly { readonly name: string; readonly hosts: readonly string[] }[];
  readonly folders: readonly string[];
  readonly datastores: readonly DatastorePlan[];
  readonly networks: readonly NetworkPlan[];
  readonly templates: readonly TemplatePlan[];
  readonly machines: readonly MachinePlan[];
  readonly policies: readonly PolicyValues[];
}

const untagged = 'VM Network';
const production = 'Production VLAN 110';
const desktops = 'Desktops VLAN 120';
const networks: readonly NetworkPlan[] = [
  { name: untagged, vlanId: null },
  { name: production, vlanId: 110 },
  { name: desktops, vlanId: 120 },
];

export const emptyYard: YardPlan = {
  vcenter: 'vcenter.yard.local',
  datacenter: 'Datacenter',
  hosts: ['esx-01.yard.local'],
  clusters: [],
  folders: ['Virtual machines'],
  datastores: [{ name: 'datastore1', type: 'NFS', sizeBytes: tibBytes }],
  networks,
  templates: [],
  machines: [],
  policies: [],
};

const sharedSystem = 0x5eed;

/** The part that all three templates have in common, in three stretches as files lie on a disk. */
const sharedRegions: readonly Region[] = [
  { offset: mibBytes, lengthMib: 24, seed: sharedSystem },
  { offset: 64 * mibBytes, lengthMib: 24, seed: sharedSystem + 1 },
  { offset: 2 * gibBytes, lengthMib: 16, seed: sharedSystem + 2 },
];

export const sampleYard: YardPlan = {
  vcenter: 'vcenter.yard.local',
  datacenter: 'DC-West',
  hosts: [],
  clusters: [
    { name: 'prod-cluster-01', hosts: ['esx-01.yard.local', 'esx-02.yard.local', 'esx-03.yard.local', 'esx-04.yard.local'] },
    { name: 'vdi-cluster-01', hosts: ['esx-05.yard.local', 'esx-06.yard.local', 'esx-07.yard.local', 'esx-08.yard.local'] },
  ],
  folders: ['Templates', 'Servers', 'Desktops'],
  datastores: [
    { name: 'nfs-gold-01', type: 'NFS', sizeBytes: 4 * tibBytes },
    { name: 'nfs-vdi-01', type: 'NFS', sizeBytes: 4 * tibBytes },
    { name: 'vmfs-prod-01', type: 'VMFS', sizeBytes: 2 * tibBytes },
  ],
  networks,
  templates: [
    {
      name: 'linux-server-gold',
      datastore: 'nfs-gold-01',
      network: untagged,
      folder: 'Templates',
      guestOs: 'Other Linux (64-bit)',
      cpuCount: 2,
      memoryBytes: 4 * gibBytes,
      diskBytes: 16 * gibBytes,
      partitionType: 0x83,
      notes: 'Base system for application servers. Generated sample content.',
      regions: [...sharedRegions, { offset: 4 * gibBytes, lengthMib: 28, seed: 0x11 }],
    },
    {
      name: 'desktop-gold',
      datastore: 'nfs-vdi-01',
      network: untagged,
      folder: 'Templates',
      guestOs: 'Microsoft Windows (64-bit)',
      cpuCount: 2,
      memoryBytes: 8 * gibBytes,
      diskBytes: 40 * gibBytes,
      partitionType: 0x07,
      notes: 'Standard desktop with office applications. Generated sample content.',
      regions: [...sharedRegions, { offset: 6 * gibBytes, lengthMib: 48, seed: 0x22 }, { offset: 20 * gibBytes, lengthMib: 16, seed: 0x23 }],
    },
    {
      name: 'database-gold',
      datastore: 'vmfs-prod-01',
      network: untagged,
      folder: 'Templates',
      guestOs: 'Other Linux (64-bit)',
      cpuCount: 4,
      memoryBytes: 16 * gibBytes,
      diskBytes: 32 * gibBytes,
      partitionType: 0x83,
      notes: 'Base system with a database engine. Generated sample content.',
      regions: [...sharedRegions, { offset: 8 * gibBytes, lengthMib: 40, seed: 0x33 }],
    },
  ],
  machines: [
    { template: 'linux-server-gold', folder: 'Servers', cluster: 'prod-cluster-01', network: production, prefix: 'web-', count: 8, poweredOnPercent: 90, writtenMib: 2 },
    { template: 'linux-server-gold', folder: 'Servers', cluster: 'prod-cluster-01', network: production, prefix: 'build-', count: 6, poweredOnPercent: 50, writtenMib: 4 },
    { template: 'database-gold', folder: 'Servers', cluster: 'prod-cluster-01', network: production, prefix: 'db-', count: 6, poweredOnPercent: 100, writtenMib: 4 },
    { template: 'desktop-gold', folder: 'Desktops', cluster: 'vdi-cluster-01', network: desktops, prefix: 'desk-', count: 20, poweredOnPercent: 65, writtenMib: 2 },
  ],
  policies: [
    { name: 'Instant clones', description: 'Datastores on which clones share their blocks.', rules: { ...noRules, sharesClones: true } },
    { name: 'Roomy NFS', description: 'NFS with at least a quarter of its capacity free.', rules: { ...noRules, type: 'NFS', freePercent: 25 } },
  ],
};
