import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hardwareProfiles, type Hardware } from '../../../../shared/costModel/hardware.ts';
import { modelRun, timeOf } from '../../../../shared/costModel/modelRun.ts';
import { workOf, zeroWorkOf, type ModelledOperation } from '../../../../shared/costModel/work.ts';
import { hardwareProfileIdSchema, modelledRunSchema } from '../../../../shared/model/offload.ts';
import { gibBytes, mibBytes } from '../../../../shared/units.ts';
import { testSeed } from '../../../sim/random.ts';

const seed = testSeed('cost model');

const base: ModelledOperation = { mechanism: 'hostCopy', cloneCount: 1, sizeBytes: 40 * gibBytes, logicalBytes: 10 * gibBytes, transferBytes: 4 * mibBytes, isSharing: false };
const profiles = hardwareProfileIdSchema.options.map((id) => hardwareProfiles[id]);

/** Round numbers, so that the results can be worked out by head. */
const simple: Hardware = {
  name: 'simple', linkBytesPerSecond: 200 * mibBytes, usableShare: 0.5, roundTripMs: 2, outstandingIos: 32, ioBytes: 64 * 1024, transferWindowBytes: 32 * mibBytes,
  esxCoreCount: 4, esxMhz: 1_000, moverCoreCount: 1, readCyclesPerByte: 1, writeCyclesPerByte: 2,
  arrayReadBytesPerSecond: 400 * mibBytes, arrayWriteBytesPerSecond: 80 * mibBytes, segmentMs: 1, fileCloneMs: 6,
};
const logicalBytes = 800 * mibBytes;

describe('a run on simple hardware', () => {
  it('by the host takes as long as its slowest part, and the first read and write', () => {
    const run = modelRun({ ...base, logicalBytes }, simple);
    expect(run).toMatchObject({ bottleneck: 'arrayWrite', networkBytes: 2 * logicalBytes, arrayReadBytes: logicalBytes, arrayWriteBytes: logicalBytes, commandCount: 2 * 12_800 });
    expect(run.elapsedMs).toBeCloseTo(10_000 + 4);
    expect(run.hostBusyMs).toBeCloseTo((logicalBytes * 3) / 1e6);
    expect(run.hostMhz).toBeCloseTo((logicalBytes * 3) / 1_000 / run.elapsedMs);
  });

  const slower: [Partial<Hardware>, string, number][] = [
    [{ arrayWriteBytesPerSecond: 800 * mibBytes }, 'network', 8_000],
    [{ arrayWriteBytesPerSecond: 800 * mibBytes, arrayReadBytesPerSecond: 40 * mibBytes }, 'arrayRead', 20_000],
    [{ readCyclesPerByte: 30 }, 'hostCpu', (logicalBytes * 32) / 1e6],
    [{ readCyclesPerByte: 30, moverCoreCount: 4, arrayWriteBytesPerSecond: 800 * mibBytes }, 'network', 8_000],
    [{ outstandingIos: 1 }, 'latency', 25_600 * 2],
  ];
  it.each(slower)('is limited by another part with %j: %s', (change, bottleneck, elapsedMs) => {
    const run = modelRun({ ...base, logicalBytes }, { ...simple, ...change });
    expect(run.bottleneck).toBe(bottleneck);
    expect(run.elapsedMs).toBeCloseTo(elapsedMs + 4);
  });

  it('by the array has one command for each segment of each disk', () => {
    const copy = modelRun({ ...base, mechanism: 'fullCopy', cloneCount: 3, diskCount: 2, logicalBytes }, simple);
    expect(copy).toMatchObject({ commandCount: 600, networkBytes: 600 * 124, arrayReadBytes: 3 * logicalBytes, arrayWriteBytes: 3 * logicalBytes, bottleneck: 'arrayWrite' });
    const share = modelRun({ ...base, mechanism: 'xcopy', cloneCount: 3, diskCount: 2, logicalBytes, isSharing: true }, simple);
    expect(share).toMatchObject({ commandCount: 600, arrayReadBytes: 0, arrayWriteBytes: 0, bottleneck: 'commands' });
    expect(share.elapsedMs).toBeCloseTo(600 + 3 * 2);
    // Segments of another size: fewer commands, and the last one of a disk may be short.
    expect(modelRun({ ...base, mechanism: 'xcopy', logicalBytes, transferBytes: 16 * mibBytes, isSharing: true }, simple).commandCount).toBe(50);
    expect(modelRun({ ...base, mechanism: 'xcopy', logicalBytes: logicalBytes + 1, transferBytes: 16 * mibBytes, isSharing: true }, simple).commandCount).toBe(51);
  });

  it('of whole files has one command for each', () => {
    const clone = modelRun({ ...base, mechanism: 'fileClone', cloneCount: 100, diskCount: 2, isSharing: true }, simple);
    expect(clone).toMatchObject({ commandCount: 200, arrayReadBytes: 0, arrayWriteBytes: 0, bottleneck: 'commands' });
    expect(clone.elapsedMs).toBeCloseTo(200 * 6 + 100 * 2);
    const nas = modelRun({ ...base, mechanism: 'fullCopy', cloneCount: 2, logicalBytes, transferBytes: null }, simple);
    expect(nas).toMatchObject({ commandCount: 2, arrayReadBytes: 2 * logicalBytes, arrayWriteBytes: 2 * logicalBytes, bottleneck: 'arrayWrite' });
  });

  it('of an empty machine costs no data', () => {
    expect(modelRun({ ...base, logicalBytes: 0 }, simple)).toMatchObject({ networkBytes: 0, commandCount: 0, bottleneck: 'latency', elapsedMs: 4, hostMhz: 0 });
    expect(modelRun({ ...base, cloneCount: 0 }, simple)).toMatchObject({ elapsedMs: 0, hostMhz: 0, networkBytes: 0 });
  });

  it('of zeros passes all of them by the host and almost nothing by WRITE SAME', () => {
    const host = timeOf(zeroWorkOf(logicalBytes, false, simple), simple);
    expect(host).toMatchObject({ networkBytes: logicalBytes, arrayReadBytes: 0, arrayWriteBytes: logicalBytes, bottleneck: 'arrayWrite' });
    const array = timeOf(zeroWorkOf(logicalBytes, true, simple), simple);
    expect(array).toMatchObject({ networkBytes: 800 * 528, arrayReadBytes: 0, arrayWriteBytes: 0, commandCount: 800, bottleneck: 'commands' });
    expect(array.elapsedMs).toBeCloseTo(802);
  });
});

