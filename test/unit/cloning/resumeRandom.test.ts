import { afterEach, describe, expect, test } from 'vitest';
import { blockSizeBytes } from '../../../shared/units.ts';
import { createRandom, testSeed } from '../../sim/random.ts';
import { ResumeBench, contentsOf, durableBytes, startClone, strayFiles, trailOf, watchCopy, ways } from './resumeBench.ts';

const bench = new ResumeBench();
afterEach(() => bench.cleanUp());

const runs = Number(process.env['CLONEYARD_RUNS'] ?? 4);

describe('copies that crash at any moment, and again while they go on', () => {
  test('make what they would have made, move nothing twice that was durable, and leave nothing else', async () => {
    const random = createRandom(testSeed('copies that crash at any moment'));
    for (let run = 0; run < runs; run += 1) {
      const way = random.pick(Object.values(ways));
      const { directory, contents, dataBytes } = await bench.prepare(random, way, random.between(1, 3), random.between(1, 400) * 8192);
      const context = `run ${run}: ${JSON.stringify(way)}`;
      let isArmed = false;
      let at = directory;
      let taskId: Awaited<ReturnType<typeof startClone>> | null = null;
      for (let round = 0; round < 3; round += 1) {
        const copies: string[] = [];
        const crashed = at;
        const moment = Math.floor((random.below(1001) / 1000) * dataBytes);
        const wrap = (array: Parameters<typeof watchCopy>[0]) => watchCopy(array, () => isArmed, { atBytes: [moment], crash: () => void copies.push(bench.copyAsIfCrashed(crashed)), isSettled: random.chance(0.5) });
        isArmed = taskId !== null;
        const opened = await bench.open(at, { wrap });
        isArmed = true;
        taskId ??= await startClone(opened, way, 'copy');
        await opened.yard.drain();
        expect(await opened.client.tasks.get({ id: taskId }), context).toMatchObject({ state: 'success' });
        await bench.close(opened);
        isArmed = false;
        const [copy] = copies;
        if (copy === undefined) break;
        at = copy;
      }
      if (taskId === null) throw new Error('Nothing was started.');
      const waiting = await bench.open(at, { resumeOnOpen: false });
      const durable = await durableBytes(waiting, taskId);
      expect((await waiting.client.system.check({})).problems, context).toEqual([]);
      await bench.close(waiting);
      const opened = await bench.open(at);
      await opened.yard.drain();
      expect(await contentsOf(opened, 'copy'), context).toEqual(contents);
      expect((await trailOf(opened.client, taskId)).attempts.at(-1)?.movedBytes, context).toBeLessThanOrEqual(dataBytes - durable + 3 * blockSizeBytes);
      expect(strayFiles(opened), context).toEqual({ leaked: [], missing: [] });
      expect((await opened.client.system.check({ isDeep: true })).problems, context).toEqual([]);
      await bench.cleanUp();
    }
  });
});
