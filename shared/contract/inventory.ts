import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { objectIdSchema, requestIdSchema, taskIdSchema } from '../ids.ts';
import { containerSchema, vmDetailSchema, vmRowSchema } from '../model/inventory.ts';
import { operateCall, readCall } from './base.ts';

const revision = z.number().int().nonnegative();

/**
 * The whole inventory in pages, then every change. A `change` whose `previousRevision` is not
 * the last revision seen means that something was missed: subscribe again.
 */
export const inventoryEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begin'), revision, vmCount: z.number().int() }),
  z.object({ type: z.literal('page'), containers: z.array(containerSchema), vms: z.array(vmRowSchema) }),
  z.object({ type: z.literal('ready'), revision }),
  z.object({
    type: z.literal('change'),
    previousRevision: revision,
    revision,
    containers: z.array(containerSchema),
    vms: z.array(vmRowSchema),
    removedIds: z.array(objectIdSchema),
  }),
]);
export type InventoryEvent = z.infer<typeof inventoryEventSchema>;

export const inventoryContract = {
  watch: readCall.output(eventIterator(inventoryEventSchema)),
  containers: readCall.output(z.array(containerSchema)),
  /**
   * Virtual machines and templates in the order in which they were made, those after `afterId`,
   * or the first ones. `nextAfterId` is null behind the last page. What is made or deleted
   * between two pages may or may not be seen; nothing else is missed or told twice.
   */
  vms: readCall
    .input(z.object({ afterId: objectIdSchema.nullable(), limit: z.number().int().min(1).max(500) }))
    .output(z.object({ rows: z.array(vmRowSchema), nextAfterId: objectIdSchema.nullable() })),
  vm: readCall.input(z.object({ id: objectIdSchema })).output(vmDetailSchema),
  /** Deletes virtual machines or templates and their disks. Refused as a whole when one is powered on. */
  deleteVms: operateCall
    .input(z.object({ ids: z.array(objectIdSchema).min(1).max(10_000), requestId: requestIdSchema }))
    .output(z.object({ taskId: taskIdSchema })),
};
