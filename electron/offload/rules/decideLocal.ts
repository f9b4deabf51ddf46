/** Zeroing, deleting and snapshots: operations on one datastore. */
import type { Decision } from '../../../shared/model/offload.ts';
import type { FileFormat } from '../../array/portTypes.ts';
import type { CloneRuleFacts, LocalRuleFacts } from './facts.ts';
import type { Rule } from './rule.ts';
import { datastoreSwitch, deviceTrusted, hostSwitch, nasPlugin, primitiveOffered } from './settingRules.ts';
import { decideWays, type Way } from './ways.ts';

const reserveSpaceRules: readonly Rule[] = [datastoreSwitch, deviceTrusted, nasPlugin, primitiveOffered];

/**
 * Zeros for an eager-zeroed disk. VMFS: Block Zero. NFS: Reserve Space sets the room of the disk aside, and what is not written
 * reads as zeros. `fullCopy` as the mechanism says that it happens within the array; the primitive says how.
 * Source: Broadcom KB 342563; vSphere 8 Storage, NAS acceleration.
 */
export function decideZero(facts: LocalRuleFacts): Decision {
  const what = 'The host writes every zero over the storage network. This always works.';
  if (facts.datastore.type === 'VMFS') {
    const way: Way = { mechanism: 'fullCopy', primitive: 'blockZero', rules: [hostSwitch, datastoreSwitch, deviceTrusted, primitiveOffered], reason: () => 'The host names the ranges by WRITE SAME, and the array zeroes them within itself.' };
    return decideWays('zero', onOnePlace(facts), [way], { what, instead: 'The host writes the zeros.' });
  }
  const way: Way = { mechanism: 'fullCopy', primitive: 'nasReserveSpace', rules: reserveSpaceRules, reason: () => 'The filer sets the space aside, and what has not been written reads as zeros: none are sent.' };
  return decideWays('zero', onOnePlace(facts), [way], { what, instead: 'Without Reserve Space NFS offers thin disks only; zeros would be written by the host.' });
}

/** The formats a new disk can have here. Source: vSphere 6.5 VM Administration, disk provisioning policies: NFS without hardware acceleration offers thin only. */
export function offeredFormats(facts: LocalRuleFacts): readonly FileFormat[] {
  const canBeThick = facts.datastore.type === 'VMFS' || decideZero(facts).isOffloaded;
  return canBeThick ? ['thin', 'lazyZeroedThick', 'eagerZeroedThick'] : ['thin'];
}

/**
 * Deleting. On VMFS a host tells the array by UNMAP which blocks are free; on NFS the filer removes the file itself and there is nothing to ask.
 * The embedded array holds one file for each disk and sees it go in any case.
 * Source: vSphere 6.7 Storage, space reclamation; Broadcom KB 342563.
 */
export function decideDelete(facts: LocalRuleFacts): Decision {
  if (facts.datastore.type === 'NFS') {
    const reason = 'The filer removes the files and knows their blocks; the space comes back with the exact pass.';
    return {
      operation: 'delete', mechanism: 'fullCopy', isOffloaded: true, reason, firstFailed: null, fixes: [],
      attempts: [{ mechanism: 'fullCopy', primitive: null, rules: [], outcome: 'planned', reason, movedBytes: 0 }],
    };
  }
  const way: Way = { mechanism: 'fullCopy', primitive: 'unmap', rules: [deviceTrusted, primitiveOffered], reason: () => 'The host tells the array by UNMAP which blocks are free; the space comes back with the exact pass.' };
  const goesAnyway = 'This array sees the files go in any case, and the space comes back with the exact pass.';
  return decideWays('delete', onOnePlace(facts), [way], { what: `The host removes the files and does not tell the array. ${goesAnyway}`, instead: goesAnyway });
}

/**
 * A snapshot of a virtual machine. NAS keeps it as a native snapshot; everywhere else a host writes what changes to a redo log and copies nothing.
 * The embedded array keeps the state as a file clone either way.
 * Source: vSphere 8 Storage, NAS acceleration; Horizon 7.13, VCAI.
 */
export function decideSnapshot(facts: LocalRuleFacts): Decision {
  const way: Way = {
    mechanism: 'fileClone', primitive: 'nasFastFileClone', rules: [datastoreSwitch, deviceTrusted, nasPlugin, primitiveOffered],
    reason: () => 'The filer keeps the state as a native snapshot: a file clone that shares every block.',
  };
  const keptAsClone = 'A host would keep a redo log, which copies no blocks; this array keeps the state as a file clone all the same.';
  return decideWays('snapshot', onOnePlace(facts), [way], { what: keptAsClone, instead: keptAsClone });
}

/** Source and destination are the same. */
function onOnePlace({ host, machine, datastore }: LocalRuleFacts): CloneRuleFacts {
  return { host, machine, targetFormat: null, source: datastore, target: datastore, count: 1, splitLoadBytes: 0 };
}
