import { describe, expect, it } from 'vitest';
import { parseSize, typedSize } from '../../../../renderer/features/parts/sizes.ts';
import { gibBytes, kibBytes, mibBytes, tibBytes } from '../../../../shared/units.ts';

describe('parseSize', () => {
  it.each([
    ['500 GiB', 500 * gibBytes],
    ['1.5 TiB', 1.5 * tibBytes],
    ['1,5 TiB', 1.5 * tibBytes],
    ['64k', 64 * kibBytes],
    ['  2 t ', 2 * tibBytes],
    ['1,500 MiB', 1500 * mibBytes],
    ['100', 100 * gibBytes],
  ])('reads %s', (text, sizeBytes) => {
    expect(parseSize(text)).toBe(sizeBytes);
  });
  it('counts a plain number in bytes where it is told to', () => {
    expect(parseSize('4096', 'b')).toBe(4096);
    expect(parseSize('1,048,576', 'b')).toBe(mibBytes);
  });
  it.each(['', 'GiB', '-1 GiB', '5 GB', '1 PiB 2', 'a lot', '99999999999 TiB'])('does not guess at "%s"', (text) => {
    expect(parseSize(text)).toBeNull();
  });
});

describe('typedSize', () => {
  it('can be read back to the byte', () => {
    for (const sizeBytes of [1, 4096, 12 * mibBytes, 1536 * gibBytes, 3 * tibBytes, tibBytes + 1]) expect(parseSize(typedSize(sizeBytes))).toBe(sizeBytes);
    expect(typedSize(2 * tibBytes)).toBe('2 TiB');
    expect(typedSize(1536 * gibBytes)).toBe('1536 GiB');
  });
});
