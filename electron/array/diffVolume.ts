/** Which files of a volume differ between two of its snapshots, or a snapshot and now. */
import { Fault } from '../../shared/faults.ts';
import type { SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { ArrayParts } from './parts.ts';
import type { FileChange } from './portTypes.ts';
import { TimeSlice } from './timeSlice.ts';

/** Records that were not changed in between are the same object or have the same root, so nothing of a map is read. */
export async function* diffVolume(parts: Pick<ArrayParts, 'files' | 'volumes'>, volumeId: VolumeId, before: SnapshotId, after: SnapshotId | null): AsyncGenerator<FileChange, void, undefined> {
  const { files, volumes } = parts;
  const slice = new TimeSlice();
  const volume = volumes.get(volumeId);
  const from = volumes.snapshot(before);
  const to = after === null ? null : volumes.snapshot(after);
  if (from.volumeId !== volumeId || (to && to.volumeId !== volumeId)) throw new Fault('InvalidArgument', `The snapshots are not of volume ${volumeId}.`);
  const old = files.contentAt(volume, from);
  const now = to ? files.contentAt(volume, to) : new Map([...files.ids(volume, null)].map((id) => [Number(id), files.find(id)]));
  for (const id of [...new Set([...old.keys(), ...now.keys()])].toSorted((a, b) => a - b)) {
    if (slice.isOver) await slice.pause();
    const [was, is] = [old.get(id), now.get(id)];
    const fileId = (was ?? is)?.id;
    if (fileId === undefined) continue;
    if (!was) yield { fileId, change: 'created' };
    else if (!is) yield { fileId, change: 'deleted' };
    else if (was.root !== is.root || was.sizeBytes !== is.sizeBytes) yield { fileId, change: 'changed' };
  }
}
