/** What the twins do with volumes: snapshots, restore, FlexClones, splits, dedupe and settings. */
import type { VolumeSettings } from '../../electron/array/portTypes.ts';
import { Fault } from '../../shared/faults.ts';
import { startWrites } from './twinFiles.ts';
import { requireSame, requireTrue, rootOf, type SnapshotPair, type TwinWorld, type VolumePair } from './twinWorld.ts';

const mostVolumes = 7;
const mostSnapshots = 14;
const mostFilesOfAll = 70;
/** Far more than the twins ever write: what happens when a volume is full is tested elsewhere, where it can be told to the block. */
const roomySizeBytes = 2 ** 40;

export async function createVolume(world: TwinWorld): Promise<void> {
  if (world.volumes.length >= mostVolumes) return;
  const settings = { sizeBytes: roomySizeBytes, guarantee: world.random.pick(['none', 'volume'] as const) };
  const made = await world.both('create a volume', (array) => array.commit((tx) => array.createVolume(tx, settings)));
  if (made) world.volumes.push({ ...made, parent: null, mayDedupe: world.array.capabilities.has('dedupe') && world.random.chance(0.5), isLoose: false });
}

export async function deleteVolume(world: TwinWorld): Promise<void> {
  if (world.volumes.length < 3) return;
  const volume = world.random.pick(world.volumes);
  const done = await world.both(`delete volume ${volume.real}`, (array, side) => array.commit((tx) => array.deleteVolume(tx, volume[side])));
  if (done) world.forgetVolume(volume);
}

/** Settings that do not keep anybody from writing. */
export async function updateVolume(world: TwinWorld): Promise<void> {
  const { random } = world;
  const volume = random.pick(world.volumes);
  const change: Partial<VolumeSettings> = random.pick([
    { sizeBytes: roomySizeBytes + random.below(1000) * 4096 },
    { nearlyFullPercent: random.between(1, 50), fullPercent: random.between(51, 100) },
    { guarantee: random.pick(['none', 'volume'] as const) },
    // Less than it holds, which is refused.
    ...(world.model.volume(volume.model).physicalBytes > 4096 ? [{ sizeBytes: 4096 }] : []),
  ]);
  await world.both(`change volume ${volume.real}: ${JSON.stringify(change)}`, (array, side) => array.commit((tx) => array.updateVolume(tx, volume[side], change)));
}

export async function createSnapshot(world: TwinWorld): Promise<void> {
  if (world.snapshots.length >= mostSnapshots) return deleteSnapshot(world);
  const volume = world.random.pick(world.volumes);
  // A half-made file in a snapshot would come back half-made; whoever takes one makes sure that there is none.
  const halfMade = world.versionsIn(volume).filter(({ file }) => world.staging.has(file.real));
  const made = await world.both(`snapshot of volume ${volume.real}`, (array, side) =>
    array.commit((tx) => {
      for (const { file } of halfMade) array.publishFile(tx, file[side]);
      return array.createSnapshot(tx, volume[side]);
    }));
  if (!made) return;
  world.note(`... snapshot ${made.real}`);
  for (const { file } of halfMade) world.staging.delete(file.real);
  world.snapshots.push({ ...made, volume });
}

function pickSnapshot(world: TwinWorld): SnapshotPair | null {
  return world.snapshots.length > 0 ? world.random.pick(world.snapshots) : null;
}

export async function deleteSnapshot(world: TwinWorld): Promise<void> {
  const snapshot = pickSnapshot(world);
  if (!snapshot) return;
  const done = await world.both(`delete snapshot ${snapshot.real}`, (array, side) => array.commit((tx) => array.deleteSnapshot(tx, snapshot[side])));
  if (done) world.snapshots = world.snapshots.filter((other) => other !== snapshot);
}

export async function restoreSnapshot(world: TwinWorld): Promise<void> {
  const { random } = world;
  // Mostly the youngest of a volume, which is the one that can be restored.
  const newest = world.volumes.flatMap((volume) => world.snapshots.filter((snapshot) => snapshot.volume === volume).slice(-1));
  const snapshot = newest.length > 0 && random.chance(0.8) ? random.pick(newest) : pickSnapshot(world);
  if (!snapshot) return;
  const done = await world.both(`restore snapshot ${snapshot.real}`, (array, side) => array.commit((tx) => array.restoreSnapshot(tx, snapshot[side])));
  if (!done) return;
  const expected = (ids: typeof done.model.returnedFileIds): number[] => ids.map((id) => world.file(id).real);
  const inOrder = (ids: readonly number[]): number[] => ids.toSorted((a, b) => a - b);
  requireSame('files that returned', inOrder(done.real.returnedFileIds), inOrder(expected(done.model.returnedFileIds)));
  requireSame('files that were removed', inOrder(done.real.removedFileIds), inOrder(expected(done.model.removedFileIds)));
  world.forgetGoneFiles();
}

export async function cloneVolume(world: TwinWorld): Promise<void> {
  const snapshot = pickSnapshot(world);
  if (!snapshot || world.volumes.length >= mostVolumes) return;
  const held = world.versionsIn(snapshot.volume, snapshot);
  if (held.length + world.liveFiles().length > mostFilesOfAll) return;
  const made = await world.both(`FlexClone of snapshot ${snapshot.real}`, (array, side) => array.commit((tx) => array.cloneVolume(tx, snapshot[side])));
  if (!made) return;
  const volume: VolumePair = { ...made, parent: snapshot.volume, mayDedupe: snapshot.volume.mayDedupe, isLoose: snapshot.volume.isLoose };
  world.volumes.push(volume);
  for (const { file } of held) world.addFile(world.array.clonedFileId(made.real, file.real), world.model.clonedFileId(made.model, file.model));
  world.note(`... volume ${made.real}`);
}

