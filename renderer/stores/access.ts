/** Who is using the client, what the role allows, and the access keys there are. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AccessState } from '../../shared/contract/access.ts';
import type { CallMeta } from '../../shared/contract/base.ts';
import { contract } from '../../shared/contract/contract.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { isAllowed, isOperators, isStartedBy, roleFor, roleNames, type AccessKey, type Need, type Person } from '../../shared/model/access.ts';
import type { Task } from '../../shared/model/task.ts';
import { say } from '../strings/say.ts';

export interface AccessStoreState {
  /** Null until the yard has said it. It stays the same for as long as the page lives: a page has one key, and a key has one role. */
  readonly person: Person | null;
  /** Null until they are known; they are told to administrators only. */
  readonly keys: readonly AccessKey[] | null;
}

export const accessStore = createStore<AccessStoreState>()(() => ({ person: null, keys: null }));

export function useAccess<Part>(select: (state: AccessStoreState) => Part): Part {
  return useStore(accessStore, select);
}

/** Each event is everything there is to know; the last one counts. */
export function receiveAccessStates(states: readonly AccessState[]): boolean {
  const last = states.at(-1);
  if (last !== undefined) accessStore.setState({ keys: last.keys });
  return true;
}

/** A call of the contract, with what it is declared to need. */
export interface DeclaredCall {
  readonly '~orpc': { readonly meta: CallMeta };
}

/**
 * Why the role does not allow a call, or undefined when it does; of what is not declared, as of a call that says nothing, only an administrator
 * is allowed to make it. The yard decides again; this is what menus, buttons and dialogs go by, so that nobody fills in a wizard that ends in a refusal.
 */
export function denialOf(call: DeclaredCall | undefined): string | undefined {
  return denialFor(call === undefined ? 'administer' : call['~orpc'].meta.need);
}

function denialFor(need: Need): string | undefined {
  const { person } = accessStore.getState();
  return person === null || isAllowed(person.role, need) ? undefined : say('stores.needsRole', { role: roleNames[roleFor[need]] });
}

/** The same of a new name, which is for operators to give to machines, templates and folders alone. */
export function renameDenial(id: ObjectId): string | undefined {
  return isOperators(id) ? denialOf(contract.lifecycle.rename) : denialFor('administer');
}

/** The same of notes, which follow the same rule as names. */
export function notesDenial(id: ObjectId): string | undefined {
  return isOperators(id) ? denialOf(contract.lifecycle.setNotes) : denialFor('administer');
}

type StartedTask = Pick<Task, 'initiator' | 'queuedAtMs'>;

/** The same of stopping a task: whoever is no administrator stops his own. */
export function cancelDenial(task: StartedTask): string | undefined {
  return denialOf(contract.tasks.cancel) ?? (isOwn(task) ? undefined : say('stores.cancelNeedsRole', { initiator: task.initiator, role: roleNames.administrator }));
}

/** The same of taking back what a task has done. */
export function undoDenial(task: StartedTask): string | undefined {
  return denialOf(contract.lifecycle.undo) ?? (isOwn(task) ? undefined : say('stores.undoNeedsRole', { initiator: task.initiator, role: roleNames.administrator }));
}

/** Of the person himself, or of anybody for an administrator. */
function isOwn(task: StartedTask): boolean {
  const { person } = accessStore.getState();
  return person === null || isStartedBy(person, task) || isAllowed(person.role, 'administer');
}
