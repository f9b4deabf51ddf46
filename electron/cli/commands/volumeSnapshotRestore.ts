import type { Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import type { RestorePlan } from '../../../shared/model/storage.ts';
import { restoreVms } from '../restoreVms.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';
import { findVolume, findVolumeSnapshot } from '../volumes.ts';

export function addVolumeSnapshotRestore(parent: Command, shell: Shell): void {
  parent
    .command('restore')
    .description('take a whole volume, or single machines on it, back to a snapshot; without --yes only tells what that would do')
    .argument('<volume>', 'volume')
    .argument('<snapshot>', 'snapshot')
    .option('--vm <names...>', 'only these virtual machines or templates, those deleted since included')
    .option('--yes', 'do it')
    .action(async (name: string, snapshotName: string, options: { yes?: true; vm?: string[] }) => {
      await shell.inYard(async (session) => {
        const volume = await findVolume(session.client, name);
        const snapshot = await findVolumeSnapshot(session.client, volume, snapshotName);
        if (options.vm) {
          await restoreVms(shell, session, { volume, snapshot }, options.vm, options.yes === true);
          return;
        }
        const plan = await session.client.storage.planRestore({ snapshotId: snapshot.id });
        const [refusal] = plan.refusals;
        if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
        const { reverted, removed, returned, unregistered, unattached, elsewhere, lostDisks, incomplete } = plan;
        if (!options.yes) {
          shell.exitCode = 1;
          shell.answer({ volume: volume.name, snapshot: snapshot.name, restored: false, reverted, removed, returned, unregistered, unattached, elsewhere, lostDisks, incomplete }, () => `${planText(plan)}\nNothing was changed. Do it with: --yes`);
          return;
        }
        const { task, result, elapsedMs } = await runTask(shell, session, 'restoreSnapshot', (requestId) => session.client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
        const document = { task: task.id, volume: volume.name, snapshot: snapshot.name, restored: true, removed: result.removed, returned: result.returned, removedUnregistered: result.removedUnregistered ?? 0, removedUnattached: result.removedUnattached ?? 0, returnedUnattached: result.returnedUnattached ?? 0, lostDisks: result.lostDisks ?? 0, elapsedMs };
        const unlisted = result.removedUnregistered ? `, ${result.removedUnregistered} outside the inventory gone` : '';
        const disks = [
          ...(result.lostDisks ? [`, ${countOf(result.lostDisks, 'disk')} of other machines gone`] : []),
          ...(result.removedUnattached ? [`, ${countOf(result.removedUnattached, 'unattached disk')} gone`] : []),
          ...(result.returnedUnattached ? [`, ${countOf(result.returnedUnattached, 'disk')} back unattached`] : []),
        ].join('');
        shell.answer(document, () => `"${volume.name}" is what it was in "${snapshot.name}": ${countOf(result.removed, 'virtual machine')} gone, ${result.returned} back${unlisted}${disks}.`);
      });
    });
}

function planText({ volumeName, snapshot, reverted, removed, returned, unregistered, unattached, elsewhere, lostDisks, incomplete }: RestorePlan): string {
  const line = (list: RestorePlan['removed'], what: string, kind = 'virtual machine'): string[] => {
    if (list.count === 0) return [];
    const more = list.count - list.names.length;
    return [`  ${countOf(list.count, kind)} ${what}: ${list.names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
  };
  return [
    `Takes "${volumeName}" back to "${snapshot.name}" of ${new Date(snapshot.createdAtMs).toISOString()}. What was written since is lost.`,
    ...line(reverted, 'taken back'),
    ...line(removed, 'made since would disappear'),
    ...line(returned, 'deleted since would come back'),
    ...line(unregistered.reverted, 'not in the inventory taken back'),
    ...line(unregistered.removed, 'not in the inventory and made since would disappear'),
    ...line(unattached.reverted, 'taken back', 'unattached disk'),
    ...line(unattached.removed, 'made since would disappear', 'unattached disk'),
    ...line(lostDisks, 'made since would disappear, of machines that stay', 'disk'),
    ...line(incomplete, 'deleted since would not come back, for want of disks on other datastores'),
    ...line(unattached.returned, 'deleted since would come back unattached', 'disk'),
    ...line(elsewhere, 'with disks on other datastores, which stay as they are'),
  ].join('\n');
}