/** Splits while others write to the FlexClone. */
export async function splitVolume(world: TwinWorld): Promise<void> {
  const { random, array, model } = world;
  const clones = world.volumes.filter((volume) => model.volume(volume.model).base !== null);
  if (clones.length === 0) return;
  const volume = random.pick(clones);
  const [mine, theirs] = [array.volume(volume.real).snapshotCount, model.volume(volume.model).snapshotCount];
  requireSame(`snapshots of volume ${volume.real}`, mine, theirs);
  if (theirs > 0) {
    await world.both(`split volume ${volume.real}, which has snapshots`, (one, side) => one.splitVolume(volume[side]));
    return;
  }
  if (!world.isLooseFamily(volume)) {
    requireSame(`bytes to copy to split volume ${volume.real}`, (await array.estimateSplit(volume.real)).copyBytes, (await model.estimateSplit(volume.model)).copyBytes);
  }
  world.note(`split volume ${volume.real}`);
  const controller = new AbortController();
  // A split that is taken up again may copy once more what files had in common before; only dedupe brings that together.
  const isCancelled = array.capabilities.has('dedupe') && random.chance(0.3);
  if (isCancelled) volume.isLoose = true;
  const splitting = array.splitVolume(volume.real, { signal: controller.signal, onProgress: () => isCancelled && controller.abort() });
  const writes = startWrites(world, world.versionsIn(volume).filter(() => random.chance(0.3)));
  await Promise.all([splitting.catch(allowCancelled), writes.done]);
  // What was cancelled goes on, so that both have the same blocks again.
  if (array.volume(volume.real).base !== null) await array.splitVolume(volume.real);
  await writes.applyToModel();
  await model.splitVolume(volume.model);
  requireSame(`base of volume ${volume.real} after its split`, array.volume(volume.real).base, null);
  // Nothing else refers to the pair: a FlexClone that can be split has neither snapshots nor clones.
  world.volumes = world.volumes.map((other) => (other === volume ? { ...volume, parent: null } : other));
}

function allowCancelled(error: unknown): void {
  if (!(error instanceof Fault) || error.code !== 'RequestCanceled') throw error;
}

/** Turns dedupe on or off; from the first time on, sharing inside the volume and its FlexClones is best effort. */
export async function switchDedupe(world: TwinWorld): Promise<void> {
  const { random } = world;
  const willing = world.volumes.filter((volume) => volume.mayDedupe);
  if (willing.length === 0) return;
  const volume = random.pick(willing);
  const isDedupeOn = random.chance(0.8);
  const change = { isDedupeOn, isDedupeInline: isDedupeOn && random.chance(0.6) };
  loosen(world, volume);
  await world.both(`dedupe of volume ${volume.real}: ${JSON.stringify(change)}`, (array, side) => array.commit((tx) => array.updateVolume(tx, volume[side], change)));
}

/** Also FlexClones: what they inherit is shared as their base shares it. */
function loosen(world: TwinWorld, volume: VolumePair): void {
  for (const other of world.volumes) if (rootOf(other) === rootOf(volume)) other.isLoose = true;
}

/** Runs dedupe while others write to the volume. */
export async function runDedupe(world: TwinWorld): Promise<void> {
  const { random, array, model } = world;
  const active = world.volumes.filter((volume) => model.volume(volume.model).isDedupeOn);
  if (active.length === 0) return;
  const volume = random.pick(active);
  const scanAll = random.chance(0.5);
  world.note(`run dedupe of volume ${volume.real}, ${scanAll ? 'all' : 'what is new'}`);
  const controller = new AbortController();
  const isCancelled = random.chance(0.2);
  const running = array.dedupe(volume.real, { scanAll, signal: controller.signal, onProgress: () => isCancelled && controller.abort() });
  const writes = startWrites(world, world.versionsIn(volume).filter(() => random.chance(0.3)));
  await Promise.all([running.then(() => undefined, allowCancelled), writes.done]);
  await writes.applyToModel();
  await model.dedupe(volume.model, { scanAll });
}

/**
 * Finds everything that is equal, in both, so that they share the same blocks whatever came before. Where
 * dedupe is off they go on doing so.
 */
export async function settleDedupe(world: TwinWorld): Promise<void> {
  const loose = world.volumes.filter((volume) => volume.isLoose);
  // A FlexClone may hold what its base would give up otherwise, so bases and clones are settled together.
  for (const volume of loose) {
    for (const side of ['real', 'model'] as const) {
      const array = world.arrayOf(side);
      const { isDedupeOn, isDedupeInline } = array.volume(volume[side]);
      await array.commit((tx) => array.updateVolume(tx, volume[side], { isDedupeOn: true }));
      const { overLimitBytes } = await array.dedupe(volume[side], { scanAll: true });
      requireTrue(`a block of volume ${volume.real} was shared up to the limit`, overLimitBytes === 0);
      await array.commit((tx) => array.updateVolume(tx, volume[side], { isDedupeOn, isDedupeInline }));
    }
  }
  for (const volume of loose) volume.isLoose = loose.some((other) => rootOf(other) === rootOf(volume) && world.model.volume(other.model).isDedupeOn);
}
