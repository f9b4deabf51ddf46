/** What the twins do with files: make, write, unmap, clone, revert, publish and delete them. */
import type { FileFormat, FileOptions } from '../../electron/array/portTypes.ts';
import type { FileId } from '../../shared/ids.ts';
import { blockBytes } from '../suites/arraySubject.ts';
import { Disagreement, nameOf, requireSame, versionOf, type Side, type TwinWorld, type VersionPair } from './twinWorld.ts';

const mostFiles = 40;
/** Contents that are written again and again where dedupe may find them. */
const contentCount = 24;

/** Deletes some files instead when there are enough. */
async function hasRoomForFile(world: TwinWorld): Promise<boolean> {
  if (world.liveFiles().length < mostFiles) return true;
  await deleteSome(world);
  return false;
}

function optionsFor(world: TwinWorld, group: VersionPair | null): (side: Side) => FileOptions {
  const { random, array } = world;
  const format: FileFormat = array.capabilities.has('reservation') && random.chance(0.15) ? random.pick(['lazyZeroedThick', 'eagerZeroedThick']) : 'thin';
  const grouped = random.chance(0.3) ? group : null;
  return (side) => ({ format, ...(grouped && { groupOf: grouped.file[side] }) });
}

export async function createFile(world: TwinWorld): Promise<void> {
  const { random } = world;
  if (!(await hasRoomForFile(world))) return;
  const blocks = random.pick([1, 20, 511, 512, 513, 1300]);
  const sizeBytes = blocks * blockBytes - (random.chance(0.4) ? random.below(blockBytes) : 0);
  const isStaging = random.chance(0.3);
  const volume = random.pick(world.volumes);
  const siblings = world.versionsIn(volume);
  const options = optionsFor(world, siblings.length > 0 ? random.pick(siblings) : null);
  const made = await world.both(`create a file of ${sizeBytes} bytes in volume ${volume.real}${isStaging ? ', staging' : ''}, ${options('real').format}`, (array, side) =>
    array.commit((tx) => array.createFile(tx, volume[side], sizeBytes, { ...options(side), isStaging })));
  if (!made) return;
  world.note(`... file ${made.real}`);
  world.addFile(made.real, made.model);
  if (isStaging) world.staging.add(made.real);
}

function contentOf(number: number): Uint8Array {
  const bytes = new Uint8Array(blockBytes);
  for (let at = 0; at < blockBytes; at += 1) bytes[at] = (number * 31 + at * (number + 7)) & 0xff;
  return bytes;
}

function randomWrite(world: TwinWorld, file: VersionPair): { offset: number; data: Uint8Array } {
  const { random } = world;
  const sizeBytes = world.sizeOf(file);
  const isAligned = random.chance(file.volume.mayDedupe ? 0.8 : 0.4);
  let offset = random.below(sizeBytes);
  if (isAligned) offset -= offset % blockBytes;
  const limit = Math.min(sizeBytes - offset, random.pick([1, 100, 5_000, 40_000, 40_000, 300_000, 3_000_000]));
  let length = random.between(1, limit);
  if (isAligned && length > blockBytes) length -= length % blockBytes;
  const data = new Uint8Array(length);
  const kind = random.below(10);
  if (file.volume.mayDedupe && isAligned && kind < 6) {
    for (let at = 0; at < length; at += blockBytes) data.set(contentOf(random.below(contentCount)).subarray(0, Math.min(blockBytes, length - at)), at);
  } else if (kind < 5) {
    random.fill(data);
  } else if (kind > 6) {
    // Blocks of random bytes or zeros; what is left is all zeros.
    for (let at = 0; at < length; at += blockBytes) if (random.chance(0.5)) random.fill(data.subarray(at, at + blockBytes));
  }
  return { offset, data };
}

export async function writeFile(world: TwinWorld): Promise<void> {
  const file = world.pickFile();
  if (!file) return;
  const { offset, data } = randomWrite(world, file);
  await world.both(`write ${data.length} bytes at ${offset} of ${nameOf(file)}`, (array, side) => array.write(file.file[side], offset, data));
}

/** Not told to the model yet: writes to different files that the array gets all at once. */
export function startWrites(world: TwinWorld, files: readonly VersionPair[]): { readonly done: Promise<unknown>; applyToModel(): Promise<void> } {
  const writes = files.map((file) => ({ file, ...randomWrite(world, file) }));
  world.note(`write at once: ${writes.map(({ file, offset, data }) => `${data.length} at ${offset} of ${file.file.real}`).join(', ')}`);
  return {
    done: Promise.all(writes.map(({ file, offset, data }) => world.array.write(file.file.real, offset, data))),
    applyToModel: async () => {
      for (const { file, offset, data } of writes) await world.model.write(file.file.model, offset, data);
    },
  };
}

export async function writeInParallel(world: TwinWorld): Promise<void> {
  const { random, array } = world;
  const { done, applyToModel } = startWrites(world, world.liveFiles().filter(() => random.chance(0.3)));
  const calls: Promise<unknown>[] = [done];
  if (random.chance(0.5)) calls.push(array.flush());
  if (random.chance(0.3)) calls.push(array.commit(() => undefined));
  await Promise.all(calls);
  await applyToModel();
}

export async function unmapRange(world: TwinWorld): Promise<void> {
  const file = world.pickFile();
  if (!file) return;
  const { random } = world;
  const sizeBytes = world.sizeOf(file);
  const offset = random.below(sizeBytes);
  const length = random.between(0, Math.min(sizeBytes - offset, random.pick([100, 40_000, 3_000_000, sizeBytes])));
  await world.both(`unmap ${length} bytes at ${offset} of ${nameOf(file)}`, (array, side) => array.unmap(file.file[side], offset, length));
}

