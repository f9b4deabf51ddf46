/** Snapshots of virtual machines by the names people type. */
import { Fault } from '../../shared/faults.ts';
import { nameKey } from '../../shared/naming.ts';
import type { VmSnapshot, VmSnapshotTree, VmState } from '../../shared/model/machine.ts';

/**
 * Matches the id, then the name, then the name without regard to case.
 * @throws Fault ManagedObjectNotFound, InvalidArgument when several have the name
 */
export function findSnapshot(tree: VmSnapshotTree, vmName: string, name: string): VmSnapshot {
  for (const matches of [
    tree.snapshots.filter((snapshot) => snapshot.id === name),
    tree.snapshots.filter((snapshot) => snapshot.name === name),
    tree.snapshots.filter((snapshot) => nameKey(snapshot.name) === nameKey(name)),
  ]) {
    const [first, ...others] = matches;
    if (first && others.length === 0) return first;
    if (first) {
      throw new Fault('InvalidArgument', `"${vmName}" has ${matches.length} snapshots named "${name}": ${matches.map(({ id }) => id).join(', ')}.`, {
        names: matches.map(({ id }) => id),
        hint: `Give the id in place of the name; see: cloneyard vm snapshot ls ${vmName}`,
      });
    }
  }
  throw new Fault('ManagedObjectNotFound', `"${vmName}" has no snapshot "${name}".`, { names: [name], hint: `List them with: cloneyard vm snapshot ls ${vmName}` });
}

/** A snapshot, or `current` for the present state; a snapshot with that name is reached by its id. */
export function findState(tree: VmSnapshotTree, vmName: string, name: string): VmState {
  return name === 'current' ? 'current' : findSnapshot(tree, vmName, name).id;
}
