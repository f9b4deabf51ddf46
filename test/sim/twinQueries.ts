/** What the twins are asked: bytes, extents, differences, holders, what deleting would free. */
import type { BlockHolder, Extent } from '../../electron/array/portTypes.ts';
import { blockBytes, listAll, listExtents, readBytes } from '../suites/arraySubject.ts';
import { compareFiles, compareSnapshots, compareVolumes } from './twinCounters.ts';
import { Disagreement, nameOf, requireSame, requireTrue, versionOf, type TwinWorld, type VersionPair } from './twinWorld.ts';

export async function compareRange(world: TwinWorld): Promise<void> {
  const version = world.pickVersion();
  if (!version) return;
  const { random } = world;
  const sizeBytes = world.sizeOf(version);
  const offset = random.below(sizeBytes);
  const length = Math.min(sizeBytes - offset, random.pick([1, 5_000, 100_000, 2_000_000]));
  world.note(`read ${length} bytes at ${offset} of ${nameOf(version)}`);
  await compareBytes(world, version, offset, length);
}

export async function compareWhole(world: TwinWorld, version: VersionPair | null = world.pickVersion()): Promise<void> {
  if (!version) return;
  await compareBytes(world, version, 0, world.sizeOf(version));
  requireSame(`extents of ${nameOf(version)}`, await listExtents(world.array, versionOf(version, 'real')), await listExtents(world.model, versionOf(version, 'model')));
}

async function compareBytes(world: TwinWorld, version: VersionPair, offset: number, length: number): Promise<void> {
  const expected = await readBytes(world.model, versionOf(version, 'model'), offset, length);
  const actual = await readBytes(world.array, versionOf(version, 'real'), offset, length);
  if (Buffer.compare(actual, expected) === 0) return;
  const at = actual.findIndex((byte, index) => byte !== expected[index]);
  throw new Disagreement(`${nameOf(version)} differs at byte ${offset + at}, block ${Math.floor((offset + at) / blockBytes)}`);
}

/** Between operations, where counters are bounds most of the time and must say so. */
export async function compareSomeCounters(world: TwinWorld): Promise<void> {
  world.note('compare counters');
  compareFiles(world, world.liveFiles().filter(() => world.random.chance(0.3)), false);
  compareVolumes(world, world.volumes, false);
  compareSnapshots(world, false);
}

/** Fails when ranges are empty, out of order, touch each other or reach beyond the end. */
function requireWellFormed(what: string, ranges: readonly Extent[], sizeBytes: number): void {
  let end = -1;
  for (const { offset, length } of ranges) {
    requireTrue(`${what}: the range of ${length} bytes at ${offset} is out of place`, offset > end && length > 0 && offset % blockBytes === 0 && offset + length <= sizeBytes);
    end = offset + length;
  }
}

/** Whatever is not listed must be the same in both versions, by the bytes of the model. */
export async function compareDiff(world: TwinWorld): Promise<void> {
  const [before, after] = [world.pickVersion(), world.pickVersion()];
  if (!before || !after) return;
  const what = `difference of ${nameOf(before)} and ${nameOf(after)}`;
  world.note(what);
  const sizeBytes = world.sizeOf(after);
  const ranges = await listAll(world.array.diff(versionOf(before, 'real'), versionOf(after, 'real')));
  requireWellFormed(what, ranges, sizeBytes);
  const now = await readBytes(world.model, versionOf(after, 'model'), 0, sizeBytes);
  const old = new Uint8Array(sizeBytes);
  old.set(await readBytes(world.model, versionOf(before, 'model'), 0, Math.min(sizeBytes, world.sizeOf(before))));
  for (const { offset, length } of ranges) old.set(now.subarray(offset, offset + length), offset);
  requireTrue(`${what} misses a change`, Buffer.compare(old, now) === 0);
}

