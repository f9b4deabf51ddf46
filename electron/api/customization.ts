import { startCustomize } from '../customization/customizeMachine.ts';
import { exportSpec, readSpecFile } from '../customization/exchange.ts';
import { removePool } from '../customization/removePool.ts';
import { previewCustomization, requireCustomizable, targetOf } from '../customization/port.ts';
import type { Implementer, YardServices } from './services.ts';

export function customizationApi(os: Implementer, { customization: rooms }: YardServices) {
  const { specs, pools, inventory } = rooms;
  return {
    list: os.customization.list.handler(() => ({ specs: specs.list(), pools: pools.list(), protectedBy: specs.protectedBy })),
    create: os.customization.create.handler(({ input }) => ({ specId: specs.create(input) })),
    update: os.customization.update.handler(({ input }) => {
      specs.update(input.specId, input.version, input.draft);
      return {};
    }),
    duplicate: os.customization.duplicate.handler(({ input }) => ({ specId: specs.duplicate(input.specId, input.name) })),
    remove: os.customization.remove.handler(({ input }) => {
      specs.remove(input.specId);
      return {};
    }),
    export: os.customization.export.handler(({ input }) => exportSpec(rooms, input.specId)),
    import: os.customization.import.handler(({ input }) => {
      const values = readSpecFile(rooms, input.text);
      return { specId: specs.create({ values: { ...values, name: input.name ?? values.name }, secrets: input.secrets }) };
    }),
    createPool: os.customization.createPool.handler(({ input }) => ({ poolId: pools.create(input) })),
    updatePool: os.customization.updatePool.handler(({ input }) => {
      pools.update(input.poolId, input.version, input.values);
      return {};
    }),
    removePool: os.customization.removePool.handler(({ input }) => {
      removePool(rooms, input.poolId);
      return {};
    }),
    preview: os.customization.preview.handler(({ input }) => {
      const vm = inventory.vm(input.vmId);
      requireCustomizable(vm);
      return previewCustomization(rooms, input.specId, targetOf(vm));
    }),
    apply: os.customization.apply.handler(async ({ input, context }) => ({ taskId: await startCustomize(rooms, input, context.initiator) })),
    applied: os.customization.applied.handler(({ input }) => ({ applied: inventory.vm(input.vmId).customization ?? null })),
  };
}
