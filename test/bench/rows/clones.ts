/** Durable clones without any inventory, against reflinks and linked images. */
import type { FileId } from '../../../shared/ids.ts';
import { formatCount } from '../../../shared/units.ts';
import { perStep, type Bench, type BenchGroup } from '../bench.ts';
import { BenchArray } from '../benchArray.ts';
import { openQemu, openReflink } from '../peers.ts';
import { timeHere } from '../shellCommands.ts';

export const clonesGroup: BenchGroup = {
  name: 'clones',
  about: '1, 100, 1,000 and 10,000 durable clones of an image at the array, against FICLONE and qemu-img create -b',
  budgetMs: 60_000,
  run,
};

/** Most clones a peer is asked for: what takes it half a minute a round says no more. */
const peers = [
  { open: openReflink, goals: new Map([[1, 4], [1000, 40]]), most: 10_000 },
  { open: openQemu, goals: new Map([[1, 40], [1000, 2000]]), most: 100 },
];

async function run(bench: Bench): Promise<void> {
  const image = await bench.image();
  const yard = await BenchArray.open(bench.newFolder());
  try {
    const golden = await yard.importRaw(await yard.createVolume(), image.path);
    let last: FileId = golden;
    const clone = (count: number) =>
      timeHere(async () => {
        last = (await yard.clone(golden, count)).at(-1) ?? golden;
      });
    // The first calls run before the code is compiled for good; a yard that is open has done that.
    for (let warm = 0; warm < 100; warm += 1) await clone(1);
    for (let warm = 0; warm < 3; warm += 1) await clone(1000);
    for (const { open, goals, most } of peers) {
      const peer = await open(bench.newFolder(), image, 'ficlone');
      if ('reason' in peer) {
        bench.skip(`against ${peer.name}`, peer.reason);
        continue;
      }
      try {
        for (const count of [1, 100, 1000, 10_000].filter((each) => each <= most)) {
          const goal = goals.get(count);
          // Once a row: nothing is deleted between rounds, so XFS has nothing to reclaim in the background.
          await peer.prepareRound();
          await bench.compare({
            row: `${formatCount(count)} in one durable transaction, per clone`,
            against: `${peer.name}, syncfs at the end`,
            ours: async () => perStep(await clone(count), count),
            peer: async () => perStep(await peer.clone(count), count),
            rounds: count > 1000 ? 2 : 5,
            ...(goal === undefined ? {} : { goal }),
          });
        }
        await peer.verify();
      } finally {
        await peer.close();
      }
    }
    if ((await yard.sha256(last)) !== image.sha256) throw new Error('The last clone does not equal the image it came from.');
  } finally {
    await yard.close();
  }
}
