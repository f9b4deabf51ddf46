import { startDelete } from '../inventory/deleteVms.ts';
import { containerRow, vmDetail, vmRowsAfter } from '../inventory/rows.ts';
import { watchInventory } from '../inventory/watchInventory.ts';
import { withContractErrors } from './faults.ts';
import type { Implementer, YardServices } from './services.ts';

export function inventoryApi(os: Implementer, services: YardServices) {
  const { inventory, array } = services.inventory;
  return {
    watch: os.inventory.watch.handler(({ signal }) => withContractErrors(watchInventory(inventory, array, signal), services.log)),
    containers: os.inventory.containers.handler(() => inventory.containers().map((record) => containerRow(inventory, array, record))),
    vms: os.inventory.vms.handler(({ input }) => vmRowsAfter(inventory, array, input.afterId, input.limit)),
    vm: os.inventory.vm.handler(({ input }) => vmDetail(inventory, array, inventory.vm(input.id))),
    deleteVms: os.inventory.deleteVms.handler(async ({ input, context }) => ({ taskId: await startDelete(services.inventory, input.ids, input.requestId, context.initiator) })),
  };
}
