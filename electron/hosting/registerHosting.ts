import { registerCreateObject } from './createObject.ts';
import { registerEditObject } from './editObject.ts';
import { registerEnterMaintenance } from './enterMaintenance.ts';
import { registerExitMaintenance } from './exitMaintenance.ts';
import { registerMoveHost } from './moveHost.ts';
import { registerRemoveObject } from './removeObject.ts';
import type { HostingRooms } from './rooms.ts';

/** Every kind of task of this room. */
export function registerHosting(rooms: HostingRooms): void {
  registerCreateObject(rooms);
  registerRemoveObject(rooms);
  registerEditObject(rooms);
  registerMoveHost(rooms);
  registerEnterMaintenance(rooms);
  registerExitMaintenance(rooms);
}
