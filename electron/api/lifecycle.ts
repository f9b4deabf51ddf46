import { requireObject, requireOwn } from '../access/people.ts';
import { startCreateFolder, startDeleteFolder } from '../inventory/folders.ts';
import { startMove } from '../inventory/moveObjects.ts';
import { startRename } from '../inventory/renameObject.ts';
import { startUnregister } from '../inventory/unregisterVms.ts';
import { startConvert } from '../machines/convertVms.ts';
import { setNotes } from '../machines/lifecycle.ts';
import { startPower } from '../machines/powerVms.ts';
import { listUnregistered, startRegister } from '../machines/registerVms.ts';
import { startUndo, undoRefusal } from '../machines/undoTask.ts';
import type { Implementer, YardServices } from './services.ts';

export function lifecycleApi({ lifecycle: os }: Implementer, { inventory: rooms, tasks }: YardServices) {
  return {
    rename: os.rename.handler(async ({ input, context, path }) => {
      requireObject(context.person, input.id, path.join('.'));
      return { taskId: await startRename(rooms, input, context.initiator) };
    }),
    createFolder: os.createFolder.handler(async ({ input, context }) => ({ taskId: await startCreateFolder(rooms, input, context.initiator) })),
    deleteFolder: os.deleteFolder.handler(async ({ input, context }) => ({ taskId: await startDeleteFolder(rooms, input, context.initiator) })),
    move: os.move.handler(async ({ input, context }) => ({ taskId: await startMove(rooms, input, context.initiator) })),
    convert: os.convert.handler(async ({ input, context }) => ({ taskId: await startConvert(rooms, input, context.initiator) })),
    power: os.power.handler(async ({ input, context }) => ({ taskId: await startPower(rooms, input, context.initiator) })),
    unregister: os.unregister.handler(async ({ input, context }) => ({ taskId: await startUnregister(rooms, input, context.initiator) })),
    register: os.register.handler(async ({ input, context }) => ({ taskId: await startRegister(rooms, input, context.initiator) })),
    undo: os.undo.handler(async ({ input, context, path }) => {
      requireOwn(context.person, tasks.get(input.taskId), path.join('.'));
      return { taskId: await startUndo(rooms, input, context.initiator) };
    }),
    undoRefusal: os.undoRefusal.handler(({ input }) => undoRefusal(rooms, input.taskId)),
    unregistered: os.unregistered.handler(({ input }) => listUnregistered(rooms, input.datastoreId)),
    setNotes: os.setNotes.handler(({ input, context, path }) => {
      requireObject(context.person, input.id, path.join('.'));
      setNotes(rooms, input);
      return {};
    }),
  };
}
