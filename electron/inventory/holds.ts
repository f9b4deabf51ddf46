/** Who is working with the disks of which virtual machine. In memory: a crash ends all work and all holds. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { HoldMode } from './records.ts';

interface Hold {
  readonly mode: HoldMode;
  /** What is being done, for the message to those who are refused: "Export web-01". */
  readonly purpose: string;
}

export class Holds {
  readonly #holds = new Map<ObjectId, Set<Hold>>();

  /**
   * Holds until the returned function is called.
   * @throws Fault TaskInProgress when somebody else's hold does not tolerate it
   */
  take(id: ObjectId, name: string, mode: HoldMode, purpose: string): () => void {
    const present = this.#holds.get(id) ?? new Set();
    const conflict = [...present].find((hold) => mode === 'write' || hold.mode === 'write');
    if (conflict) throw heldFault([name], conflict.purpose);
    const hold = { mode, purpose };
    present.add(hold);
    this.#holds.set(id, present);
    return () => {
      present.delete(hold);
      if (present.size === 0 && this.#holds.get(id) === present) this.#holds.delete(id);
    };
  }

  /** What is being done with the disks of `id`, or null. */
  purposeOf(id: ObjectId): string | null {
    for (const hold of this.#holds.get(id) ?? []) return hold.purpose;
    return null;
  }
}

export function heldFault(names: string[], purpose: string): Fault {
  return new Fault('TaskInProgress', `"${names[0] ?? ''}" is in use by another task: ${purpose}.`, {
    names,
    hint: 'Wait until that task has ended, or cancel it.',
  });
}
