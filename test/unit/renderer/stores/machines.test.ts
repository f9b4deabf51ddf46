import { describe, expect, it } from 'vitest';
import { gatherChanges } from '../../../../renderer/stores/machines.ts';
import type { VmDiffEvent } from '../../../../shared/model/machine.ts';

async function* stream(...events: VmDiffEvent[]): AsyncGenerator<VmDiffEvent> {
  yield* events;
}

describe('gatherChanges', () => {
  it('gives every disk the ranges that came ahead of it', async () => {
    const changes = await gatherChanges(
      stream(
        { type: 'extents', disk: 'a', extents: [{ offset: 0, length: 4096 }] },
        { type: 'extents', disk: 'a', extents: [{ offset: 8192, length: 4096 }] },
        { type: 'disk', disk: 'a', sizeBytes: 16_384, changedBytes: 8192, extentCount: 2 },
        { type: 'disk', disk: 'b', sizeBytes: 16_384, changedBytes: 0, extentCount: 0 },
        { type: 'end', changedBytes: 8192, extentCount: 2 },
      ),
    );
    expect(changes).toMatchObject({ changedBytes: 8192, rangeCount: 2 });
    expect(changes.disks.map(({ disk, ranges }) => [disk, ranges.map(({ offset }) => offset)])).toEqual([['a', [0, 8192]], ['b', []]]);
  });
  it('takes no torn answer for a whole one', async () => {
    await expect(gatherChanges(stream({ type: 'disk', disk: 'a', sizeBytes: 1, changedBytes: 0, extentCount: 0 }))).rejects.toThrow('before it was complete');
  });
});
