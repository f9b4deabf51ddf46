/** Clones through the host against clones by the array, raced by the product itself on the same bytes. */
import { statfs } from 'node:fs/promises';
import { comparisonHalfOf } from '../../../shared/comparison.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Comparison } from '../../../shared/model/offload.ts';
import { formatBytes, formatDuration, mibBytes, tibBytes } from '../../../shared/units.ts';
import { allVms } from '../../fixtures/allVms.ts';
import type { Bench, BenchGroup } from '../bench.ts';
import { BenchYard, newRequest } from '../benchYard.ts';
import { makeImage, type BenchImage } from '../image.ts';

export const offloadGroup: BenchGroup = {
  name: 'offload',
  about: '1, 10 and 100 clones by the array against the software data mover: time, bytes moved, processor',
  budgetMs: 240_000,
  run,
};

/** How often the processor time of a half is looked at. */
const sampleMs = 5;
/** What the copies of the host take on the local disk beyond their data, while they are there. */
const localOverhead = 1.25;

interface Race {
  readonly comparison: Comparison;
  /** Processor time of the whole process, all its threads, while each half lasted. */
  readonly cpuMs: { host: number; offload: number };
}

async function run(bench: Bench): Promise<void> {
  const image = await makeImage(bench.newFolder(), { imageBytes: 4096 * mibBytes, wantedContentBytes: 1100 * mibBytes, minContentBytes: 1024 * mibBytes });
  // A hundred copies of the large one would be more than a hundred GiB.
  const small = await makeImage(bench.newFolder(), { imageBytes: 128 * mibBytes, wantedContentBytes: 24 * mibBytes, minContentBytes: 20 * mibBytes });
  const folder = bench.newFolder();
  const yard = await BenchYard.open(folder);
  try {
    const races = new Races(bench, yard, folder);
    const [filer] = await yard.session.client.offload.datastores();
    if (!filer) throw new Error('There is no datastore.');
    const golden = await races.importInto(filer.datastoreId, image, 'golden');
    await races.race('file clone', golden, 1, image);
    const little = await races.importInto(filer.datastoreId, small, 'little');
    await races.race('file clone', little, 100, small);

    const volume = await yard.session.client.storage.createVolume({ name: 'block', settings: { sizeBytes: tibBytes }, type: 'VMFS', datacenterId: null });
    const block = (await yard.session.client.offload.datastores()).find(({ name }) => name === volume.name);
    if (!block) throw new Error('The volume has no datastore.');
    const onBlock = await races.importInto(block.datastoreId, image, 'golden-block');
    for (const [profile, what] of [['blockFull', 'XCOPY, shared'], ['blockCopy', 'XCOPY, copied in the array']] as const) {
      await yard.session.client.offload.setDatastore({ datastoreId: block.datastoreId, profile });
      await races.race(what, onBlock, 1, image);
    }
    // Takes longest, so it is what is left out where time is short.
    await races.race('file clone', golden, 10, image);
    const report = await yard.session.client.system.check({ isDeep: false });
    if (!report.ok) throw new Error(`The checker found: ${report.problems.join(' ')}`);
  } finally {
    await yard.close();
  }
}

class Races {
  readonly #bench: Bench;
  readonly #yard: BenchYard;
  readonly #folder: string;
  #spentMs = 0;
  /** By the host, measured last. */
  #bytesPerMs: number | null = null;

  constructor(bench: Bench, yard: BenchYard, folder: string) {
    this.#bench = bench;
    this.#yard = yard;
    this.#folder = folder;
  }

  async importInto(datastoreId: ObjectId, image: BenchImage, name: string): Promise<ObjectId> {
    const { client } = this.#yard.session;
    await this.#yard.finish(await client.disks.importImage({ path: image.path, name, datastoreId, guestOs: 'Other', requestId: newRequest(), isUpload: false }));
    const vm = (await allVms(client)).find((each) => each.name === name);
    if (!vm) throw new Error('The import made no template.');
    return vm.id;
  }

