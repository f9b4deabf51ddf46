/** What building around virtual machines needs. */
import type { HostSwitchStore } from '../acceleration/hostSwitches.ts';
import type { MachineRooms } from '../machines/rooms.ts';
import type { Meta } from '../meta/meta.ts';

export interface HostingRooms extends MachineRooms {
  readonly meta: Meta;
  readonly switches: HostSwitchStore;
}
