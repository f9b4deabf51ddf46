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
  /** Machines that are about to lead to other files: guests wait. */
  readonly #closed = new Set<ObjectId>();
  readonly #waiting = new Set<() => void>();

  /**
   * Holds until the returned function is called.
   * @throws Fault TaskInProgress when somebody else's hold does not tolerate it
   */
  take(id: ObjectId, name: string, mode: HoldMode, purpose: string): () => void {
    const conflict = this.conflictWith(id, mode);
    if (conflict !== null) throw heldFault([name], conflict);
    const present = this.#holds.get(id) ?? new Set();
    const hold = { mode, purpose };
    present.add(hold);
    this.#holds.set(id, present);
    return () => {
      present.delete(hold);
      if (present.size === 0 && this.#holds.get(id) === present) this.#holds.delete(id);
      this.#wake();
    };
  }

  /** As `take` for a guest that writes: waits while the machine is about to lead to other files. @throws also the reason of the signal */
  async takeForGuest(id: ObjectId, name: string, purpose: string, signal: AbortSignal): Promise<() => void> {
    await this.#until(() => !this.#closed.has(id), signal);
    return this.take(id, name, 'guest', purpose);
  }

  /**
   * Lets no guest begin to write until the returned function is called; resolves when none is at it any more.
   * @param onWait told what one is at, when it has to be waited for
   * @throws the reason of the signal
   */
  async closeToGuests(id: ObjectId, signal: AbortSignal, onWait?: (purpose: string) => void): Promise<() => void> {
    this.#closed.add(id);
    const open = (): void => {
      this.#closed.delete(id);
      this.#wake();
    };
    const writing = (): Hold | undefined => [...(this.#holds.get(id) ?? [])].find(({ mode }) => mode === 'guest');
    try {
      const guest = writing();
      if (guest) onWait?.(guest.purpose);
      await this.#until(() => writing() === undefined, signal);
      return open;
    } catch (error) {
      open();
      throw error;
    }
  }

  /** What keeps the disks of `id` from being used in that way, or null. */
  conflictWith(id: ObjectId, mode: HoldMode): string | null {
    return [...(this.#holds.get(id) ?? [])].find((hold) => !areTolerant(hold.mode, mode))?.purpose ?? null;
  }

  /** What is being done with the disks of `id`, or null. */
  purposeOf(id: ObjectId): string | null {
    for (const hold of this.#holds.get(id) ?? []) return hold.purpose;
    return null;
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async #until(isDone: () => boolean, signal: AbortSignal): Promise<void> {
    while (!isDone()) {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener('abort', wake);
      });
    }
  }
}

function areTolerant(one: HoldMode, other: HoldMode): boolean {
  if (one === 'read' && other === 'read') return true;
  return (one === 'guest' && other === 'move') || (one === 'move' && other === 'guest');
}

export function heldFault(names: string[], purpose: string): Fault {
  return new Fault('TaskInProgress', `"${names[0] ?? ''}" is in use by another task: ${purpose}.`, {
    names,
    hint: 'Wait until that task has ended, or cancel it.',
  });
}