  async race(how: string, sourceId: ObjectId, count: number, image: BenchImage): Promise<void> {
    const bytes = count * image.allocatedBytes;
    const what = `${count} × ${formatBytes(image.sizeBytes)} holding ${formatBytes(image.allocatedBytes)}, ${how}`;
    const reason = (await this.#noRoom(bytes)) ?? this.#noTime(bytes);
    if (reason !== null) {
      this.#bench.skip(what, reason);
      return;
    }
    const startedAt = performance.now();
    const { comparison, cpuMs } = await this.#compare(sourceId, count);
    this.#spentMs += performance.now() - startedAt;
    const { host, offload, decision } = comparison;
    if (!decision.isOffloaded) throw new Error(`${what}: nothing was offloaded. ${decision.reason}`);
    if (host.networkWriteBytes < bytes * 0.9) throw new Error(`${what}: the host moved only ${formatBytes(host.networkWriteBytes)}.`);
    this.#bytesPerMs = bytes / host.elapsedMs;
    process.stderr.write(`offload: ${what}: ${formatDuration(host.elapsedMs)} by the host, ${formatDuration(offload.elapsedMs)} offloaded\n`);
    const figure = (quantity: string, unit: string, ours: number, theirs: number): void =>
      this.#bench.figure({ row: `${what}: ${quantity}`, unit, ours, against: { name: 'software data mover', value: theirs }, isLessBetter: true });
    figure('elapsed', 'ms', offload.elapsedMs, host.elapsedMs);
    figure('over the storage network', 'MB', megabytes(offload.networkReadBytes + offload.networkWriteBytes), megabytes(host.networkReadBytes + host.networkWriteBytes));
    figure('read and written by the array', 'MB', megabytes(offload.arrayReadBytes + offload.arrayWriteBytes), megabytes(host.arrayReadBytes + host.arrayWriteBytes));
    figure('allocated', 'MB', megabytes(offload.allocatedBytes), megabytes(host.allocatedBytes));
    if (cpuMs.offload > 0) figure('processor, whole process', 'ms', cpuMs.offload, cpuMs.host);
    else this.#bench.skip(`${what}: processor`, `Offloaded in ${formatDuration(offload.elapsedMs)}, too short for a sample.`);
  }

  async #compare(sourceId: ObjectId, count: number): Promise<Race> {
    const { client } = this.#yard.session;
    const { taskId } = await client.offload.compare({ spec: { sourceId, count, hardwareProfile: 'nfs10' }, requestId: newRequest() });
    const cpuMs = { host: 0, offload: 0 };
    let last = process.cpuUsage();
    const sample = async (): Promise<void> => {
      const { detail } = await client.tasks.get({ id: taskId });
      const now = process.cpuUsage();
      const half = comparisonHalfOf(detail);
      if (half !== null) cpuMs[half] += (now.user + now.system - last.user - last.system) / 1000;
      last = now;
    };
    const timer = setInterval(() => void sample(), sampleMs);
    try {
      const { result } = await this.#yard.finish({ taskId });
      if (result?.kind !== 'compareOffload') throw new Error('The task made no comparison.');
      return { comparison: result.comparison, cpuMs };
    } finally {
      clearInterval(timer);
    }
  }

  async #noRoom(bytes: number): Promise<string | null> {
    const { bavail, bsize } = await statfs(this.#folder);
    const needed = bytes * localOverhead;
    return needed > bavail * bsize ? `The copies of the host take ${formatBytes(needed)}; ${formatBytes(bavail * bsize)} are free.` : null;
  }

  #noTime(bytes: number): string | null {
    if (this.#bytesPerMs === null) return null;
    const expectedMs = (bytes / this.#bytesPerMs) * 1.2;
    return this.#spentMs + expectedMs > offloadGroup.budgetMs ? `It would take about ${formatDuration(expectedMs)}: out of time.` : null;
  }
}

function megabytes(bytes: number): number {
  return bytes / 1e6;
}
