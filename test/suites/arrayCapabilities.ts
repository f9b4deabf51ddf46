/** Part of the array suite: what an array does not declare, it refuses in so many words. */
import { describe, expect, it } from 'vitest';
import type { Capability } from '../../electron/array/portTypes.ts';
import { snapshotIdSchema } from '../../shared/ids.ts';
import {
  blockBytes, cloneFile, cloneVolume, createFile, createSnapshot, createVolume, deleteSnapshots, faultOf, listAll, restoreSnapshot, revertFile, type SubjectHolder,
} from './arraySubject.ts';

const everything: readonly Capability[] = ['fileClone', 'exactSpace', 'volumeSnapshot', 'volumeClone', 'dedupe', 'reservation', 'unmap', 'diff', 'holders', 'scrub', 'rangeCopy'];

export function describeCapabilities(subject: SubjectHolder): void {
  describe('capabilities', () => {
    it.each(everything)('without %s its calls are refused as not supported', async (capability) => {
      const { array } = subject;
      const volume = await createVolume(array);
      const file = await createFile(array, volume, blockBytes);
      const snapshotId = snapshotIdSchema.parse(1);
      const calls: Record<Capability, (() => unknown)[]> = {
        fileClone: [() => cloneFile(array, file), () => revertFile(array, file, file)],
        exactSpace: [() => array.exactSpace(file), () => array.freedByDeleting([file])],
        volumeSnapshot: [() => createSnapshot(array, volume), () => deleteSnapshots(array, snapshotId), () => restoreSnapshot(array, snapshotId)],
        volumeClone: [() => cloneVolume(array, snapshotId), () => array.clonedFileId(volume, file), () => array.estimateSplit(volume), () => array.splitVolume(volume)],
        dedupe: [() => array.dedupe(volume, { scanAll: true })],
        reservation: [() => createFile(array, volume, blockBytes, { format: 'lazyZeroedThick' }), () => createFile(array, volume, blockBytes, { format: 'eagerZeroedThick' })],
        unmap: [() => array.unmap(file, 0, blockBytes)],
        diff: [() => listAll(array.diff(file, file)), () => listAll(array.diffVolume(volume, snapshotId, null))],
        holders: [() => array.holders(file, 0)],
        scrub: [() => array.scrub()],
        rangeCopy: [() => array.copyRange({ from: file, to: file, offset: 0, length: 0 }, 'share')],
      };
      const faults = await Promise.all(calls[capability].map((call) => faultOf(call)));
      // What is declared is tested elsewhere; here it must only not claim to be missing.
      expect(faults.map((fault) => fault === 'NotSupported')).toEqual(faults.map(() => !array.capabilities.has(capability)));
    });
  });
}
