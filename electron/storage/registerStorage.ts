/** Makes all long-running storage work known to the tasks. */
import { registerGrowVolume } from './autogrow.ts';
import { registerCloneVolume } from './cloneVolume.ts';
import { registerDedupe } from './dedupe.ts';
import { registerDeleteVolume } from './deleteVolume.ts';
import { registerMaintenance, type MaintenanceRooms } from './maintenance.ts';
import { registerRestoreSnapshot } from './restoreSnapshot.ts';
import { registerRestoreVm } from './restoreVm.ts';
import { registerSplitVolume } from './splitVolume.ts';

export function registerStorage(rooms: MaintenanceRooms): void {
  registerDeleteVolume(rooms);
  registerGrowVolume(rooms);
  registerCloneVolume(rooms);
  registerSplitVolume(rooms);
  registerRestoreSnapshot(rooms);
  registerRestoreVm(rooms);
  registerDedupe(rooms);
  registerMaintenance(rooms);
}
