import { startCreateObject } from '../hosting/createObject.ts';
import { startEditObject } from '../hosting/editObject.ts';
import { startEnterMaintenance } from '../hosting/enterMaintenance.ts';
import { startExitMaintenance } from '../hosting/exitMaintenance.ts';
import { startMoveHost } from '../hosting/moveHost.ts';
import { obstaclesOf, startRemoveObject } from '../hosting/removeObject.ts';
import type { Implementer, YardServices } from './services.ts';

export function hostingApi({ hosting: os }: Implementer, { hosting: rooms }: YardServices) {
  return {
    create: os.create.handler(async ({ input, context }) => ({ taskId: await startCreateObject(rooms, input, context.initiator) })),
    obstacles: os.obstacles.handler(({ input }) => obstaclesOf(rooms.inventory, input.id)),
    remove: os.remove.handler(async ({ input, context }) => ({ taskId: await startRemoveObject(rooms, input, context.initiator) })),
    edit: os.edit.handler(async ({ input, context }) => ({ taskId: await startEditObject(rooms, input, context.initiator) })),
    moveHost: os.moveHost.handler(async ({ input, context }) => ({ taskId: await startMoveHost(rooms, input, context.initiator) })),
    enterMaintenance: os.enterMaintenance.handler(async ({ input, context }) => ({ taskId: await startEnterMaintenance(rooms, input, context.initiator) })),
    exitMaintenance: os.exitMaintenance.handler(async ({ input, context }) => ({ taskId: await startExitMaintenance(rooms, input, context.initiator) })),
  };
}
