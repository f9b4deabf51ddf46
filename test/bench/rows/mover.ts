/** The software data mover, which plays an ESX host, against cp of the same sparse file. */
import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createHostMover } from '../../../electron/offload/mover/hostMover.ts';
import type { HostMover } from '../../../electron/offload/mover/moverTypes.ts';
import { objectIdSchema, type FileId } from '../../../shared/ids.ts';
import { blockSizeBytes, formatBytes, gibBytes, kibBytes, mibBytes } from '../../../shared/units.ts';
import { createRandom } from '../../sim/random.ts';
import type { Bench, BenchGroup } from '../bench.ts';
import { BenchArray, UniqueBlocks } from '../benchArray.ts';
import { run as runCommand, timeHere, timeScript } from '../shellCommands.ts';

export const moverGroup: BenchGroup = {
  name: 'mover',
  about: 'a disk copied by the thread that plays an ESX host, against cp of the same sparse file',
  budgetMs: 110_000,
  run,
};

/** The host path must not be slower than people know copying to be, or a comparison with it would be worth nothing. */
const goal = 0.8;
const hostId = objectIdSchema.parse('host-1');

async function run(bench: Bench): Promise<void> {
  const small = await bench.image();
  const folder = bench.newFolder();
  const large = join(folder, 'large.img');
  writeSparse(large, 4 * gibBytes, 1.125 * gibBytes);
  await measure(bench, { path: small.path, about: `${formatBytes(small.sizeBytes)} ext4 image`, isShort: true });
  await measure(bench, { path: large, about: `${formatBytes(4 * gibBytes)} image`, isShort: false });
}

async function measure(bench: Bench, { path, about, isShort }: { path: string; about: string; isShort: boolean }): Promise<void> {
  const yard = await BenchArray.open(bench.newFolder());
  const busy = { moverMs: 0, wallMs: 0 };
  const { array } = yard;
  const mover = createHostMover({ array, sink: { record: (_, { busyMs }) => (busy.moverMs += busyMs) } });
  try {
    const source = await yard.importRaw(await yard.createVolume(), path);
    const { logicalBytes, sizeBytes } = array.file(source);
    const home = bench.newFolder();
    const copied = async (isDurable: boolean) => {
      const into = await yard.createFile(array.file(source).volumeId, sizeBytes);
      await runCommand('sync', ['-f', home]);
      const time = await timeHere(async () => {
        await copyByHost(yard, mover, { source, into, logicalBytes });
        if (isDurable) await array.commit(() => undefined);
      });
      busy.wallMs += time.wallMs;
      if (!isDurable) await array.commit(() => undefined);
      return { into, time };
    };
    const ours = (isDurable: boolean) => async () => {
      const { into, time } = await copied(isDurable);
      await yard.remove([into]);
      await array.reclaim();
      return time;
    };
    const peer = (script: string) => async () => {
      await timeScript('rm -f copy; sync -f .', home);
      return timeScript(script, home);
    };
    // The first calls run before the code is compiled for good; a yard that is open has done that.
    await ours(true)();
    const row = `${about}, ${formatBytes(logicalBytes)} that is not zero, copied by the host`;
    const sparse = `cp --sparse=always ${path} copy`;
    const rounds = isShort ? 3 : 5;
    await bench.compare({ row: `${row}, durable`, against: 'cp --sparse=always, sync of the copy', ours: ours(true), peer: peer(`${sparse}; sync copy`), rounds, workedBytes: logicalBytes, goal });
    await bench.compare({ row: `${row}, not flushed`, against: 'cp --sparse=always, not flushed', ours: ours(false), peer: peer(sparse), rounds, workedBytes: logicalBytes });
    await bench.compare({ row: `${row}, not flushed`, against: 'cp, not flushed', ours: ours(false), peer: peer(`cp ${path} copy`), rounds, workedBytes: logicalBytes });
    bench.figure({ row: `${about}: share of the time that the host's thread is at work`, unit: '%', ours: (busy.moverMs / busy.wallMs) * 100, isLessBetter: true });
    const { into } = await copied(true);
    if ((await yard.sha256(into)) !== (await yard.sha256(source))) throw new Error('The copy made by the host differs.');
    const { problems } = await array.check();
    if (problems.length > 0) throw new Error(`The checker found: ${problems.join(' ')}`);
  } finally {
    await mover.close();
    await yard.close();
  }
}

async function copyByHost({ array }: BenchArray, mover: HostMover, { source, into, logicalBytes }: { source: FileId; into: FileId; logicalBytes: number }): Promise<void> {
  const moved = await mover.copy({
    hostId,
    from: source,
    sourceDevice: { hostRead: (file, offset, data) => array.read(file, offset, data) },
    into,
    targetDevice: { hostWrite: (file, offset, data) => array.write(file, offset, data) },
    fromOffset: 0,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  if (moved.readBytes !== logicalBytes || moved.writtenBytes !== logicalBytes) throw new Error(`The host moved ${moved.readBytes} and ${moved.writtenBytes} bytes of ${logicalBytes}.`);
}

/** Runs of data between holes, as an installed system leaves them: many short ones, some of several MiB. */
function writeSparse(path: string, sizeBytes: number, dataBytes: number): void {
  const random = createRandom(41);
  const content = new UniqueBlocks(42);
  const fd = openSync(path, 'w');
  try {
    ftruncateSync(fd, sizeBytes);
    const holeFactor = sizeBytes / dataBytes - 1;
    for (let at = 0, left = dataBytes; left > 0; ) {
      const wanted = random.chance(0.5) ? random.between(16 * kibBytes, mibBytes) : random.between(mibBytes, 24 * mibBytes);
      const length = Math.min(left, Math.ceil(wanted / blockSizeBytes) * blockSizeBytes);
      for (let done = 0; done < length; done += mibBytes) {
        const piece = content.piece(Math.min(mibBytes, length - done) / blockSizeBytes);
        writeSync(fd, piece, 0, piece.length, at + done);
      }
      left -= length;
      at += length + Math.floor((length * holeFactor) / blockSizeBytes) * blockSizeBytes;
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
