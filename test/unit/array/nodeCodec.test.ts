import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNode, encodeNode, fanOut, type StoredNode } from '../../../electron/array/nodeCodec.ts';
import { Fault } from '../../../shared/faults.ts';

/** LMDB doubles the space of values above this. */
const valueLimitBytes = 2_000;

function decode([first, second]: StoredNode | readonly [Buffer]): Float64Array {
  return decodeNode(1, first, () => second);
}

const pointer = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 48 - 1 }));

describe('map nodes', () => {
  it('come back as they were stored, in values that LMDB keeps compact', () => {
    fc.assert(
      fc.property(fc.array(pointer, { minLength: fanOut, maxLength: fanOut }), (pointers) => {
        const slots = Float64Array.from(pointers);
        const stored = encodeNode(slots);
        for (const value of stored) expect(value.length).toBeLessThanOrEqual(valueLimitBytes);
        expect(decode(stored)).toEqual(slots);
      }),
    );
  });

  it('take a few bytes when their blocks lie in a row', () => {
    const slots = Float64Array.from({ length: fanOut }, (_, index) => 1_000_000 + index);
    const stored = encodeNode(slots);
    expect(stored).toHaveLength(1);
    expect(stored[0].length).toBe(11);
    expect(decode(stored)).toEqual(slots);
  });

  it('are refused when damaged, and never read beyond their bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), fc.uint8Array({ maxLength: 1_600 }), (first, second) => {
        try {
          expect(decode([Buffer.from(first), Buffer.from(second)])).toHaveLength(fanOut);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
    );
    expect(() => decode([Buffer.from([1, 0, 2, 1, 0, 1, 0, 0, 0, 0, 0])])).toThrow('damaged');
    expect(() => decodeNode(7, Buffer.alloc(1537, 2), () => undefined)).toThrow('Map node 7 is damaged');
  });
});
