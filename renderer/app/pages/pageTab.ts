/** A tab of an object's page. Each kind of object names its own, in the order in which they stand. */
import type { ReactNode } from 'react';
import type { Tab } from '../../stores/route.ts';
import type { Related } from '../../stores/related.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { say } from '../../strings/say.ts';

export interface PageTab {
  readonly id: Tab;
  readonly label: string;
  /** How many there are of what the tab lists; not shown when there are none. */
  readonly count?: number;
  /** Called for the tab that is shown alone. */
  readonly content: () => ReactNode;
}

/** What the tabs of containers depend on beside the container itself. */
export interface ContainerFacts {
  readonly related: Related;
  /** The volume under a datastore, once it is known. */
  readonly volume: VolumeRow | undefined;
}

/** What a tab is called; it says so in addresses too, so the same id has the same name on every page but that of clones. */
export const tabLabels: Readonly<Record<Tab, string>> = {
  summary: say('app.summary'),
  monitor: say('app.monitor'),
  trail: say('app.howWasThisMade'),
  dedupe: say('common.dedupe'),
  configure: say('app.configure'),
  permissions: say('app.permissions'),
  snapshots: say('common.snapshots'),
  flexClones: say('app.flexClones'),
  datacenters: say('app.datacenters'),
  clusters: say('app.clusters'),
  hosts: say('common.hosts'),
  vms: say('app.vMs'),
  templates: say('common.templates'),
  datastores: say('common.datastores'),
  networks: say('app.networks'),
  volumes: say('app.volumes'),
};

/** What the list of machines is called on the page of a machine: they were made of it. */
export const clonesLabel = say('common.clones');
