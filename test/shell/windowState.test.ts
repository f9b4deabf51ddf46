import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitBounds, minimumSize, type Bounds } from '../../electron/window/windowState.ts';

const area = fc.record({ x: fc.integer({ min: -4000, max: 4000 }), y: fc.integer({ min: -4000, max: 4000 }), width: fc.integer({ min: 640, max: 5000 }), height: fc.integer({ min: 480, max: 3000 }) });
const anywhere = fc.record({ x: fc.integer({ min: -99_999, max: 99_999 }), y: fc.integer({ min: -99_999, max: 99_999 }), width: fc.integer({ min: 1, max: 99_999 }), height: fc.integer({ min: 1, max: 99_999 }) });

function isInside(inner: Bounds, outer: Bounds): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}

describe('fitBounds', () => {
  it('always gives a window that lies whole on one screen and is as large as it may be', () => {
    fc.assert(
      fc.property(fc.array(area, { minLength: 1, maxLength: 3 }), fc.option(anywhere), (areas, remembered) => {
        const fitted = fitBounds(remembered, areas);
        const home = areas.find((candidate) => isInside(fitted, candidate));
        expect(home).toBeDefined();
        expect(fitted.width).toBeGreaterThanOrEqual(Math.min(minimumSize.width, home?.width ?? 0));
        expect(fitted.height).toBeGreaterThanOrEqual(Math.min(minimumSize.height, home?.height ?? 0));
      }),
    );
  });

  it('leaves a window alone that lies whole on a screen', () => {
    const screens = [{ x: 0, y: 0, width: 1920, height: 1040 }, { x: 1920, y: 0, width: 1920, height: 1040 }];
    const bounds = { x: 2000, y: 20, width: 1200, height: 800 };
    expect(fitBounds(bounds, screens)).toEqual(bounds);
  });
});
