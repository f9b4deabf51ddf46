import { startClone } from '../machines/cloneMachine.ts';
import { startCreateSnapshot } from '../machines/createSnapshot.ts';
import { diffMachine } from '../machines/diffMachine.ts';
import { findHolders } from '../machines/holders.ts';
import { readSnapshots } from '../machines/readSnapshots.ts';
import { startRemoveSnapshot } from '../machines/removeSnapshot.ts';
import { startRevert } from '../machines/revertMachine.ts';
import { freedIfDeleted, readSpace } from '../machines/space.ts';
import { requirePolicy } from '../storage/policyWarnings.ts';
import { withContractErrors } from './faults.ts';
import type { Implementer, YardServices } from './services.ts';

export function machinesApi(os: Implementer, services: YardServices) {
  const { machines, policies, log } = services;
  return {
    clone: os.machines.clone.handler(async ({ input, context }) => {
      requirePolicy(policies, input.spec.policyId);
      return { taskId: await startClone(machines, input, context.initiator) };
    }),
    snapshots: os.machines.snapshots.handler(({ input }) => readSnapshots(machines, input.vmId)),
    createSnapshot: os.machines.createSnapshot.handler(async ({ input, context }) => ({ taskId: await startCreateSnapshot(machines, input, context.initiator) })),
    revert: os.machines.revert.handler(async ({ input, context }) => ({ taskId: await startRevert(machines, input, context.initiator) })),
    removeSnapshot: os.machines.removeSnapshot.handler(async ({ input, context }) => ({ taskId: await startRemoveSnapshot(machines, input, context.initiator) })),
    diff: os.machines.diff.handler(({ input, signal }) => withContractErrors(diffMachine(machines, input, signal), log)),
    space: os.machines.space.handler(({ input, signal }) => readSpace(machines, input.ids, signal)),
    freedIfDeleted: os.machines.freedIfDeleted.handler(({ input, signal }) => freedIfDeleted(machines, input.ids, signal)),
    holders: os.machines.holders.handler(({ input, signal }) => findHolders(machines, input, signal)),
  };
}