export async function compareDiffVolume(world: TwinWorld): Promise<void> {
  if (world.snapshots.length === 0) return;
  const { random } = world;
  const before = random.pick(world.snapshots);
  const peers = world.snapshots.filter((snapshot) => snapshot.volume === before.volume);
  const after = random.chance(0.5) ? null : random.pick(peers);
  const what = `difference of snapshot ${before.real} and ${after ? `snapshot ${after.real}` : 'now'}`;
  world.note(what);
  const real = await listAll(world.array.diffVolume(before.volume.real, before.real, after?.real ?? null));
  const model = await listAll(world.model.diffVolume(before.volume.model, before.model, after?.model ?? null));
  requireTrue(`${what} is out of order`, real.every(({ fileId }, i) => fileId > (real[i - 1]?.fileId ?? 0)));
  const of = (changes: typeof real, change: string): number[] => changes.filter((one) => one.change === change).map(({ fileId }) => Number(fileId));
  const expected = model.map(({ fileId, change }) => ({ fileId: world.file(fileId).real, change }));
  for (const change of ['created', 'deleted']) requireSame(`${what}, ${change}`, of(real, change), of(expected, change).toSorted((a, b) => a - b));
  // Dedupe that runs beside writes may leave another of two equal blocks in place; only changes of bytes must be listed.
  const listed = new Set(of(real, 'changed'));
  for (const fileId of of(expected, 'changed')) if (!listed.has(fileId)) await requireEqualBytes(world, what, before, after, fileId);
}

async function requireEqualBytes(world: TwinWorld, what: string, before: TwinWorld['snapshots'][number], after: TwinWorld['snapshots'][number] | null, fileId: number): Promise<void> {
  const versions = [before, after].map((snapshot) => world.versionsIn(before.volume, snapshot).find(({ file }) => file.real === fileId));
  const bytes = await Promise.all(versions.map((version) => (version ? readBytes(world.model, versionOf(version, 'model'), 0, world.sizeOf(version)) : new Uint8Array(0))));
  requireTrue(`${what} misses file ${fileId}`, Buffer.compare(bytes[0] ?? new Uint8Array(0), bytes[1] ?? new Uint8Array(1)) === 0);
}

export async function compareHolders(world: TwinWorld): Promise<void> {
  const version = world.pickVersion();
  if (!version) return;
  const { random } = world;
  const extents = await listExtents(world.model, versionOf(version, 'model'));
  const last = Math.ceil(world.sizeOf(version) / blockBytes) - 1;
  const extent = extents.length > 0 && random.chance(0.9) ? random.pick(extents) : { offset: random.between(0, last) * blockBytes, length: 1 };
  const offset = extent.offset + random.below(Math.ceil(extent.length / blockBytes)) * blockBytes;
  const what = `holders of ${nameOf(version)} at ${offset}`;
  world.note(what);
  const real = await world.array.holders(versionOf(version, 'real'), offset);
  const model = await world.model.holders(versionOf(version, 'model'), offset);
  const snapshotOf = (id: BlockHolder['snapshotId']): number | null => world.snapshots.find((snapshot) => snapshot.model === id)?.real ?? null;
  const spell = (holders: readonly { fileId: number; snapshotId: number | null; offset: number }[]): string[] =>
    holders.map((holder) => `file ${holder.fileId}, snapshot ${holder.snapshotId ?? 'none'}, at ${holder.offset}`).toSorted();
  const found = spell(real);
  requireTrue(`${what} name one twice`, new Set(found).size === found.length);
  if (world.isLooseFamily(version.volume)) {
    const itself = spell([{ fileId: version.file.real, snapshotId: version.snapshot?.real ?? null, offset }])[0];
    requireSame(`${what} name itself`, itself !== undefined && found.includes(itself), model.length > 0);
  } else {
    requireSame(what, found, spell(model.map((holder) => ({ fileId: world.file(holder.fileId).real, snapshotId: snapshotOf(holder.snapshotId), offset: holder.offset }))));
  }
}

export async function compareFreed(world: TwinWorld, mustBeSettled = true): Promise<void> {
  const { random } = world;
  const files = world.liveFiles().filter(({ volume }) => random.chance(0.4) && !(mustBeSettled && volume.isLoose));
  const what = `freed by deleting ${files.map(nameOf).join(', ')}`;
  world.note(what);
  const [real, model] = [await world.array.freedByDeleting(files.map(({ file }) => file.real)), await world.model.freedByDeleting(files.map(({ file }) => file.model))];
  requireSame(what, real.freedBytes, model.freedBytes);
}

export async function scrub(world: TwinWorld): Promise<void> {
  world.note('scrub');
  const { damaged } = await world.array.scrub();
  requireSame('damage found by the scrub', damaged, []);
}
