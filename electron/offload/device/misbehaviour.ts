/**
 * The array that does not keep its word. A device that ignores commands instead of rejecting them keeps hosts from falling back
 * and has been named as the dangerous case in the field (blog.scottlowe, November 2010).
 */
import type { Primitive } from '../../../shared/model/offload.ts';
import type { FaultSource, InjectedFault } from './deviceTypes.ts';

const copies: ReadonlySet<string> = new Set<Primitive>(['fullCopy', 'nasFullFileClone', 'nasFastFileClone']);

/** Of one device: ignores the first copy command, does half of the second, ignores the third, and so on. */
export class Misbehaviour implements FaultSource {
  #copyCount = 0;

  next(_volumeId: unknown, command: Primitive | 'read' | 'write'): InjectedFault | null {
    if (!copies.has(command)) return null;
    const kind = this.#copyCount % 2 === 0 ? 'ignore' : 'half';
    this.#copyCount += 1;
    return { kind };
  }
}
