/** The software data mover over a real array: what arrives is what was read, however the copy went. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../../electron/offload/device/deviceTypes.ts';
import { Fault } from '../../../../shared/faults.ts';
import { blockSizeBytes, mibBytes } from '../../../../shared/units.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';
import { hostOne, hostTwo, MoverBench } from './moverBench.ts';

let bench: MoverBench;

beforeEach(async () => {
  bench = new MoverBench();
  await bench.open();
});
afterEach(() => bench.close());

describe('a copy by the host', () => {
  it('is the same disk, and moves what is not zero once in and once out', async () => {
    const random = createRandom(testSeed('host copy'));
    for (const sizeBytes of [24 * mibBytes, 9 * mibBytes + 1234, 700, 3 * mibBytes]) {
      const from = await bench.randomDisk(random, sizeBytes);
      const into = await bench.createFile(sizeBytes);
      const dataBytes = await bench.dataBytes(from);
      const before = { read: bench.device.readBytes, written: bench.device.writtenBytes };
      const steps: { moved: number; offset: number }[] = [];
      const moved = await bench.mover.copy(bench.copyRequest(from, into, { onProgress: (movedBytes, offset) => steps.push({ moved: movedBytes, offset }) }));
      expect((await bench.content(into)).equals(await bench.content(from))).toBe(true);
      expect(moved).toMatchObject({ readBytes: dataBytes, writtenBytes: dataBytes });
      expect(bench.device.readBytes - before.read).toBe(dataBytes);
      expect(bench.device.writtenBytes - before.written).toBe(dataBytes);
      expect(await bench.dataBytes(into)).toBe(dataBytes);
      expect(steps.at(-1)).toEqual({ moved: dataBytes, offset: sizeBytes });
      for (const [index, step] of steps.entries()) {
        expect(step.offset).toBeGreaterThanOrEqual(steps[index - 1]?.offset ?? 0);
        expect(step.moved).toBeGreaterThanOrEqual(steps[index - 1]?.moved ?? 0);
      }
    }
  });

  it('passes through the thread: its time is counted, and the charts are told the same sums', async () => {
    const from = await bench.randomDisk(createRandom(7), 16 * mibBytes);
    const into = await bench.createFile(16 * mibBytes);
    const { busyMs, readBytes, writtenBytes } = await bench.mover.copy(bench.copyRequest(from, into));
    expect(busyMs).toBeGreaterThan(0);
    const use = bench.use.byHost.get(hostOne);
    expect(use?.busyMs).toBeCloseTo(busyMs, 6);
    expect(use).toMatchObject({ networkReadBytes: readBytes, networkWriteBytes: writtenBytes });
    expect(bench.workers).toHaveLength(1);
  });

  it('does not send the zeros that an array hands out as data', async () => {
    const sizeBytes = 4 * mibBytes;
    const from = await bench.createFile(sizeBytes);
    const random = createRandom(3);
    await bench.array.write(from, mibBytes, random.bytes(5 * blockSizeBytes));
    await bench.array.write(from, 3 * mibBytes, random.bytes(blockSizeBytes));
    const into = await bench.createFile(sizeBytes);
    const everything = { file: bench.array.file.bind(bench.array), transferMemory: bench.array.transferMemory.bind(bench.array), extents: async function* () { yield { offset: 0, length: sizeBytes }; } };
    const mover = bench.makeMover({ array: everything });
    const moved = await mover.copy(bench.copyRequest(from, into));
    await mover.close();
    expect(moved).toMatchObject({ readBytes: sizeBytes, writtenBytes: 6 * blockSizeBytes });
    expect((await bench.content(into)).equals(await bench.content(from))).toBe(true);
  });

  it('reads a disk as a snapshot holds it', async () => {
    const random = createRandom(11);
    const from = await bench.randomDisk(random, 6 * mibBytes);
    const before = await bench.content(from);
    const { volumeId } = bench.array.file(from);
    const snapshotId = await bench.array.commit((tx) => bench.array.createSnapshot(tx, volumeId));
    await bench.array.write(from, 0, random.bytes(2 * mibBytes));
    const into = await bench.createFile(6 * mibBytes);
    await bench.mover.copy(bench.copyRequest({ fileId: from, snapshotId }, into));
    expect((await bench.content(into)).equals(before)).toBe(true);
  });

  it('goes side by side with another one, on the same host and on another', async () => {
    const random = createRandom(testSeed('host copies at once'));
    const jobs = await Promise.all([hostOne, hostOne, hostTwo].map(async (hostId) => ({ hostId, from: await bench.randomDisk(random, 12 * mibBytes), into: await bench.createFile(12 * mibBytes) })));
    const moved = await Promise.all(jobs.map(({ hostId, from, into }) => bench.mover.copy(bench.copyRequest(from, into, { hostId }))));
    for (const [index, { from, into }] of jobs.entries()) {
      expect((await bench.content(into)).equals(await bench.content(from))).toBe(true);
      expect(moved[index]?.readBytes).toBe(await bench.dataBytes(from));
    }
    expect(bench.workers).toHaveLength(2);
    expect(bench.use.byHost.get(hostTwo)?.networkReadBytes).toBe(moved[2]?.readBytes);
  });
});

describe('a copy that is cancelled', () => {
  it('leaves everything ahead of the offset it told last, and goes on from there', async () => {
    const random = createRandom(testSeed('cancelled host copies'));
    for (let round = 0; round < 6; round += 1) {
      const sizeBytes = random.between(1, 12) * mibBytes + (random.chance(0.5) ? random.between(1, 5000) : 0);
      const from = await bench.randomDisk(random, sizeBytes);
      const into = await bench.createFile(sizeBytes);
      const whole = await bench.content(from);
      let offset = 0;
      let movedBytes = 0;
      for (let isDone = false; !isDone; ) {
        const stopper = new AbortController();
        const reason = new Fault('RequestCanceled');
        // Early enough to meet the first reads, late enough to get on from time to time.
        let commands = random.between(1, 60);
        bench.device.before = () => {
          commands -= 1;
          if (commands === 0) stopper.abort(reason);
        };
        try {
          const moved = await bench.mover.copy(bench.copyRequest(from, into, { fromOffset: offset, signal: stopper.signal, onProgress: (_, at) => (offset = at) }));
          movedBytes += moved.writtenBytes;
          isDone = true;
        } catch (error) {
          expect(error).toBe(reason);
        }
        expect(bench.device.underWay).toBe(0);
        expect((await bench.content(into, offset)).equals(whole.subarray(0, offset))).toBe(true);
      }
      bench.device.before = () => undefined;
      expect(offset).toBe(sizeBytes);
      expect(movedBytes).toBeLessThanOrEqual(await bench.dataBytes(from));
      expect((await bench.content(into)).equals(whole)).toBe(true);
    }
  });

  it('does not begin when it was cancelled before', async () => {
    const from = await bench.randomDisk(createRandom(1), mibBytes);
    const into = await bench.createFile(mibBytes);
    const reason = new Fault('RequestCanceled');
    await expect(bench.mover.copy(bench.copyRequest(from, into, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(bench.workers).toHaveLength(0);
    expect(bench.device.readBytes).toBe(0);
  });
});

describe('a copy that meets a failure', () => {
  it.each(['read', 'write'] as const)('ends with what the %s threw, when nothing is under way any more', async (failing) => {
    const random = createRandom(testSeed(`failing ${failing}s`));
    for (let round = 0; round < 5; round += 1) {
      const sizeBytes = 8 * mibBytes;
      const from = await bench.randomDisk(random, sizeBytes);
      const into = await bench.createFile(sizeBytes);
      const whole = await bench.content(from);
      const failure = new CommandFailed(failing, 'linkDown', 'The link is down.');
      let left = random.between(1, await bench.pieceCount(from));
      bench.device.before = async (command) => {
        if (command !== failing) return;
        left -= 1;
        const isChosen = left === 0;
        // Some answers come late, so that others overtake them.
        if (random.chance(0.3)) await delay(1);
        if (isChosen) throw failure;
      };
      let offset = 0;
      await expect(bench.mover.copy(bench.copyRequest(from, into, { onProgress: (_, at) => (offset = at) }))).rejects.toBe(failure);
      expect(bench.device.underWay).toBe(0);
      expect(offset).toBeLessThan(sizeBytes);
      expect((await bench.content(into, offset)).equals(whole.subarray(0, offset))).toBe(true);
      bench.device.before = () => undefined;
      await bench.mover.copy(bench.copyRequest(from, into, { fromOffset: offset }));
      expect((await bench.content(into)).equals(whole)).toBe(true);
    }
  });

  it('ends when its thread dies, and the next one starts another', async () => {
    const random = createRandom(testSeed('dying hosts'));
    const from = await bench.randomDisk(random, 24 * mibBytes);
    const into = await bench.createFile(24 * mibBytes);
    const whole = await bench.content(from);
    let offset = 0;
    let reads = random.between(3, 8);
    bench.device.before = async (command) => {
      if (command !== 'read') return;
      reads -= 1;
      if (reads === 0) await bench.workers[0]?.terminate();
    };
    const failed = bench.mover.copy(bench.copyRequest(from, into, { onProgress: (_, at) => (offset = at) }));
    await expect(failed).rejects.toMatchObject({ code: 'SystemError', message: expect.stringContaining('stopped unexpectedly') });
    expect(bench.device.underWay).toBe(0);
    expect((await bench.content(into, offset)).equals(whole.subarray(0, offset))).toBe(true);
    bench.device.before = () => undefined;
    await bench.mover.copy(bench.copyRequest(from, into, { fromOffset: offset }));
    expect((await bench.content(into)).equals(whole)).toBe(true);
    expect(bench.workers).toHaveLength(2);
  });

  it('ends when the mover is closed, and then nothing is under way', async () => {
    const from = await bench.randomDisk(createRandom(5), 24 * mibBytes);
    const into = await bench.createFile(24 * mibBytes);
    const mover = bench.makeMover();
    let closing: Promise<void> | null = null;
    const copying = mover.copy(bench.copyRequest(from, into, { onProgress: () => (closing ??= mover.close()) }));
    await expect(copying).rejects.toMatchObject({ code: 'InvalidState' });
    await closing;
    expect(bench.device.underWay).toBe(0);
    await expect(mover.copy(bench.copyRequest(from, into))).rejects.toMatchObject({ code: 'InvalidState' });
  });
});

describe('the thread', () => {
  it('is given back when there was nothing to copy for a while', async () => {
    const mover = bench.makeMover({ idleMs: 5 });
    const from = await bench.randomDisk(createRandom(5), 2 * mibBytes);
    const into = await bench.createFile(2 * mibBytes);
    await mover.copy(bench.copyRequest(from, into));
    const [worker] = bench.workers;
    await new Promise((resolve) => worker?.once('exit', resolve));
    await mover.copy(bench.copyRequest(from, into));
    expect(bench.workers).toHaveLength(2);
    await mover.close();
  });
});

describe('zeroing by the host', () => {
  it('sends every zero and makes the ranges read as zeros', async () => {
    const random = createRandom(testSeed('host zeroing'));
    const sizeBytes = 12 * mibBytes + 4321;
    const into = await bench.randomDisk(random, sizeBytes);
    const expected = await bench.content(into);
    const ranges = [
      { offset: 0, length: blockSizeBytes },
      { offset: mibBytes - 100, length: 3 * mibBytes },
      { offset: sizeBytes - 5000, length: 5000 },
    ];
    for (const { offset, length } of ranges) expected.fill(0, offset, offset + length);
    const wanted = ranges.reduce((sum, { length }) => sum + length, 0);
    const steps: number[] = [];
    const moved = await bench.mover.zero({
      hostId: hostOne, into, targetDevice: bench.device, ranges, signal: new AbortController().signal, onProgress: (movedBytes) => steps.push(movedBytes),
    });
    expect(moved).toMatchObject({ readBytes: 0, writtenBytes: wanted });
    expect(bench.device.writtenBytes).toBe(wanted);
    expect(steps.at(-1)).toBe(wanted);
    expect((await bench.content(into)).equals(expected)).toBe(true);
  });
});
