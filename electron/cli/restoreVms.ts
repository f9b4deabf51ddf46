/** `volume snapshot restore … --vm`: single machines out of a snapshot of their volume. */
import { Fault } from '../../shared/faults.ts';
import type { RestorableVm, VolumeRow, VolumeSnapshot } from '../../shared/model/storage.ts';
import { nameKey } from '../../shared/naming.ts';
import type { Session } from './session.ts';
import type { Shell } from './shell.ts';
import { runTask } from './tasks.ts';
import { countOf } from './text.ts';

/**
 * Restores one after the other, once all of them are known to be restorable; without `isSure` only tells what that would do.
 * @param wanted names or ids
 */
export async function restoreVms(shell: Shell, session: Session, from: { readonly volume: VolumeRow; readonly snapshot: VolumeSnapshot }, wanted: readonly string[], isSure: boolean): Promise<void> {
  const { volume, snapshot } = from;
  const machines: RestorableVm[] = [];
  for (const name of new Set(wanted)) machines.push(await findRestorable(session, snapshot, name));
  const refusal = machines.find((machine) => machine.refusal !== null)?.refusal;
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
  if (!isSure) {
    shell.exitCode = 1;
    const planned = machines.map(({ id, name, returnsAs, diskCount, laterDiskCount, elsewhere }) => ({ id, name, returnsAs, diskCount, laterDiskCount, elsewhere }));
    const text = (): string => [`Restores from "${snapshot.name}" of ${new Date(snapshot.createdAtMs).toISOString()}:`, ...machines.map(planLine), 'Nothing was changed. Do it with: --yes'].join('\n');
    shell.answer({ volume: volume.name, snapshot: snapshot.name, restored: false, machines: planned }, text);
    return;
  }
  const restored: { task: string; id: string; name: string; returned: boolean; diskCount: number; elapsedMs: number }[] = [];
  for (const machine of machines) {
    const { task, result, elapsedMs } = await runTask(shell, session, 'restoreVm', (requestId) => session.client.storage.restoreVm({ snapshotId: snapshot.id, vmId: machine.id, requestId }));
    restored.push({ task: task.id, id: result.vmId, name: result.vmName, returned: result.isReturned, diskCount: result.diskCount, elapsedMs });
  }
  shell.answer({ volume: volume.name, snapshot: snapshot.name, restored: true, machines: restored }, () =>
    restored.map(({ name, returned, diskCount }) => (returned ? `"${name}" is back with ${countOf(diskCount, 'disk')}, powered off.` : `"${name}" is what it was in "${snapshot.name}": ${countOf(diskCount, 'disk')}.`)).join('\n'),
  );
}

/** @throws Fault ManagedObjectNotFound, InvalidArgument for a name that several had */
async function findRestorable(session: Session, snapshot: VolumeSnapshot, name: string): Promise<RestorableVm> {
  const { machines } = await session.client.storage.restorableVms({ snapshotId: snapshot.id, search: name });
  const [found, ...others] = machines.filter((machine) => machine.id === name || nameKey(machine.name) === nameKey(name));
  if (!found) {
    throw new Fault('ManagedObjectNotFound', `The snapshot "${snapshot.name}" holds no virtual machine or template "${name}".`, {
      names: [name],
      hint: 'It may have been made later, or be on another datastore.',
    });
  }
  if (others.length === 0) return found;
  const ids = [found, ...others].map(({ id }) => id);
  throw new Fault('InvalidArgument', `The snapshot "${snapshot.name}" holds several called "${name}".`, { names: ids, hint: `Say which one by its id: ${ids.join(', ')}` });
}

function planLine({ name, returnsAs, diskCount, laterDiskCount, elsewhere }: RestorableVm): string {
  const disks = countOf(diskCount, 'disk');
  if (returnsAs !== null) return `  "${name}", deleted since, would come back as "${returnsAs}" with ${disks}`;
  const later = laterDiskCount === 0 ? '' : `; ${countOf(laterDiskCount, 'disk')} added since would stay`;
  return `  "${name}" would be taken back with ${disks}, what was written since would be lost${later}${elsewhere.length === 0 ? '' : `; ${elsewhere.join(', ')} would stay as it is`}`;
}
