import * as z from 'zod';
import { objectIdSchema, requestIdSchema, taskIdSchema } from '../ids.ts';
import { evacuationPlanSchema, evacuationSpecSchema } from '../model/datastores.ts';
import { call, readCall } from './base.ts';

const started = z.object({ taskId: taskIdSchema });
const mount = z.object({ datastoreId: objectIdSchema, hostId: objectIdSchema });

export const datastoresContract = {
  /** What entering maintenance mode would move, machine by machine. Changes nothing. */
  planMaintenance: readCall.input(evacuationSpecSchema).output(evacuationPlanSchema),
  /**
   * Moves every virtual machine and template to other datastores, each an item of the task, and then enters maintenance mode. From the beginning
   * of the task on nothing is placed on the datastore. When a machine stays, the task fails and the datastore goes back to normal operation.
   * InvalidState when it is in maintenance mode, or one of its machines cannot be moved away.
   */
  enterMaintenance: call.input(evacuationSpecSchema.extend({ requestId: requestIdSchema })).output(started),
  /** Back to normal operation; what was moved away stays away. InvalidState when it is not in maintenance mode. */
  exitMaintenance: call.input(z.object({ datastoreId: objectIdSchema, requestId: requestIdSchema })).output(started),
  /** Lets a host see the datastore; at once. Does nothing where it does already. ManagedObjectNotFound, InvalidArgument for a host of another datacenter. */
  mount: call.input(mount).output(z.object({})),
  /** The host does not see it any more. ResourceInUse while virtual machines or templates of that host have any disk on it. */
  unmount: call.input(mount).output(z.object({})),
};
