/** The counters of a device: a plain record of numbers that only grow until they are reset. */
import { deviceCountersSchema, type DeviceCounters } from '../../../shared/model/offload.ts';

export type CounterName = keyof DeviceCounters;
export type CounterChange = Partial<DeviceCounters>;

export const counterNames: readonly CounterName[] = deviceCountersSchema.keyof().options;

export function zeroCounters(): DeviceCounters {
  return {
    cloneRead: 0, cloneWrite: 0, cloneFailed: 0, cloneReadBytes: 0, cloneWriteBytes: 0, ats: 0, atsFailed: 0, reservations: 0, zero: 0, zeroFailed: 0,
    zeroBytes: 0, delete: 0, deleteFailed: 0, deleteBytes: 0, nasFullFileClone: 0, nasFastFileClone: 0, nasReserveSpace: 0, nasExtendedStatistics: 0,
    nasFailed: 0, hostReadBytes: 0, hostWriteBytes: 0,
  };
}

/** Adds `change` to `counters`, in place. */
export function addCounters(counters: DeviceCounters, change: CounterChange): void {
  for (const name of counterNames) {
    const more = change[name];
    if (more !== undefined) counters[name] += more;
  }
}
