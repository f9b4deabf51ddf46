/** What a finished task has to say for itself. Pure. */
import type { TaskResult } from '../../../shared/model/task.ts';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
import { hostingWords } from '../../stores/hostingWords.ts';
import { lifecycleWords } from '../../stores/lifecycleWords.ts';
import { say } from '../../strings/say.ts';

export function resultWords(result: TaskResult): string {
  switch (result.kind) {
    case 'initializeYard':
      return say('tasks.andWritten', { virtualMachine: say('counts.virtualMachine', { count: result.vmCount }), template: say('counts.template', { count: result.templateCount }), bytesWritten: formatBytes(result.bytesWritten) });
    case 'importImage':
      return say('tasks.diskReadOfData', { size: formatBytes(result.sizeBytes), bytesRead: formatBytes(result.bytesRead), logical: formatBytes(result.logicalBytes) });
    case 'exportDisk':
      return say('tasks.writtenTo', { bytesWritten: formatBytes(result.bytesWritten), path: result.path });
    case 'writeDisk':
      return say('tasks.written', { bytesWritten: formatBytes(result.bytesWritten) });
    case 'compareDisks':
      return compareWords(result);
    case 'rapidClone':
      return say('tasks.in', { clone: say('counts.clone', { count: result.created }), elapsed: formatDuration(result.elapsedMs), failedWords: failedWords(result.failed) });
    case 'deleteVms':
      return say('tasks.deletedFreed', { deleted: formatCount(result.deleted), freed: formatBytes(result.freedBytes) });
    case 'cloneVm':
    case 'deployTemplate':
      return result.bytesCopied === 0
        ? say('tasks.allBlocksSharedIn', { elapsed: formatDuration(result.elapsedMs) })
        : say('tasks.copiedIn', { bytesCopied: formatBytes(result.bytesCopied), elapsed: formatDuration(result.elapsedMs) });
    case 'createVmSnapshot':
      return say('tasks.keptIn', { disk: say('counts.disk', { count: result.diskCount }), elapsed: formatDuration(result.elapsedMs) });
    case 'revertVm':
      return say('tasks.revertedIn', { elapsed: formatDuration(result.elapsedMs), laterDiskWords: laterDiskWords(result.laterDisks ?? []) });
    case 'removeVmSnapshot':
      return say('tasks.deletedFreed2', { snapshot: say('counts.snapshot', { count: result.removed }), freed: formatBytes(result.freedBytes) });
    case 'deleteVolume':
      return say('tasks.deletedWithItFreed', { virtualMachine: say('counts.virtualMachine', { count: result.deletedMachines }), freed: formatBytes(result.freedBytes) });
    case 'cloneVolume': {
      const cause = result.firstFault === null ? '' : `: ${result.firstFault.message}`;
      return say('tasks.registered', { virtualMachine: say('counts.virtualMachine', { count: result.registered }), failedWords: failedWords(result.failed), cause });
    }
    case 'enterDatastoreMaintenance': {
      const copied = result.bytesCopied === 0 ? '' : say('tasks.copied', { bytesCopied: formatBytes(result.bytesCopied) });
      return say('tasks.movedAwayIn', { machine: say('counts.machine', { count: result.moved }), copied, elapsed: formatDuration(result.elapsedMs), failedWords: failedWords(result.failed) });
    }
    case 'growVolume':
      return say('tasks.grownFromTo', { from: formatBytes(result.fromBytes), to: formatBytes(result.toBytes) });
    case 'exitDatastoreMaintenance':
      return say('tasks.backInNormalOperation');
    case 'splitVolume':
      return say('tasks.copiedNothingIsSharedWith', { copied: formatBytes(result.copiedBytes) });
    case 'restoreSnapshot':
      return say('tasks.restoredGoneBack', { machine: say('counts.machine', { count: result.removed }), machine2: say('counts.machine', { count: result.returned }), part: result.removedUnregistered ? say('tasks.thatWasNotInThe', { machine: say('counts.machine', { count: result.removedUnregistered }) }) : '', part2: result.removedUnattached ? say('tasks.gone', { unattachedDisk: say('counts.unattachedDisk', { count: result.removedUnattached }) }) : '', part3: result.lostDisks ? say('tasks.ofOtherMachinesGone', { disk: say('counts.disk', { count: result.lostDisks }) }) : '', part4: result.returnedUnattached ? say('tasks.backUnattached', { disk: say('counts.disk', { count: result.returnedUnattached }) }) : '' });
    case 'restoreVm':
      return say('tasks.in2', { part: result.isReturned ? say('tasks.backAs', { vmName: result.vmName }) : say('tasks.takenBack'), disk: say('counts.disk', { count: result.diskCount }), elapsed: formatDuration(result.elapsedMs) });
    case 'dedupeVolume': {
      const left = result.overLimitBytes === 0 ? '' : say('tasks.leftAloneAtTheSharing', { overLimit: formatBytes(result.overLimitBytes) });
      return say('tasks.scannedSaved', { scanned: formatBytes(result.scannedBytes), saved: formatBytes(result.savedBytes), left });
    }
    case 'scrub':
      return say('tasks.read', { scanned: formatBytes(result.scannedBytes), damageWords: damageWords(result.damagedCount, result.repairedCount) });
    case 'exactPass':
      return say('tasks.everyFigureIsExactGiven', { freed: formatBytes(result.freedBytes) });
    case 'checkYard': {
      const { problems, repaired } = result.report;
      const mended = repaired.length === 0 ? '' : say('tasks.repaired', { length: formatCount(repaired.length) });
      return problems.length === 0 ? say('tasks.theArrayIsSound', { mended }) : say('tasks.found', { problem: say('counts.problem', { count: problems.length }), mended });
    }
    case 'migrateVms': {
      const copied = result.bytesCopied === 0 ? '' : say('tasks.copied', { bytesCopied: formatBytes(result.bytesCopied) });
      return say('tasks.migratedIn', { machine: say('counts.machine', { count: result.migrated }), copied, elapsed: formatDuration(result.elapsedMs), failedWords: failedWords(result.failed) });
    }
    case 'createVm':
      return say('tasks.createdWithIn', { disk: say('counts.disk', { count: result.diskCount }), elapsed: formatDuration(result.elapsedMs) });
    case 'reconfigureVm':
      return say('tasks.changedIn', { elapsed: formatDuration(result.elapsedMs) });
    case 'deleteDisks':
      return say('tasks.deletedCameBack', { disk: say('counts.disk', { count: result.deleted }), freed: formatBytes(result.freedBytes) });
    case 'customizeVm':
      return say('tasks.toldToBecomeAtIts', { computerName: result.computerName });
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
      return `${mechanismWords[offload.mechanism]} ${formatDuration(offload.elapsedMs)}, ${mechanismWords[host.mechanism]} ${formatDuration(host.elapsedMs)}`;
    }
  }
}