describe('every profile', () => {
  it.each(profiles)('$name relieves the host when the array works', (hardware) => {
    const host = modelRun(base, hardware);
    for (const [mechanism, isSharing] of [['fullCopy', false], ['xcopy', true], ['fileClone', true]] as const) {
      const offload = modelRun({ ...base, mechanism, isSharing }, hardware);
      expect(offload.elapsedMs).toBeLessThanOrEqual(host.elapsedMs);
      expect(offload.networkBytes).toBeLessThan(host.networkBytes / 1_000);
      expect(offload.hostBusyMs).toBeLessThan(host.hostBusyMs / 50);
    }
  });

  it('is as fast by the host as its link at most', () => {
    const mbPerSecond = profiles.map((hardware) => Math.round(base.logicalBytes / 1_000 / modelRun(base, hardware).elapsedMs));
    // 1 GbE is limited by the link, the disk arrays by their disks, the flash arrays by 32 I/Os of 64 KiB at a time.
    expect(mbPerSecond).toEqual([117, 308, 1_310, 308, 1_310]);
    expect(profiles.map((hardware) => modelRun(base, hardware).bottleneck)).toEqual(['network', 'arrayRead', 'latency', 'arrayRead', 'latency']);
  });
});

const operations = fc.record({
  mechanism: fc.constantFrom('hostCopy', 'fullCopy', 'xcopy', 'fileClone'),
  cloneCount: fc.integer({ min: 0, max: 1_000 }),
  diskCount: fc.integer({ min: 1, max: 8 }),
  sizeBytes: fc.constant(64 * gibBytes),
  logicalBytes: fc.integer({ min: 0, max: 64 * gibBytes }),
  transferBytes: fc.option(fc.integer({ min: 1, max: 16 }).map((count) => count * mibBytes)),
  isSharing: fc.boolean(),
});

describe('any operation', () => {
  it('comes to figures of the contract, and more work never takes less', () => {
    fc.assert(
      fc.property(operations, fc.constantFrom(...profiles), (operation, hardware) => {
        const run = modelRun(operation, hardware);
        expect(modelledRunSchema.parse(run)).toEqual(run);
        expect(modelRun({ ...operation, cloneCount: operation.cloneCount + 1 }, hardware).elapsedMs).toBeGreaterThan(run.elapsedMs);
        expect(modelRun({ ...operation, logicalBytes: operation.logicalBytes + gibBytes }, hardware).elapsedMs).toBeGreaterThanOrEqual(run.elapsedMs);
        expect(run.hostBusyMs).toBeLessThanOrEqual(run.elapsedMs * hardware.moverCoreCount + 1e-6);
      }),
      { numRuns: 500, seed },
    );
  });

  it('reads and writes on the array only where data moves', () => {
    fc.assert(
      fc.property(operations, (operation) => {
        const work = workOf(operation, simple);
        const moves = operation.mechanism === 'hostCopy' || (operation.mechanism !== 'fileClone' && !operation.isSharing);
        expect(work.arrayWriteBytes).toBe(moves ? operation.cloneCount * operation.logicalBytes : 0);
        expect(work.arrayReadBytes).toBe(work.arrayWriteBytes);
      }),
      { numRuns: 300, seed },
    );
  });
});
