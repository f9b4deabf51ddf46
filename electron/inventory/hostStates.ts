/** Which hosts take machines and let them be powered on: those that are connected, and neither in maintenance mode nor on the way there. */
import { Fault } from '../../shared/faults.ts';
import type { Host } from '../../shared/model/inventory.ts';
import type { ContainerRecord } from './records.ts';

type HostState = Pick<Host, 'name' | 'connectionState'>;

/**
 * Why nothing may be placed or powered on there; null when it may. A host is treated as in maintenance mode as soon as it is on its
 * way ("vSphere Resource Management", Maintenance Mode), and refuses in these words (Broadcom KB 394268).
 */
export function hostStateFault({ name, connectionState }: HostState): Fault | null {
  if (connectionState === 'connected') return null;
  if (connectionState === 'disconnected') return new Fault('InvalidState', `"${name}" is not connected.`, { names: [name], hint: 'Choose another host.' });
  const state = connectionState === 'maintenance' ? 'in maintenance mode' : 'entering maintenance mode';
  return new Fault('InvalidState', `The operation is not allowed in the current state of the host: "${name}" is ${state}.`, {
    names: [name],
    hint: 'Choose another host, or let it exit maintenance mode first.',
  });
}

/** Why a cluster or a host by itself has no host for machines. */
export function noHostFault(computeName: string, hosts: readonly HostState[]): Fault {
  const [only] = hosts.length === 1 ? hosts : [];
  const ofItself = only?.name === computeName ? hostStateFault(only) : null;
  if (ofItself) return ofItself;
  const resting = hosts.filter(({ connectionState }) => connectionState === 'maintenance' || connectionState === 'enteringMaintenance').map(({ name }) => name);
  const why = resting.length === 0 ? '' : ` In maintenance mode: ${resting.slice(0, 3).join(', ')}${resting.length > 3 ? ` and ${resting.length - 3} more` : ''}.`;
  return new Fault('InvalidState', `"${computeName}" has no connected host.${why}`, { names: [computeName], hint: 'Choose another cluster or host.' });
}

/** @param record of what is to be a host @throws Fault InvalidState */
export function requireUsableHost(record: ContainerRecord | undefined): void {
  // Removed while something was being made for it.
  if (record?.kind !== 'host') throw new Fault('InvalidState', 'The host does not exist any more.', { hint: 'Choose another host.' });
  const fault = hostStateFault(record);
  if (fault) throw fault;
}
