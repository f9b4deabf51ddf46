import { registerCloneMachine } from './cloneMachine.ts';
import { registerCreateMachine } from './createMachine.ts';
import { registerCreateSnapshot } from './createSnapshot.ts';
import { registerDatastoreMaintenance } from './datastoreMaintenance.ts';
import { registerMigrateMachines } from './migrateMachines.ts';
import { registerReconfigure } from './reconfigure.ts';
import { registerRemoveSnapshot } from './removeSnapshot.ts';
import { registerRevertMachine } from './revertMachine.ts';
import { registerDeleteDisks } from './unattached.ts';
import type { MachineRooms } from './rooms.ts';

/** Every kind of task of this room. */
export function registerMachines(rooms: MachineRooms): void {
  registerCreateMachine(rooms);
  registerReconfigure(rooms);
  registerDeleteDisks(rooms);
  registerCloneMachine(rooms);
  registerCreateSnapshot(rooms);
  registerRevertMachine(rooms);
  registerRemoveSnapshot(rooms);
  registerMigrateMachines(rooms);
  registerDatastoreMaintenance(rooms);
}
