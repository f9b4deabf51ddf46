/** Rows of hardware acceleration for the tests of the client. */
import { deviceCountersSchema, type DatastoreAcceleration, type DeviceCounters, type HostAcceleration } from '../../../../shared/model/offload.ts';
import { mibBytes } from '../../../../shared/units.ts';
import { objectId } from './rows.ts';

export function counters(change: Partial<DeviceCounters> = {}): DeviceCounters {
  const zeros = Object.fromEntries(deviceCountersSchema.keyof().options.map((name) => [name, 0]));
  return deviceCountersSchema.parse({ ...zeros, ...change });
}

export function datastoreAcceleration(number: number, change: Partial<DatastoreAcceleration> = {}): DatastoreAcceleration {
  return {
    datastoreId: objectId(`datastore-${number}`),
    name: `datastore-${number}`,
    type: 'VMFS',
    profile: 'blockFull',
    arrayName: 'Block array B',
    fileBlockBytes: mibBytes,
    status: 'unknown',
    primitives: [],
    switches: { isMoveOn: true, isInitOn: true, isLockingOn: true },
    distrust: null,
    counters: counters(),
    rates: {},
    stunnedVms: [],
    ...change,
  };
}

export function hostAcceleration(number: number, maxTransferMib = 4): HostAcceleration {
  return {
    hostId: objectId(`host-${number}`),
    hostName: `esx-${number}`,
    switches: {
      hardwareAcceleratedMove: true, hardwareAcceleratedInit: true, hardwareAcceleratedLocking: true, maxTransferBytes: maxTransferMib * mibBytes, isNasPluginInstalled: true,
    },
  };
}
