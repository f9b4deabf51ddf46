import { Fault } from '../../shared/faults.ts';
import type { Implementer } from './services.ts';

export function machinesApi(os: Implementer) {
  const notYet = (): never => {
    throw new Fault('NotSupported');
  };
  return {
    clone: os.machines.clone.handler(notYet),
    snapshots: os.machines.snapshots.handler(notYet),
    createSnapshot: os.machines.createSnapshot.handler(notYet),
    revert: os.machines.revert.handler(notYet),
    removeSnapshot: os.machines.removeSnapshot.handler(notYet),
    diff: os.machines.diff.handler(notYet),
    space: os.machines.space.handler(notYet),
    freedIfDeleted: os.machines.freedIfDeleted.handler(notYet),
    holders: os.machines.holders.handler(notYet),
  };
}
