/** Import of several images with inline dedupe, against backup programs that deduplicate and against a plain copy. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { allVms } from '../../fixtures/allVms.ts';
import { blockSizeBytes } from '../../../shared/units.ts';
import type { Bench, BenchGroup } from '../bench.ts';
import { BenchYard, newRequest } from '../benchYard.ts';
import { sha256Of } from '../image.ts';
import { imagesFor, type ImageSet } from '../images.ts';
import { run as runCommand, timeHere, timeScript, tryRun, type Measure } from '../shellCommands.ts';

export const importGroup: BenchGroup = {
  name: 'import',
  about: 'import of several images with inline dedupe against restic and borg, of one image against a durable copy',
  budgetMs: 100_000,
  run,
};

interface Archiver {
  readonly name: string;
  readonly version: readonly [string, string];
  readonly prepare: string;
  readonly backup: (images: string) => string;
  readonly goal?: number;
}

const archivers: readonly Archiver[] = [
  {
    name: 'restic, no compression',
    version: ['restic', 'version'],
    prepare: 'export RESTIC_PASSWORD=x; restic -q -r repo init --no-cache',
    backup: (images) => `export RESTIC_PASSWORD=x; restic -q -r repo --no-cache --compression off backup ${images}; sync -f .`,
    goal: 5,
  },
  {
    name: 'borg, no compression, fixed,4096 --sparse',
    version: ['borg', '--version'],
    prepare: 'export BORG_BASE_DIR=$PWD/base; borg init -e none repo',
    backup: (images) => `export BORG_BASE_DIR=$PWD/base; borg create --compression none --sparse --chunker-params fixed,4096 repo::x ${images}; sync -f .`,
    goal: 6,
  },
  {
    name: 'borg, no compression, default chunker',
    version: ['borg', '--version'],
    prepare: 'export BORG_BASE_DIR=$PWD/base; borg init -e none repo',
    backup: (images) => `export BORG_BASE_DIR=$PWD/base; borg create --compression none repo::x ${images}; sync -f .`,
  },
];

async function run(bench: Bench): Promise<void> {
  const images = await imagesFor(bench);
  const usedBytes = images.usedBlocks * blockSizeBytes;
  const bestPercent = (1 - images.distinctBlocks / images.usedBlocks) * 100;
  const row = `import of ${images.about}, inline dedupe, durable image by image`;
  const ours = new Importer(bench, images);
  for (const archiver of archivers) {
    const version = await tryRun(archiver.version[0], [archiver.version[1]]);
    if ('reason' in version) {
      bench.skip(`${row} against ${archiver.name}`, version.reason);
      continue;
    }
    let repository = '';
    const { oursCpuMs, peerCpuMs } = await bench.compare({
      row,
      against: `${archiver.name} (${version.output.split('\n')[0] ?? ''}), syncfs at the end`,
      ours: () => ours.importAll(),
      peer: async () => {
        if (repository !== '') await rm(repository, { recursive: true });
        repository = bench.newFolder();
        await timeScript(archiver.prepare, repository);
        return timeScript(archiver.backup(images.folder), repository);
      },
      rounds: 3,
      workedBytes: usedBytes,
      ...(archiver.goal === undefined ? {} : { goal: archiver.goal }),
    });
    bench.figure({ row: 'processor time of that import', unit: 'ms', ours: oursCpuMs, against: { name: archiver.name, value: peerCpuMs }, isLessBetter: true });
    const storedBytes = Number((await runCommand('du', ['-sB1', join(repository, 'repo')])).split(/\s/)[0]);
    bench.figure({
      row: 'saved, of what is not zero', unit: '%', ours: ours.savedPercent, against: { name: archiver.name, value: (1 - storedBytes / usedBytes) * 100 }, isLessBetter: false,
    });
    await rm(repository, { recursive: true });
  }
  if (ours.savedPercent === 0) await ours.importAll();
  bench.figure({ row: 'saved, of what is not zero', unit: '%', ours: ours.savedPercent, against: { name: 'every equal 4 KiB block once, exactly', value: bestPercent }, isLessBetter: false, goal: bestPercent - 1 });
  await ours.verify();
  await againstCopy(bench, images, ours);
  await ours.close();
}

async function againstCopy(bench: Bench, images: ImageSet, ours: Importer): Promise<void> {
  const [image] = images.paths;
  if (image === undefined) return;
  const workedBytes = Number((await runCommand('du', ['-B1', image])).split(/\s/)[0]);
  const home = bench.newFolder();
  const copy = () => timeScript(`rm -f copy; cp --sparse=always ${image} copy; sync -f .`, home);
  const against = 'cp --sparse=always, syncfs at the end';
  await bench.compare({ row: 'import of one image, all new, inline dedupe', against, ours: () => ours.importNew(image), peer: copy, workedBytes, goal: 1 });
  await bench.compare({ row: 'import of one image that is there already, inline dedupe', against, ours: () => ours.importAgain(image), peer: copy, workedBytes, goal: 2 });
}

/** Imports into a fresh yard each time; the last one stays open until the next. */
class Importer {
  readonly #bench: Bench;
  readonly #images: ImageSet;
  #open: { folder: string; yard: BenchYard } | null = null;
  #count = 0;
  savedPercent = 0;

  constructor(bench: Bench, images: ImageSet) {
    this.#bench = bench;
    this.#images = images;
  }

  async importAll(): Promise<Measure> {
    const yard = await this.#fresh();
    const measure = await timeHere(async () => {
      for (const [index, path] of this.#images.paths.entries()) await yard.importImage(path, `image-${index}`);
    });
    const { physicalBytes } = await yard.volume();
    this.savedPercent = (1 - physicalBytes / (this.#images.usedBlocks * blockSizeBytes)) * 100;
    return measure;
  }

  async importNew(path: string): Promise<Measure> {
    const yard = await this.#fresh();
    return timeHere(() => yard.importImage(path, 'new'));
  }

  async importAgain(path: string): Promise<Measure> {
    const yard = this.#open?.yard ?? (await this.#fresh());
    return timeHere(() => yard.importImage(path, `again-${(this.#count += 1)}`));
  }

  /** Reads every image back and compares it with the file it came from. */
  async verify(): Promise<void> {
    if (!this.#open) throw new Error('Nothing was imported.');
    const { folder, yard } = this.#open;
    const vms = await allVms(yard.session.client);
    for (const [index, path] of this.#images.paths.entries()) {
      const vm = vms.find(({ name }) => name === `image-${index}`);
      if (!vm) throw new Error(`Image ${index} is not in the inventory.`);
      const copy = join(folder, 'copy.raw');
      await yard.finish(await yard.session.client.disks.exportDisk({ vmId: vm.id, path: copy, overwrite: true, requestId: newRequest() }));
      if ((await sha256Of(copy)) !== (await sha256Of(path))) throw new Error(`Image ${index} read back differs.`);
      await rm(copy);
    }
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    await this.#open.yard.close();
    await rm(this.#open.folder, { recursive: true });
    this.#open = null;
  }

  async #fresh(): Promise<BenchYard> {
    await this.close();
    const folder = this.#bench.newFolder();
    const yard = await BenchYard.open(folder);
    this.#open = { folder, yard };
    await yard.dedupeInline();
    return yard;
  }
}
