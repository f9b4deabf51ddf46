/** What the rows of lists are called, in whole phrases: other languages bend the words by number and by what stands around them. */
import type { ItemNames } from '../../ui/counts.ts';
import { say } from '../../strings/say.ts';

export const itemNames = {
  accessKey: { counted: (count) => say('counts.accessKey', { count }), none: say('lists.noAccessKeys'), noneMatches: (filter) => say('lists.noAccessKeysMatch', { filter }) },
  alarm: { counted: (count) => say('counts.alarm', { count }), none: say('lists.noAlarms'), noneMatches: (filter) => say('lists.noAlarmsMatch', { filter }) },
  alarmDefinition: { counted: (count) => say('counts.alarmDefinition', { count }), none: say('lists.noAlarmDefinitions'), noneMatches: (filter) => say('lists.noAlarmDefinitionsMatch', { filter }) },
  cluster: { counted: (count) => say('counts.cluster', { count }), none: say('lists.noClusters'), noneMatches: (filter) => say('lists.noClustersMatch', { filter }) },
  clusterOrHost: { counted: (count) => say('counts.clusterOrHost', { count }), none: say('lists.noClustersAndHosts'), noneMatches: (filter) => say('lists.noClustersAndHostsMatch', { filter }) },
  datacenter: { counted: (count) => say('counts.datacenter', { count }), none: say('lists.noDatacenters'), noneMatches: (filter) => say('lists.noDatacentersMatch', { filter }) },
  datastore: { counted: (count) => say('counts.datastore', { count }), none: say('lists.noDatastores'), noneMatches: (filter) => say('lists.noDatastoresMatch', { filter }) },
  event: { counted: (count) => say('counts.event', { count }), none: say('lists.noEvents'), noneMatches: (filter) => say('lists.noEventsMatch', { filter }) },
  flexClone: { counted: (count) => say('counts.flexClone', { count }), none: say('lists.noFlexClones'), noneMatches: (filter) => say('lists.noFlexClonesMatch', { filter }) },
  folder: { counted: (count) => say('counts.folder', { count }), none: say('lists.noFolders'), noneMatches: (filter) => say('lists.noFoldersMatch', { filter }) },
  host: { counted: (count) => say('counts.host', { count }), none: say('lists.noHosts'), noneMatches: (filter) => say('lists.noHostsMatch', { filter }) },
  network: { counted: (count) => say('counts.network', { count }), none: say('lists.noNetworks'), noneMatches: (filter) => say('lists.noNetworksMatch', { filter }) },
  policy: { counted: (count) => say('counts.policy', { count }), none: say('lists.noPolicies'), noneMatches: (filter) => say('lists.noPoliciesMatch', { filter }) },
  pool: { counted: (count) => say('counts.pool', { count }), none: say('lists.noPools'), noneMatches: (filter) => say('lists.noPoolsMatch', { filter }) },
  snapshot: { counted: (count) => say('counts.snapshot', { count }), none: say('lists.noSnapshots'), noneMatches: (filter) => say('lists.noSnapshotsMatch', { filter }) },
  source: { counted: (count) => say('counts.source', { count }), none: say('lists.noSources'), noneMatches: (filter) => say('lists.noSourcesMatch', { filter }) },
  specification: { counted: (count) => say('counts.specification', { count }), none: say('lists.noSpecifications'), noneMatches: (filter) => say('lists.noSpecificationsMatch', { filter }) },
  task: { counted: (count) => say('counts.task', { count }), none: say('lists.noTasks'), noneMatches: (filter) => say('lists.noTasksMatch', { filter }) },
  template: { counted: (count) => say('counts.template', { count }), none: say('lists.noTemplates'), noneMatches: (filter) => say('lists.noTemplatesMatch', { filter }) },
  vCenter: { counted: (count) => say('counts.vCenter', { count }), none: say('lists.noVCenters'), noneMatches: (filter) => say('lists.noVCentersMatch', { filter }) },
  virtualMachine: { counted: (count) => say('counts.virtualMachine', { count }), none: say('lists.noVirtualMachines'), noneMatches: (filter) => say('lists.noVirtualMachinesMatch', { filter }) },
  volume: { counted: (count) => say('counts.volume', { count }), none: say('lists.noVolumes'), noneMatches: (filter) => say('lists.noVolumesMatch', { filter }) },
} as const satisfies Readonly<Record<string, ItemNames>>;
