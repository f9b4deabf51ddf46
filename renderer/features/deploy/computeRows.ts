/** Clusters and hosts that a machine can run on, and what speaks against one. Pure. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container, Host, Network, VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';

export interface ComputeRow {
  readonly id: ObjectId;
  readonly name: string;
  readonly kind: 'cluster' | 'host';
  readonly parentName: string;
  /** "4 hosts", "Connected". */
  readonly state: string;
  /** Empty when a machine can be made there. */
  readonly problem: string;
}

const hostProblems: Record<Host['connectionState'], (name: string) => string> = {
  connected: () => '',
  disconnected: (name) => say('deploy.hostIsDisconnected', { name }),
  enteringMaintenance: (name) => say('deploy.hostIsEnteringMaintenance', { name }),
  maintenance: (name) => say('deploy.hostIsInMaintenance', { name }),
};
const hostStates: Record<Host['connectionState'], string> = { connected: say('common.connected'), disconnected: say('common.disconnected'), enteringMaintenance: say('deploy.enteringMaintenanceMode'), maintenance: say('deploy.maintenanceMode') };

/** Clusters first, then hosts. */
export function computeRows(containers: readonly Container[]): ComputeRow[] {
  const nameOf = (id: ObjectId | null): string => containers.find((container) => container.id === id)?.name ?? '';
  const hosts = containers.filter((container): container is Host => container.kind === 'host');
  const clusters = containers
    .filter(({ kind }) => kind === 'cluster')
    .map(({ id, name, parentId }): ComputeRow => {
      const own = hosts.filter((host) => host.parentId === id);
      const connected = own.filter(({ connectionState }) => connectionState === 'connected').length;
      const state = connected === own.length ? say('counts.host', { count: own.length }) : say('deploy.ofConnected', { connected, hosts: say('counts.host', { count: own.length }) });
      return { id, name, kind: 'cluster', parentName: nameOf(parentId), state, problem: connected === 0 ? say('deploy.hasNoConnectedHost', { name }) : '' };
    });
  const singles = hosts.map(({ id, name, parentId, connectionState }): ComputeRow => ({
    id, name, kind: 'host', parentName: nameOf(parentId), state: hostStates[connectionState],
    problem: hostProblems[connectionState](name),
  }));
  return [...clusters, ...singles];
}

/** Where a machine runs when nothing else is said: the cluster of the template's host, or that host alone. */
export function homeOf(template: Pick<VmRow, 'hostId'>, containers: readonly Container[]): ObjectId {
  const host = containers.find(({ id }) => id === template.hostId);
  const parent = containers.find(({ id }) => id === host?.parentId);
  return parent?.kind === 'cluster' ? parent.id : template.hostId;
}

/** The networks that hosts there offer: those of their datacenter. */
export function networksOf(computeId: ObjectId | null, containers: readonly Container[]): Network[] {
  const find = (id: ObjectId | null | undefined): Container | undefined => containers.find((container) => container.id === id);
  let at = find(computeId);
  while (at !== undefined && at.kind !== 'datacenter') at = find(at.parentId);
  const datacenterId = at?.id;
  return containers.filter((container): container is Network => container.kind === 'network' && container.parentId === datacenterId);
}
