/** What the calls of the contract are made of. */
import { implement } from '@orpc/server';
import { callerHeader, commandLineCaller } from '../../shared/contract/caller.ts';
import { contract } from '../../shared/contract/contract.ts';
import type { AccessKeyId } from '../../shared/ids.ts';
import type { Person } from '../../shared/model/access.ts';
import type { CheckOptions, CheckReport, YardInfo } from '../../shared/model/system.ts';
import type { AccelerationRooms } from '../acceleration/rooms.ts';
import type { AccessDesk } from '../access/accessDesk.ts';
import { commandLineName, localName, localPerson, requireNeed } from '../access/people.ts';
import type { DraftStore } from '../cloning/drafts.ts';
import type { CloneRooms } from '../cloning/facts.ts';
import type { CustomizationRooms } from '../customization/rooms.ts';
import { asCaller } from '../events/caller.ts';
import type { EventRooms } from '../events/rooms.ts';
import type { HostingRooms } from '../hosting/rooms.ts';
import type { ImageRooms } from '../images/rooms.ts';
import type { InventoryRooms } from '../inventory/rooms.ts';
import type { LabRooms } from '../lab/initialize.ts';
import type { MachineRooms } from '../machines/rooms.ts';
import type { PolicyRooms } from '../storage/policyUse.ts';
import type { PerformanceRooms } from '../performance/rooms.ts';
import type { StorageRooms } from '../storage/rooms.ts';
import type { TaskService } from '../tasks/taskService.ts';
import { contractErrorOf, type Log } from './faults.ts';

export interface YardServices {
  readonly access: AccessDesk;
  readonly inventory: InventoryRooms;
  readonly tasks: TaskService;
  readonly cloning: CloneRooms;
  readonly customization: CustomizationRooms;
  readonly drafts: DraftStore;
  readonly hosting: HostingRooms;
  readonly images: ImageRooms;
  readonly machines: MachineRooms;
  readonly storage: StorageRooms;
  readonly policies: PolicyRooms;
  readonly acceleration: AccelerationRooms;
  readonly events: EventRooms;
  readonly performance: PerformanceRooms;
  readonly lab: LabRooms;
  readonly info: () => Promise<YardInfo>;
  readonly check: (options: CheckOptions, signal?: AbortSignal) => Promise<CheckReport>;
  readonly log: Log;
}

/** What comes with a call: the headers of its message, or of a client in this process, and the key that its connection came with. */
export interface CallContext {
  readonly reqHeaders?: Headers | undefined;
  /** Said by the door, never by the caller. Left out or null: the local user. */
  readonly accessKeyId?: AccessKeyId | null | undefined;
}

/** Who calls. What a caller says about itself tells the local user's clients apart, and nothing more. */
function personOf({ reqHeaders, accessKeyId }: CallContext, access: AccessDesk): Person {
  if (accessKeyId !== undefined && accessKeyId !== null) return access.personOf(accessKeyId);
  return localPerson(reqHeaders?.get(callerHeader) === commandLineCaller ? commandLineName : localName);
}

/**
 * The contract with one middleware around every call and stream: whoever may not make it is refused before its input is looked at, handlers
 * are told who calls, and whatever is thrown arrives as a typed fault.
 */
export function implementer(log: Log, access: AccessDesk) {
  return implement(contract).$context<CallContext>().use(async ({ context, procedure, path, next }) => {
    try {
      const person = personOf(context, access);
      requireNeed(person, procedure['~orpc'].meta.need, path.join('.'));
      const initiator = person.name;
      return await asCaller(initiator, () => next({ context: { initiator, person } }));
    } catch (error) {
      throw contractErrorOf(error, log);
    }
  });
}
export type Implementer = ReturnType<typeof implementer>;
