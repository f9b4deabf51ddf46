import { describe, expect, test } from 'vitest';
import { grownSizeBytes, type VolumeState } from '../../../../electron/array/catalog/volumeState.ts';
import { blockSizeBytes, tibBytes } from '../../../../shared/units.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';

type Growing = Pick<VolumeState, 'sizeBytes' | 'guarantee' | 'autogrow'>;

/** What autogrow does, one increment after the other. */
function growByOne({ sizeBytes: fromBytes, guarantee, autogrow }: Growing, blocks: number, leftBytes: number): number {
  if (autogrow?.incrementBytes === undefined) return fromBytes;
  const stepBytes = Math.ceil(autogrow.incrementBytes / blockSizeBytes) * blockSizeBytes;
  let sizeBytes = fromBytes;
  while (blocks * blockSizeBytes * 100 > sizeBytes * autogrow.atPercent && sizeBytes < autogrow.maximumBytes) {
    const next = Math.min(autogrow.maximumBytes, sizeBytes + stepBytes);
    if (guarantee === 'volume' && next > leftBytes) break;
    sizeBytes = next;
  }
  return sizeBytes;
}

describe('the size that autogrow gives', () => {
  test('is what growing by one increment after the other would lead to', () => {
    const random = createRandom(testSeed('autogrow: all steps at once'));
    for (let round = 0; round < 5_000; round += 1) {
      const sizeBytes = random.between(1, 40 * blockSizeBytes);
      const volume: Growing = {
        sizeBytes,
        guarantee: random.chance(0.5) ? 'volume' : 'none',
        autogrow: { atPercent: random.between(1, 100), maximumBytes: sizeBytes + random.below(200 * blockSizeBytes), incrementBytes: random.between(blockSizeBytes, 9 * blockSizeBytes) },
      };
      const blocks = random.below(250);
      const leftBytes = random.below(250 * blockSizeBytes);
      expect(grownSizeBytes(volume, blocks, leftBytes), `${JSON.stringify(volume)}, ${blocks} blocks, ${leftBytes} bytes left`).toBe(growByOne(volume, blocks, leftBytes));
    }
  });

  test('takes no longer where an increment is a single block', () => {
    const volume: Growing = { sizeBytes: blockSizeBytes, guarantee: 'none', autogrow: { atPercent: 10, maximumBytes: 100 * tibBytes, incrementBytes: blockSizeBytes } };
    const startedMs = performance.now();
    expect(grownSizeBytes(volume, tibBytes / blockSizeBytes, Number.POSITIVE_INFINITY)).toBe(10 * tibBytes);
    // Growing by one block at a time takes twenty seconds; nothing in the yard's thread may take a tenth of one.
    expect(performance.now() - startedMs).toBeLessThan(100);
  });
});
