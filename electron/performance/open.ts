/** Makes the record of performance over the other rooms. */
import type { AccelerationParts } from '../acceleration/rooms.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Meta } from '../meta/meta.ts';
import { ContainerStore } from './containerStore.ts';
import { MachineStore } from './machineStore.ts';
import { PerformanceRecorder, type RecorderClock } from './recorder.ts';
import type { PerformanceRooms } from './rooms.ts';

interface Sources {
  readonly meta: Meta;
  readonly array: StorageArray;
  readonly inventory: Inventory;
  readonly acceleration: Pick<AccelerationParts, 'devices' | 'hostUse'>;
  readonly log: (text: string) => void;
  readonly clock?: RecorderClock;
}

export function openPerformance({ meta, array, inventory, acceleration, log: say, clock }: Sources): PerformanceRooms {
  const containers = new ContainerStore(meta);
  const machines = new MachineStore(meta);
  const { devices, hostUse } = acceleration;
  const recorder = new PerformanceRecorder({ meta, array, inventory, devices, hostUse, containers, machines, say, clock });
  return { inventory, array, containers, machines, recorder };
}
