/** Totals over many virtual machines. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import type { RowTable } from '../../stores/rowTable.ts';

export interface VmSums {
  /** Templates are counted apart. */
  vmCount: number;
  templateCount: number;
  poweredOnCount: number;
  poweredOnCpuCount: number;
  poweredOnMemoryBytes: number;
  provisionedBytes: number;
  logicalBytes: number;
  uniqueBytes: number;
  sharedBytes: number;
  /** False when the unique bytes of at least one of them are a lower bound. */
  isExact: boolean;
}

export function sumVms(ids: readonly ObjectId[], vms: RowTable<VmRow>): VmSums {
  const sums: VmSums = {
    vmCount: 0, templateCount: 0, poweredOnCount: 0, poweredOnCpuCount: 0, poweredOnMemoryBytes: 0,
    provisionedBytes: 0, logicalBytes: 0, uniqueBytes: 0, sharedBytes: 0, isExact: true,
  };
  for (const id of ids) {
    const vm = vms.get(id);
    if (vm === undefined) continue;
    if (vm.isTemplate) sums.templateCount += 1;
    else sums.vmCount += 1;
    if (vm.powerState === 'poweredOn') {
      sums.poweredOnCount += 1;
      sums.poweredOnCpuCount += vm.cpuCount;
      sums.poweredOnMemoryBytes += vm.memoryBytes;
    }
    sums.provisionedBytes += vm.space.provisionedBytes;
    sums.logicalBytes += vm.space.logicalBytes;
    sums.uniqueBytes += vm.space.uniqueBytes;
    sums.sharedBytes += vm.space.sharedBytes;
    sums.isExact &&= vm.space.isExact;
  }
  return sums;
}
