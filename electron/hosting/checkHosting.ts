/** Verifies what stands around machines: that everything is where it can be, and that hosts are in the mode they say. Changes nothing. */
import { nameKey } from '../../shared/naming.ts';
import { hostLimits } from '../../shared/model/hosting.ts';
import type { Host } from '../../shared/model/inventory.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { ContainerRecord } from '../inventory/records.ts';
import type { TaskService } from '../tasks/taskService.ts';
import { isOnItsWay } from './hosts.ts';

const places: Partial<Record<ContainerRecord['kind'], readonly ContainerRecord['kind'][]>> = {
  datacenter: ['vcenter'], cluster: ['datacenter'], host: ['cluster', 'datacenter'], datastore: ['datacenter'],
};

/** @returns one sentence per problem */
export function checkHosting({ inventory, tasks }: { readonly inventory: Inventory; readonly tasks: Pick<TaskService, 'isOpen'> }): string[] {
  const containers = inventory.containers();
  const problems: string[] = [];
  for (const { kind, name, parentId } of containers) {
    const parent = parentId === null ? undefined : inventory.findContainer(parentId);
    if (places[kind]?.includes(parent?.kind ?? kind) === false) problems.push(`The ${kind} "${name}" is in ${parent?.name ?? parentId ?? 'nothing'}, where it cannot be.`);
  }
  const hosts = containers.filter((one): one is Host => one.kind === 'host');
  if (new Set(hosts.map(({ name }) => nameKey(name))).size < hosts.length) problems.push('Two hosts have the same address.');
  for (const { id, name } of containers.filter(({ kind }) => kind === 'cluster')) {
    const count = hosts.filter(({ parentId }) => parentId === id).length;
    if (count > hostLimits.hostsPerCluster) problems.push(`The cluster "${name}" has ${count} hosts, of ${hostLimits.hostsPerCluster} that it can have.`);
  }
  for (const host of hosts) {
    if (host.connectionState === 'enteringMaintenance' && !isOnItsWay({ tasks }, host)) problems.push(`The host ${host.name} is entering maintenance mode, but no task takes it there.`);
    if (host.connectionState !== 'enteringMaintenance' && host.maintenanceTaskId !== undefined) problems.push(`The host ${host.name} is not entering maintenance mode, but keeps the task that took it there.`);
  }
  const resting = new Map(hosts.filter(({ connectionState }) => connectionState === 'maintenance').map(({ id, name }) => [id, name]));
  if (resting.size === 0) return problems;
  for (const { name, hostId, powerState } of inventory.vms()) {
    const host = resting.get(hostId);
    if (host !== undefined && powerState === 'poweredOn') problems.push(`"${name}" is powered on, but its host ${host} is in maintenance mode.`);
  }
  return problems;
}
