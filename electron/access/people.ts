/** Who calls, and whether that is allowed. Pure. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { isAllowed, isOperators, isStartedBy, roleFor, roleNames, type Need, type Person } from '../../shared/model/access.ts';
import type { Task } from '../../shared/model/task.ts';

/** vSphere's name of the one who may do everything. */
export const localName = 'Administrator';
export const commandLineName = 'Command line';

export function localPerson(name: typeof localName | typeof commandLineName): Person {
  return { name, role: 'administrator', isLocal: true, sinceMs: null };
}

/**
 * @param privilege what is asked for, as the contract names it, for example `storage.deleteVolume`
 * @throws Fault NoPermission
 */
export function requireNeed({ role }: Person, need: Need, privilege: string): void {
  if (isAllowed(role, need)) return;
  throw new Fault('NoPermission', `The role ${roleNames[role]} does not allow this (${privilege}).`, {
    names: [privilege],
    hint: `Ask somebody with the role ${roleNames[roleFor[need]]}.`,
  });
}

/** Machines, templates and folders are an operator's; what they stand on is not. @throws Fault NoPermission */
export function requireObject(person: Person, id: ObjectId, privilege: string): void {
  if (!isOperators(id)) requireNeed(person, 'administer', `${privilege} ${id}`);
}

/** Whoever is no administrator stops and takes back what he has started himself. @throws Fault NoPermission */
export function requireOwn(person: Person, task: Task, privilege: string): void {
  if (isStartedBy(person, task) || isAllowed(person.role, 'administer')) return;
  const { initiator, name } = task;
  const isNamesake = initiator === person.name;
  const starter = isNamesake ? `${initiator}, with a key that was revoked since` : initiator;
  const helper = `somebody with the role ${roleNames.administrator}`;
  throw new Fault('NoPermission', `"${name}" was started by ${starter}. The role ${roleNames[person.role]} allows this for tasks of one's own (${privilege}).`, {
    names: [privilege],
    hint: isNamesake ? `Ask ${helper}.` : `Ask ${initiator}, or ${helper}.`,
  });
}