/** Machines have several disks; where only one was compared, its name says nothing. */
function compareWords({ identical, comparedBytes, firstDifferenceOffset, disks = [] }: Extract<TaskResult, { kind: 'compareDisks' }>): string {
  if (identical) return say('tasks.identicalCompared', { compared: formatBytes(comparedBytes) });
  if (disks.length < 2) return say('tasks.differentFirstAtByte', { number: formatCount(firstDifferenceOffset ?? 0) });
  const found = disks.flatMap((disk) => {
    if (disk.in !== 'both') return [say('tasks.whichOnlyTheMachineHas', { diskLabel: disk.label, in: disk.in })];
    return disk.identical ? [] : [say('tasks.firstAtByte', { diskLabel: disk.label, number: formatCount(disk.firstDifferenceOffset ?? 0) })];
  });
  return say('tasks.different', { found: found.join('; ') });
}

function failedWords(failed: number): string {
  return failed === 0 ? '' : say('tasks.failed3', { failed: formatCount(failed) });
}

/** "no damage found", "3 damaged blocks, all repaired", "3 damaged blocks, 1 repaired". */
export function damageWords(damagedCount: number, repairedCount: number): string {
  if (damagedCount === 0) return say('tasks.noDamageFound');
  const mended = repairedCount === damagedCount ? say('tasks.allRepaired') : say('tasks.repaired2', { repairedCount: formatCount(repairedCount) });
  return `${say('counts.damagedBlock', { count: damagedCount })}, ${mended}`;
}

function laterDiskWords(labels: readonly string[]): string {
  return labels.length === 0 ? '' : say('tasks.addedSinceStaysAsItIs', { count: labels.length, labels: labels.join(', ') });
}
