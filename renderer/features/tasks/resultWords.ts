/** What a finished task has to say for itself. Pure. */
import type { TaskResult } from '../../../shared/model/task.ts';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
import { hostingWords } from '../../stores/hostingWords.ts';
import { lifecycleWords } from '../../stores/lifecycleWords.ts';
import { say } from '../../strings/say.ts';

export function resultWords(result: TaskResult): string {
  const duration = 'elapsedMs' in result ? formatDuration(result.elapsedMs) : '';
  const freed = 'freedBytes' in result ? formatBytes(result.freedBytes) : '';
  switch (result.kind) {
    case 'initializeYard':
      return say('tasks.yardInitialized', { machines: say('counts.virtualMachine', { count: result.vmCount }), templates: say('counts.template', { count: result.templateCount }), written: formatBytes(result.bytesWritten) });
    case 'importImage':
      return say('tasks.imageImported', { size: formatBytes(result.sizeBytes), read: formatBytes(result.bytesRead), logical: formatBytes(result.logicalBytes) });
    case 'exportDisk':
      return say('tasks.diskExported', { written: formatBytes(result.bytesWritten), path: result.path });
    case 'writeDisk':
      return say('tasks.diskWritten', { written: formatBytes(result.bytesWritten) });
    case 'compareDisks':
      return compareWords(result);
    case 'rapidClone':
      return clauses(say('tasks.clonesMade', { clones: say('counts.clone', { count: result.created }), duration }), failedWords(result.failed));
    case 'deleteVms':
      return say('tasks.machinesDeleted', { deleted: formatCount(result.deleted), freed });
    case 'cloneVm':
    case 'deployTemplate':
      return result.bytesCopied === 0 ? say('tasks.allBlocksShared', { duration }) : say('tasks.blocksCopied', { copied: formatBytes(result.bytesCopied), duration });
    case 'createVmSnapshot':
      return say('tasks.snapshotTaken', { count: result.diskCount, duration });
    case 'revertVm': {
      const labels = result.laterDisks ?? [];
      return labels.length === 0 ? say('tasks.reverted', { duration }) : say('tasks.revertedLaterDisks', { count: labels.length, duration, disks: labels.join(', ') });
    }
    case 'removeVmSnapshot':
      return say('tasks.snapshotsDeleted', { count: result.removed, freed });
    case 'deleteVolume':
      return say('tasks.volumeDeleted', { count: result.deletedMachines, freed });
    case 'cloneVolume': {
      const whatHappened = clauses(say('tasks.machinesRegistered', { count: result.registered }), result.failed === 0 ? '' : say('tasks.notRegistered', { count: result.failed }));
      return result.firstFault === null ? whatHappened : say('tasks.withCause', { whatHappened, cause: result.firstFault.message });
    }
    case 'enterDatastoreMaintenance': {
      const { moved: count, bytesCopied, failed } = result;
      const copied = formatBytes(bytesCopied);
      return clauses(bytesCopied === 0 ? say('tasks.machinesMovedAway', { count, duration }) : say('tasks.machinesMovedAwayCopied', { count, copied, duration }), failedWords(failed));
    }
    case 'growVolume':
      return say('tasks.volumeGrown', { before: formatBytes(result.fromBytes), after: formatBytes(result.toBytes) });
    case 'exitDatastoreMaintenance':
      return say('tasks.datastoreBack');
    case 'splitVolume':
      return say('tasks.splitFromBase', { copied: formatBytes(result.copiedBytes) });
    case 'restoreSnapshot':
      return restoreWords(result);
    case 'restoreVm': {
      const { isReturned, vmName: machine, diskCount: count } = result;
      return isReturned ? say('tasks.machineReturned', { machine, count, duration }) : say('tasks.machineTakenBack', { count, duration });
    }
    case 'dedupeVolume': {
      const [scanned, saved] = [formatBytes(result.scannedBytes), formatBytes(result.savedBytes)];
      return result.overLimitBytes === 0 ? say('tasks.dedupeEnded', { scanned, saved }) : say('tasks.dedupeEndedAtLimit', { scanned, saved, overLimit: formatBytes(result.overLimitBytes) });
    }
    case 'scrub':
      return scrubWords(result.scannedBytes, result.damagedCount, result.repairedCount);
    case 'exactPass':
      return say('tasks.exactPassEnded', { freed });
    case 'checkYard': {
      const { problems, repaired } = result.report;
      return clauses(problems.length === 0 ? say('tasks.arraySound') : say('tasks.problemsFound', { count: problems.length }), repaired.length === 0 ? '' : say('tasks.repairedCount', { count: repaired.length }));
    }
    case 'migrateVms': {
      const { migrated: count, bytesCopied, failed } = result;
      const copied = formatBytes(bytesCopied);
      return clauses(bytesCopied === 0 ? say('tasks.machinesMigrated', { count, duration }) : say('tasks.machinesMigratedCopied', { count, copied, duration }), failedWords(failed));
    }
    case 'createVm':
      return say('tasks.machineCreated', { count: result.diskCount, duration });
    case 'reconfigureVm':
      return say('tasks.machineChanged', { duration });
    case 'deleteDisks':
      return say('tasks.disksDeleted', { count: result.deleted, freed });
    case 'customizeVm':
      return say('tasks.toldToBecome', { computerName: result.computerName });
    case 'renameObject':
    case 'createFolder':
    case 'deleteFolder':
    case 'moveObjects':
    case 'convertVms':
    case 'powerVms':
    case 'unregisterVms':
    case 'registerVms':
      return lifecycleWords(result);
    case 'createObject':
    case 'removeObject':
    case 'editObject':
    case 'moveHost':
    case 'enterMaintenance':
    case 'exitMaintenance':
      return hostingWords(result);
    case 'compareOffload': {
      const { host, offload } = result.comparison;
      return say('tasks.offloadCompared', {
        offload: mechanismWords[offload.mechanism], offloadDuration: formatDuration(offload.elapsedMs),
        host: mechanismWords[host.mechanism], hostDuration: formatDuration(host.elapsedMs),
      });
    }
  }
}

