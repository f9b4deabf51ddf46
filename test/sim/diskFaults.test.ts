/**
 * The array over a disk that fails calls: reads that fail or come back short, writes and syncs
 * that fail, no room for another segment or for metadata. Nothing wrong is ever read, nothing
 * acknowledged is lost, and where the fault passes the array goes on.
 */
import { afterAll, expect, it, vi } from 'vitest';
import { Fault } from '../../shared/faults.ts';
import { fullScale } from './commitActs.ts';
import { fillDisk } from './fillLog.ts';
import { Finding } from './passActs.ts';
import type { Random } from './random.ts';
import { isReplay, seedsUntil, simulate } from './simRun.ts';
import { tolerateNothing, type Simulation } from './simulation.ts';
import type { SimWorld } from './simWorld.ts';

vi.mock('node:crypto', async (original) => {
  const { seededCrypto } = await import('./heldTime.ts');
  return seededCrypto(await original<typeof import('node:crypto')>());
});

const isLong = Boolean(process.env['CLONEYARD_LONG']);
const roundCount = isLong ? 60 : 6;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

interface Stage {
  readonly simulation: Simulation;
  readonly world: SimWorld;
  readonly random: Random;
}

async function steps({ simulation }: Stage, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await simulation.step();
}

const hits = new Map<string, number>();

/** Runs rounds of one kind; each opens the array on what the round before left. */
async function rounds(kind: string, round: (stage: Stage) => Promise<void>): Promise<void> {
  const hitCount = (): number => hits.get(kind) ?? 0;
  for (const seed of seedsUntil(kind, isLong ? 10 : 1, () => hitCount() > 0)) {
    await simulate(seed, { scale: fullScale, hasBackground: true }, async (simulation, world, random) => {
      for (let i = 0; i < roundCount; i += 1) {
        simulation.note(`round ${i}`);
        simulation.tolerance = tolerateNothing;
        await round({ simulation, world, random });
      }
      hits.set(kind, hitCount() + world.faultCount);
      if (isLong) expect(world.faultCount, 'faults that were met').toBeGreaterThan(5);
      await simulation.open();
      await simulation.compareEverything();
      await simulation.close();
    });
  }
  if (!isReplay()) expect(hitCount(), 'faults that were met').toBeGreaterThan(0);
}

afterAll(() => console.info(`faults met: ${[...hits].map(([kind, count]) => `${kind} ${count}`).join(', ')}`));

it('reports reads that fail, and reads right when the disk does again', { timeout: 14_400_000 }, async () => {
  await rounds('failing reads', async (stage) => {
    const { simulation, world, random } = stage;
    await simulation.open();
    await steps(stage, random.between(1, 25));
    simulation.tolerance = (error, hasFaulted) => hasFaulted && (error instanceof Finding || ['EIO', 'FileFault', 'DataIntegrity'].includes(codeOf(error)));
    for (let i = 0; i < 5; i += 1) {
      world.arm({ fault: random.chance(0.5) ? 'EIO' : 'short', calls: ['read'], skip: random.below(20), times: random.between(1, 3) });
      await steps(stage, 8);
    }
    await simulation.endPass();
    world.arm(null);
    simulation.tolerance = tolerateNothing;
    await simulation.compareEverything();
    await simulation.cutPower();
  });
});

it('stops writing with a fault when the disk fails a write or a sync, and has everything acknowledged when it is opened again', { timeout: 14_400_000 }, async () => {
  await rounds('failing writes', async (stage) => {
    const { simulation, world, random } = stage;
    await simulation.open();
    await steps(stage, random.between(0, 25));
    const before = world.faultCount;
    simulation.tolerance = (error) => world.faultCount > before && (error instanceof Fault || codeOf(error) === 'EIO');
    const call = random.chance(0.6) ? 'writeDurable' : random.pick(['write', 'sync', 'create', 'punch', 'free'] as const);
    world.arm({ fault: random.chance(0.8) ? 'EIO' : 'ENOSPC', calls: [call], skip: random.below(3), times: random.pick([1, 1, 1_000]) });
    for (let i = 0; i < 6 && world.faultCount === before; i += 1) await steps(stage, 20);
    await steps(stage, 20);
    await simulation.cutPower();
  });
});

it('can be opened later when the disk fails while it is being opened', { timeout: 14_400_000 }, async () => {
  await rounds('failing opens', async (stage) => {
    const { simulation, world, random } = stage;
    world.arm({ fault: random.pick(['EIO', 'short']), calls: random.chance(0.7) ? ['read'] : ['write', 'writeDurable', 'sync', 'create'], skip: random.below(6), times: 1 });
    const before = world.faultCount;
    const failure = await simulation.open().then(() => null, (error: unknown) => error);
    if (failure !== null && (world.faultCount === before || !['EIO', 'FileFault', 'DataIntegrity'].includes(codeOf(failure)))) throw failure;
    await simulation.cutPower();
    world.arm(null);
    await simulation.open();
    await steps(stage, 40);
    await simulation.cutPower();
  });
});

it('goes on when there is no room for another segment, and writes again when there is', { timeout: 14_400_000 }, async () => {
  await rounds('full disks', async (stage) => {
    const { simulation, world, random } = stage;
    await simulation.open();
    await steps(stage, random.between(1, 10));
    await simulation.endPass();
    world.arm({ fault: 'ENOSPC', calls: ['create'], skip: 0, times: Number.POSITIVE_INFINITY });
    await fillDisk(simulation, random);
    simulation.tolerance = (error) => error instanceof Fault && error.code === 'InsufficientStorageSpace';
    await steps(stage, 40);
    await simulation.endPass();
    world.arm(null);
    simulation.tolerance = tolerateNothing;
    await steps(stage, 10);
    await simulation.compareEverything();
    await simulation.cutPower();
  });
});

it('undoes a transaction for which the disk has no room, in memory too', { timeout: 14_400_000 }, async () => {
  await rounds('full stores', async (stage) => {
    const { simulation, world, random } = stage;
    await simulation.open();
    for (let i = 0; i < 6; i += 1) {
      simulation.tolerance = (error, hasFaulted) => hasFaulted && error instanceof Fault && error.code === 'InsufficientStorageSpace';
      world.arm({ fault: 'ENOSPC', calls: ['transaction'], skip: random.below(3), times: random.between(1, 2) });
      await steps(stage, 8);
      await simulation.endPass();
      world.arm(null);
      simulation.tolerance = tolerateNothing;
      await steps(stage, 3);
    }
    await simulation.compareEverything();
    await simulation.cutPower();
  });
});
