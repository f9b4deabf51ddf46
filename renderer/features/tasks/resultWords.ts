/** What a finished task has to say for itself. Pure. */
import type { TaskResult } from '../../../shared/model/task.ts';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
import { hostingWords } from '../../stores/hostingWords.ts';
import { lifecycleWords } from '../../stores/lifecycleWords.ts';
import { countOf } from '../parts/objectLook.ts';

export function resultWords(result: TaskResult): string {
  switch (result.kind) {
    case 'initializeYard':
      return `${countOf(result.vmCount, 'virtual machine')} and ${countOf(result.templateCount, 'template')}, ${formatBytes(result.bytesWritten)} written`;
    case 'importImage':
      return `${formatBytes(result.sizeBytes)} disk, ${formatBytes(result.bytesRead)} read, ${formatBytes(result.logicalBytes)} of data`;
    case 'exportDisk':
      return `${formatBytes(result.bytesWritten)} written to ${result.path}`;
    case 'writeDisk':
      return `${formatBytes(result.bytesWritten)} written`;
    case 'compareDisks':
      return compareWords(result);
    case 'rapidClone':
      return `${countOf(result.created, 'clone')} in ${formatDuration(result.elapsedMs)}${failedWords(result.failed)}`;
    case 'deleteVms':
      return `${formatCount(result.deleted)} deleted, ${formatBytes(result.freedBytes)} freed`;
    case 'cloneVm':
    case 'deployTemplate':
      return result.bytesCopied === 0
        ? `All blocks shared, in ${formatDuration(result.elapsedMs)}`
        : `${formatBytes(result.bytesCopied)} copied in ${formatDuration(result.elapsedMs)}`;
    case 'createVmSnapshot':
      return `${countOf(result.diskCount, 'disk')} kept in ${formatDuration(result.elapsedMs)}`;
    case 'revertVm':
      return `Reverted in ${formatDuration(result.elapsedMs)}${laterDiskWords(result.laterDisks ?? [])}`;
    case 'removeVmSnapshot':
      return `${countOf(result.removed, 'snapshot')} deleted, ${formatBytes(result.freedBytes)} freed`;
    case 'deleteVolume':
      return `${countOf(result.deletedMachines, 'virtual machine')} deleted with it, ${formatBytes(result.freedBytes)} freed`;
    case 'cloneVolume': {
      const cause = result.firstFault === null ? '' : `: ${result.firstFault.message}`;
      return `${countOf(result.registered, 'virtual machine')} registered${failedWords(result.failed)}${cause}`;
    }
    case 'enterDatastoreMaintenance': {
      const copied = result.bytesCopied === 0 ? '' : `, ${formatBytes(result.bytesCopied)} copied`;
      return `${countOf(result.moved, 'machine')} moved away${copied} in ${formatDuration(result.elapsedMs)}${failedWords(result.failed)}`;
    }
    case 'growVolume':
      return `Grown from ${formatBytes(result.fromBytes)} to ${formatBytes(result.toBytes)}`;
    case 'exitDatastoreMaintenance':
      return 'Back in normal operation';
    case 'splitVolume':
      return `${formatBytes(result.copiedBytes)} copied; nothing is shared with its base any more`;
    case 'restoreSnapshot':
      return `Restored; ${countOf(result.removed, 'machine')} gone, ${countOf(result.returned, 'machine')} back${result.removedUnregistered ? `, ${countOf(result.removedUnregistered, 'machine')} that was not in the inventory gone` : ''}${result.removedUnattached ? `, ${countOf(result.removedUnattached, 'unattached disk')} gone` : ''}${result.lostDisks ? `, ${countOf(result.lostDisks, 'disk')} of other machines gone` : ''}${result.returnedUnattached ? `, ${countOf(result.returnedUnattached, 'disk')} back unattached` : ''}`;
    case 'restoreVm':
      return `${result.isReturned ? `Back as ${result.vmName}` : 'Taken back'}, ${countOf(result.diskCount, 'disk')} in ${formatDuration(result.elapsedMs)}`;
    case 'dedupeVolume': {
      const left = result.overLimitBytes === 0 ? '' : `, ${formatBytes(result.overLimitBytes)} left alone at the sharing limit`;
      return `${formatBytes(result.scannedBytes)} scanned, ${formatBytes(result.savedBytes)} saved${left}`;
    }
    case 'scrub':
      return `${formatBytes(result.scannedBytes)} read, ${damageWords(result.damagedCount, result.repairedCount)}`;
    case 'exactPass':
      return `Every figure is exact; ${formatBytes(result.freedBytes)} given back`;
    case 'checkYard': {
      const { problems, repaired } = result.report;
      const mended = repaired.length === 0 ? '' : `, ${formatCount(repaired.length)} repaired`;
      return problems.length === 0 ? `The array is sound${mended}` : `${countOf(problems.length, 'problem')} found${mended}`;
    }
    case 'migrateVms': {
      const copied = result.bytesCopied === 0 ? '' : `, ${formatBytes(result.bytesCopied)} copied`;
      return `${countOf(result.migrated, 'machine')} migrated${copied} in ${formatDuration(result.elapsedMs)}${failedWords(result.failed)}`;
    }
    case 'createVm':
      return `Created with ${countOf(result.diskCount, 'disk')} in ${formatDuration(result.elapsedMs)}`;
    case 'reconfigureVm':
      return `Changed in ${formatDuration(result.elapsedMs)}`;
    case 'deleteDisks':
      return `${countOf(result.deleted, 'disk')} deleted, ${formatBytes(result.freedBytes)} came back`;
    case 'customizeVm':
      return `Told to become ${result.computerName} at its next start`;
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
  if (identical) return `Identical: ${formatBytes(comparedBytes)} compared`;
  if (disks.length < 2) return `Different, first at byte ${formatCount(firstDifferenceOffset ?? 0)}`;
  const found = disks.flatMap((disk) => {
    if (disk.in !== 'both') return [`${disk.label}, which only the ${disk.in} machine has`];
    return disk.identical ? [] : [`${disk.label}, first at byte ${formatCount(disk.firstDifferenceOffset ?? 0)}`];
  });
  return `Different: ${found.join('; ')}`;
}

function failedWords(failed: number): string {
  return failed === 0 ? '' : `, ${formatCount(failed)} failed`;
}

/** "no damage found", "3 damaged blocks, all repaired", "3 damaged blocks, 1 repaired". */
export function damageWords(damagedCount: number, repairedCount: number): string {
  if (damagedCount === 0) return 'no damage found';
  const mended = repairedCount === damagedCount ? 'all repaired' : `${formatCount(repairedCount)} repaired`;
  return `${countOf(damagedCount, 'damaged block')}, ${mended}`;
}

function laterDiskWords(labels: readonly string[]): string {
  return labels.length === 0 ? '' : `; ${labels.join(', ')}, added since, ${labels.length === 1 ? 'stays as it is' : 'stay as they are'}`;
}
