/** What is found about an object when an alarm looks at it. */
import type { ObjectId } from '../../../shared/ids.ts';
import { moverWindowMs, type AlarmMetric } from '../../../shared/model/alarm.ts';
import { formatCount } from '../../../shared/units.ts';
import type { HostUseRecorder } from '../../acceleration/hostUse.ts';
import type { StunBoard } from '../../acceleration/stun.ts';
import type { StorageArray } from '../../array/port.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { DatastoreRecord } from '../../inventory/records.ts';
import { datastoreSpace } from '../../inventory/rows.ts';
import type { DeviceRegistry } from '../../offload/device/deviceRegistry.ts';
import type { VolumeRegistry } from '../../storage/volumeRegistry.ts';
import type { Reading } from './levels.ts';

export interface ReadingSources {
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly volumes: VolumeRegistry;
  readonly devices: Pick<DeviceRegistry, 'find'>;
  readonly stuns: Pick<StunBoard, 'stunnedOn'>;
  readonly hostUse: Pick<HostUseRecorder, 'busyShare'>;
}

const hourMs = 3_600_000;

/** What is asked of one evaluation as a whole, not of each object. */
export interface ReadingMoment {
  readonly nowMs: number;
  /** Since when the space figures of a datastore are not exact; null while they are. */
  inexactSinceMs(datastoreId: ObjectId): number | null;
  /** Memory configured for machines on a host that are powered on. */
  promisedBytes(hostId: ObjectId): number;
}

/** Null for an object that the metric is not about, or that is gone. */
export function readMetric(sources: ReadingSources, metric: AlarmMetric, id: ObjectId, moment: ReadingMoment): Reading {
  const record = sources.inventory.findContainer(id);
  if (record?.kind === 'datastore') return readDatastore(sources, metric, record, moment);
  if (record?.kind !== 'host') return null;
  if (metric === 'hostMoverBusy') return percentOf(sources.hostUse.busyShare(id, moverWindowMs), 'busy in the last 5 minutes');
  if (metric === 'hostMemoryPromised') return record.memoryBytes === 0 ? null : percentOf(moment.promisedBytes(id) / record.memoryBytes, 'of the memory promised');
  return null;
}

function readDatastore(sources: ReadingSources, metric: AlarmMetric, datastore: DatastoreRecord, moment: ReadingMoment): Reading {
  const { array, inventory, volumes, devices, stuns } = sources;
  const { id, volumeId } = datastore;
  switch (metric) {
    case 'datastoreUsage': {
      const { capacityBytes, freeBytes } = datastoreSpace(inventory, array, datastore);
      return capacityBytes === 0 ? null : percentOf(1 - freeBytes / capacityBytes, 'used');
    }
    case 'datastoreProvisioned': {
      const { capacityBytes, provisionedBytes } = datastoreSpace(inventory, array, datastore);
      return capacityBytes === 0 ? null : percentOf(provisionedBytes / capacityBytes, 'provisioned');
    }
    case 'volumeFill': {
      const { fill, nearlyFullPercent, fullPercent } = array.volume(volumeId);
      if (fill === 'normal') return { level: 'green', text: 'below its thresholds' };
      return fill === 'full' ? { level: 'red', text: `full: at or above ${fullPercent} %` } : { level: 'yellow', text: `nearly full: at or above ${nearlyFullPercent} %` };
    }
    case 'exactPassOverdue': {
      const sinceMs = moment.inexactSinceMs(id);
      const hours = sinceMs === null ? 0 : (moment.nowMs - sinceMs) / hourMs;
      return { value: hours, text: sinceMs === null ? 'figures are exact' : `not exact for ${Math.floor(hours)} h` };
    }
    case 'deviceDistrusted': {
      const distrust = devices.find(volumeId)?.distrust ?? null;
      return distrust === null ? { level: 'green', text: 'trusted' } : { level: 'red', text: distrust.reason };
    }
    case 'dedupeFailed': {
      const run = volumes.find(volumeId)?.lastRun;
      return run?.outcome === 'error' ? { level: 'yellow', text: run.fault?.message ?? 'the last run failed' } : { level: 'green', text: 'no failure' };
    }
    case 'guestsPaused': {
      const { length } = stuns.stunnedOn(id);
      return length === 0 ? { level: 'green', text: 'nobody waits' } : { level: 'red', text: `${formatCount(length)} ${length === 1 ? 'virtual machine waits' : 'virtual machines wait'} for space` };
    }
    case 'hostMoverBusy':
    case 'hostMemoryPromised':
      return null;
  }
}

function percentOf(share: number, what: string): Reading {
  const value = share * 100;
  return { value, text: `${value.toFixed(1)} % ${what}` };
}
