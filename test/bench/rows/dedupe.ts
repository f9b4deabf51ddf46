/** Dedupe of images that lie there already, against duperemove on XFS. */
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { blockSizeBytes, mibBytes } from '../../../shared/units.ts';
import type { Bench, BenchGroup } from '../bench.ts';
import { BenchArray } from '../benchArray.ts';
import { sha256Of } from '../image.ts';
import { imagesFor } from '../images.ts';
import { copySparse, run as runCommand, timeHere, timeScript, tryRun } from '../shellCommands.ts';
import { XfsMount } from '../xfs.ts';

export const dedupeGroup: BenchGroup = {
  name: 'dedupe',
  about: 'post-process dedupe of several images, against duperemove on XFS and against an exact count',
  budgetMs: 60_000,
  run,
};

const limitSeconds = 20;
/** Without these options it compares whole extents only, takes most of them for shared already, and saves nothing. */
const duperemoveFlags = '-rdq -b 4096 --dedupe-options=partial,nofiemap';

async function run(bench: Bench): Promise<void> {
  const images = await imagesFor(bench);
  const usedBytes = images.usedBlocks * blockSizeBytes;
  const [firstPath] = images.paths;
  if (firstPath === undefined) throw new Error('There are no images.');
  let savedBytes = 0;
  const ours = async () => {
    const folder = bench.newFolder();
    const yard = await BenchArray.open(folder);
    try {
      const volume = await yard.createVolume({ isDedupeOn: true, isDedupeInline: false });
      const first = await yard.importRaw(volume, firstPath);
      for (const path of images.paths.slice(1)) await yard.importRaw(volume, path);
      const measure = await timeHere(async () => {
        savedBytes = (await yard.array.dedupe(volume, { scanAll: true })).savedBytes;
      });
      if ((await yard.sha256(first)) !== (await sha256Of(firstPath))) throw new Error('The first image read back after dedupe differs.');
      const { problems } = await yard.array.check();
      if (problems.length > 0) throw new Error(`The checker found: ${problems.join(' ')}`);
      return measure;
    } finally {
      await yard.close();
      await rm(folder, { recursive: true });
    }
  };
  const row = `post-process dedupe of ${images.about}`;
  const version = await tryRun('duperemove', ['--version']);
  const xfs = await XfsMount.open(bench.newFolder(), 'dedupe');
  if ('reason' in version || 'reason' in xfs) {
    bench.skip(`${row} against duperemove`, 'reason' in version ? version.reason : 'reason' in xfs ? xfs.reason : '');
    const { wallMs } = await ours();
    bench.figure({ row, unit: 'MB/s', ours: usedBytes / 1e3 / wallMs, isLessBetter: false });
    if (!('reason' in xfs)) await xfs.close();
  } else {
    let peerSavedBytes = 0;
    let endings = '';
    try {
      const peer = async () => {
        await xfs.makeFresh();
        for (const path of images.paths) await copySparse(path, join(xfs.path, basename(path)));
        const before = await xfs.usedBytes();
        const measure = await timeScript(`timeout ${limitSeconds} duperemove ${duperemoveFlags} . > /dev/null || echo "ended early"; sync -f .`, xfs.path);
        if (measure.wallMs > limitSeconds * 1000) endings = `, stopped after ${limitSeconds} s`;
        peerSavedBytes = before - (await xfs.usedBytes());
        return measure;
      };
      await bench.compare({ row, against: `duperemove ${duperemoveFlags} (${version.output.split('\n')[0] ?? ''}, XFS, at most ${limitSeconds} s)`, ours, peer, rounds: 1, workedBytes: usedBytes });
      await runCommand('cmp', [firstPath, join(xfs.path, basename(firstPath))]);
    } finally {
      await xfs.close();
    }
    bench.figure({ row: 'saved by that dedupe', unit: 'MiB', ours: savedBytes / mibBytes, against: { name: `duperemove${endings}`, value: peerSavedBytes / mibBytes }, isLessBetter: false });
  }
  const bestBytes = (images.usedBlocks - images.distinctBlocks) * blockSizeBytes;
  bench.figure({
    row: 'saved by that dedupe', unit: 'MiB', ours: savedBytes / mibBytes, against: { name: 'every equal 4 KiB block once, exactly', value: bestBytes / mibBytes }, isLessBetter: false, goal: (0.99 * bestBytes) / mibBytes,
  });
}