export async function cloneFile(world: TwinWorld): Promise<void> {
  const { random } = world;
  const source = world.pickVersion();
  if (!source || !(await hasRoomForFile(world))) return;
  const live = world.versionsIn(source.volume);
  // Making room may have removed the source.
  if (source.snapshot === null && !live.some(({ file }) => file === source.file)) return;
  const count = random.pick([1, 1, 1, 3]);
  const options = optionsFor(world, live.length > 0 ? random.pick(live) : null);
  const made = await world.both(`clone ${nameOf(source)} ${count} times, ${options('real').format}`, (array, side) =>
    array.commit((tx) => Array.from({ length: count }, () => array.cloneFile(tx, versionOf(source, side), options(side)))));
  if (!made) return;
  world.note(`... as files ${made.real.join(', ')}`);
  for (const [index, model] of made.model.entries()) {
    const real = made.real[index];
    if (real !== undefined) world.addFile(real, model);
  }
}

export async function copyRange(world: TwinWorld): Promise<void> {
  const [from, to] = [world.pickVersion(), world.pickFile()];
  if (!from || !to) return;
  const { random } = world;
  const sizeBytes = Math.min(world.sizeOf(from), world.sizeOf(to));
  const blocks = Math.floor(sizeBytes / blockBytes);
  const offset = random.below(blocks + 1) * blockBytes;
  const length = random.between(0, (sizeBytes - (sizeBytes % blockBytes) - offset) / blockBytes) * blockBytes;
  const mode = random.pick(['share', 'share', 'copy'] as const);
  await world.both(`copy ${length} bytes at ${offset} of ${nameOf(from)} to ${nameOf(to)}, ${mode}`, async (array, side) => {
    await array.copyRange({ from: versionOf(from, side), to: to.file[side], offset, length }, mode);
  });
}

export async function revertFile(world: TwinWorld): Promise<void> {
  const [file, to] = [world.pickFile(), world.pickVersion()];
  if (!file || !to) return;
  await world.both(`revert ${nameOf(file)} to ${nameOf(to)}`, (array, side) => array.commit((tx) => array.revertFile(tx, file.file[side], versionOf(to, side))));
}

export async function growFile(world: TwinWorld): Promise<void> {
  const file = world.pickFile();
  if (!file) return;
  const { random } = world;
  const sizeBytes = world.sizeOf(file) + random.pick([0, 1, 700, 60_000, 3_000_000]);
  await world.both(`grow ${nameOf(file)} to ${sizeBytes} bytes`, (array, side) => array.commit((tx) => array.growFile(tx, file.file[side], sizeBytes)));
}

/** Some join a group, or one leaves its own. */
export async function regroup(world: TwinWorld): Promise<void> {
  const { random } = world;
  const first = world.pickFile();
  if (!first) return;
  const others = world.versionsIn(first.volume).filter((other) => other.file.real !== first.file.real && random.chance(0.15));
  const files = [first, ...others];
  await world.both(`group ${files.map(nameOf).join(', ')}`, (array, side) => array.commit((tx) => array.regroup(tx, files.map(({ file }) => file[side]))));
}

export async function deleteSome(world: TwinWorld): Promise<void> {
  const { random } = world;
  const live = world.liveFiles();
  const doomed = live.filter(() => random.chance(live.length >= mostFiles ? 0.5 : 0.12));
  await world.both(`delete ${doomed.map(nameOf).join(', ')}`, (array, side) => array.commit((tx) => doomed.forEach(({ file }) => array.deleteFile(tx, file[side]))));
  for (const { file } of doomed) world.staging.delete(file.real);
}

export async function publishFile(world: TwinWorld): Promise<void> {
  const file = world.pickFile();
  if (!file) return;
  await world.both(`publish ${nameOf(file)}`, (array, side) => array.commit((tx) => array.publishFile(tx, file.file[side])));
  world.staging.delete(file.file.real);
}

export async function flush(world: TwinWorld): Promise<void> {
  world.note('flush');
  await world.array.flush();
}

/** A transaction that does a lot and then fails must leave no trace. */
export async function abort(world: TwinWorld): Promise<void> {
  const [one, two] = [world.pickFile(), world.pickFile()];
  if (!one || !two) return;
  const { array, random } = world;
  const volume = random.pick(world.volumes);
  const snapshot = world.snapshots.length > 0 ? random.pick(world.snapshots) : null;
  world.note(`abort: clone ${nameOf(one)}, delete ${nameOf(two)}, snapshot of volume ${volume.real}, FlexClone of snapshot ${snapshot?.real ?? 'none'}`);
  const purpose = new Error('aborted on purpose');
  const made: FileId[] = [];
  const aborting = array.commit((tx) => {
    made.push(array.cloneFile(tx, one.file.real), array.createFile(tx, volume.real, 70_000));
    array.growFile(tx, one.file.real, world.sizeOf(one) + random.pick([1, 5_000_000]));
    if (one.volume === two.volume) array.revertFile(tx, one.file.real, two.file.real);
    if (array.capabilities.has('volumeSnapshot')) array.createSnapshot(tx, volume.real);
    if (snapshot && array.capabilities.has('volumeClone')) array.cloneVolume(tx, snapshot.real);
    array.deleteFile(tx, two.file.real);
    throw purpose;
  });
  const failure: unknown = await aborting.then(
    () => null,
    (error: unknown) => error,
  );
  if (failure !== purpose) throw failure;
  for (const id of made) requireSame(`file ${id} of an aborted transaction`, await existsInArray(world, id), false);
}

async function existsInArray(world: TwinWorld, id: FileId): Promise<boolean> {
  try {
    world.array.file(id);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ManagedObjectNotFound') return false;
    throw new Disagreement(`file ${id} of an aborted transaction cannot be asked for`, { cause: error });
  }
}
