/** What has become of hosts and networks apart from their names, told from their records before and after. Pure. */
import type { ObjectId } from '../../shared/ids.ts';
import type { EventType } from '../../shared/model/event.ts';
import type { Host, Network } from '../../shared/model/inventory.ts';
import { formatBytes, formatCount } from '../../shared/units.ts';
import type { ContainerRecord } from '../inventory/records.ts';
import type { EventDraft } from './eventGroups.ts';

export function hostingEvents(before: ContainerRecord, after: ContainerRecord, nameOf: (id: ObjectId) => string): EventDraft[] {
  if (before.kind === 'network' && after.kind === 'network') return networkEvents(before, after);
  return before.kind === 'host' && after.kind === 'host' ? hostEvents(before, after, nameOf) : [];
}

function networkEvents(before: Network, after: Network): EventDraft[] {
  return before.vlanId === after.vlanId ? [] : [eventAt('ContainerReconfiguredEvent', after, `VLAN ${after.vlanId ?? 'none'}`)];
}

function hostEvents(before: Host, after: Host, nameOf: (id: ObjectId) => string): EventDraft[] {
  const events: EventDraft[] = [];
  const { cpuCoreCount, cpuMhz, memoryBytes } = after;
  if (cpuCoreCount !== before.cpuCoreCount || cpuMhz !== before.cpuMhz || memoryBytes !== before.memoryBytes) {
    events.push(eventAt('ContainerReconfiguredEvent', after, `${formatCount(cpuCoreCount)} cores at ${formatCount(cpuMhz)} MHz, ${formatBytes(memoryBytes)} memory`));
  }
  if (after.parentId !== before.parentId) events.push(eventAt('HostMovedEvent', after, nameOf(before.parentId)));
  const mode = modeType(before, after);
  return mode === null ? events : [...events, eventAt(mode, after, '')];
}

function modeType(before: Host, after: Host): EventType | null {
  if (before.connectionState === after.connectionState) return null;
  if (after.connectionState === 'enteringMaintenance') return 'EnteringMaintenanceModeEvent';
  if (after.connectionState === 'maintenance') return 'EnteredMaintenanceModeEvent';
  // On its way it was not in it yet.
  return before.connectionState === 'maintenance' ? 'ExitMaintenanceModeEvent' : 'CanceledHostOperationEvent';
}

function eventAt(type: EventType, { id, name, parentId }: Host | Network, text: string): EventDraft {
  return { type, id, name, places: [parentId], text };
}