/** What is to be told, one after the other; what is empty is left out. */
function clauses(...told: readonly string[]): string {
  return told.filter((clause) => clause !== '').join(', ');
}

/** Machines have several disks; where only one was compared, its name says nothing. */
function compareWords({ identical, comparedBytes, firstDifferenceOffset, disks = [] }: Extract<TaskResult, { kind: 'compareDisks' }>): string {
  if (identical) return say('tasks.identical', { compared: formatBytes(comparedBytes) });
  if (disks.length < 2) return say('tasks.differentAtByte', { offset: formatCount(firstDifferenceOffset ?? 0) });
  const found = disks.flatMap((disk) => {
    if (disk.in !== 'both') return [disk.in === 'first' ? say('tasks.diskOfFirstOnly', { disk: disk.label }) : say('tasks.diskOfSecondOnly', { disk: disk.label })];
    return disk.identical ? [] : [say('tasks.diskDiffersAtByte', { disk: disk.label, offset: formatCount(disk.firstDifferenceOffset ?? 0) })];
  });
  return say('tasks.differentDisks', { disks: found.join('; ') });
}

/** Beyond the machines, only what there was. */
function restoreWords({ removed, returned, removedUnregistered = 0, removedUnattached = 0, lostDisks = 0, returnedUnattached = 0 }: Extract<TaskResult, { kind: 'restoreSnapshot' }>): string {
  return clauses(
    say('tasks.volumeRestored', { gone: say('counts.machine', { count: removed }), back: say('counts.machine', { count: returned }) }),
    removedUnregistered === 0 ? '' : say('tasks.unregisteredGone', { count: removedUnregistered }),
    removedUnattached === 0 ? '' : say('tasks.unattachedGone', { count: removedUnattached }),
    lostDisks === 0 ? '' : say('tasks.disksOfOthersGone', { count: lostDisks }),
    returnedUnattached === 0 ? '' : say('tasks.disksBackUnattached', { count: returnedUnattached }),
  );
}

function failedWords(failed: number): string {
  return failed === 0 ? '' : say('tasks.failedCount', { count: failed });
}

function scrubWords(scannedBytes: number, damagedCount: number, repairedCount: number): string {
  const read = formatBytes(scannedBytes);
  if (damagedCount === 0) return say('tasks.scrubNoDamage', { read });
  if (repairedCount === damagedCount) return say('tasks.scrubAllRepaired', { read, count: damagedCount });
  return say('tasks.scrubSomeRepaired', { read, count: damagedCount, repaired: formatCount(repairedCount) });
}
