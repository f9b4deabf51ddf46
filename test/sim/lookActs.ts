/** What a simulation asks an array, and what the model knows about the answers. */
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { StorageArray } from '../../electron/array/port.ts';
import type { Capability, Extent, FileVersion } from '../../electron/array/portTypes.ts';
import type { Random } from './random.ts';
import { Disagreement } from './simModel.ts';
import { blockBytes, isBlock, type Block, type SimFile, type SimState } from './simState.ts';
import { transferBytes } from './transferBytes.ts';

interface LookContext {
  readonly array: StorageArray;
  readonly random: Random;
  readonly state: SimState;
}

export interface LookAct {
  readonly name: string;
  readonly needs?: Capability;
  run(context: LookContext): Promise<void>;
}

interface PickedVersion {
  readonly volumeId: VolumeId;
  readonly id: FileId;
  readonly file: SimFile;
  readonly version: FileId | FileVersion;
  readonly name: string;
}

function pickVersion({ array, random, state }: LookContext, volumeId?: VolumeId): PickedVersion {
  const versions = [...state.versions()].filter((one) => volumeId === undefined || one.volumeId === volumeId);
  const usable = versions.filter(({ snapshotId }) => snapshotId === null || array.capabilities.has('volumeSnapshot'));
  const { id, file, snapshotId, volumeId: found } = random.pick(usable);
  const version = snapshotId === null ? id : { fileId: id, snapshotId };
  return { volumeId: found, id, file, version, name: snapshotId === null ? `file ${id}` : `file ${id} of snapshot ${snapshotId}` };
}

async function readRange(context: LookContext): Promise<void> {
  const { array, random } = context;
  const { file, version, name } = pickVersion(context);
  const offset = random.below(file.sizeBytes);
  const length = Math.min(file.sizeBytes - offset, random.pick([1, 5_000, 100_000, 2_000_000]));
  const bytes = transferBytes(array, random, length).fill(0xcd);
  await array.read(version, offset, bytes);
  for (let done = 0; done < length; ) {
    const block = Math.floor((offset + done) / blockBytes);
    const skip = (offset + done) % blockBytes;
    const take = Math.min(length - done, blockBytes - skip);
    const expected = file.blocks[block];
    const isSame = expected
      ? Buffer.compare(bytes.subarray(done, done + take), expected.subarray(skip, skip + take)) === 0
      : isBlock(bytes.subarray(done, done + take), null);
    if (!isSame) throw new Disagreement(`${name} reads wrong in block ${block}`);
    done += take;
  }
}

async function compareExtents(context: LookContext): Promise<void> {
  const { file, version, name } = pickVersion(context);
  const expected: Extent[] = [];
  for (const [block, content] of file.blocks.entries()) {
    if (content === null) continue;
    const offset = block * blockBytes;
    const length = Math.min(blockBytes, file.sizeBytes - offset);
    const last = expected.at(-1);
    if (last && last.offset + last.length === offset) expected[expected.length - 1] = { offset: last.offset, length: last.length + length };
    else expected.push({ offset, length });
  }
  const actual: Extent[] = [];
  for await (const { offset, length } of context.array.extents(version)) actual.push({ offset, length });
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Disagreement(`extents of ${name}: the array says ${left}, the model ${right}`);
  const { logicalBytes } = context.array.file(version);
  const blocks = file.blocks.filter((block) => block !== null).length;
  if (logicalBytes !== blocks * blockBytes) throw new Disagreement(`${name} counts ${logicalBytes} bytes and holds ${blocks} blocks`);
}

const isSameBlock = (one: Block, other: Block): boolean => one === other || (one !== null && other !== null && Buffer.compare(one, other) === 0);

async function compareDiff(context: LookContext): Promise<void> {
  const [before, after] = [pickVersion(context), pickVersion(context)];
  const covered = new Set<number>();
  for await (const { offset, length } of context.array.diff(before.version, after.version)) {
    for (let at = Math.floor(offset / blockBytes); at * blockBytes < offset + length; at += 1) covered.add(at);
  }
  const blocks = after.file.blocks.length;
  for (let block = 0; block < blocks; block += 1) {
    const isSame = isSameBlock(before.file.blocks[block] ?? null, after.file.blocks[block] ?? null);
    if (!isSame && !covered.has(block)) throw new Disagreement(`diff of ${before.name} and ${after.name} misses block ${block}`);
  }
}

async function compareVolumeDiff({ array, random, state }: LookContext): Promise<void> {
  const [volumeId, { files, snapshots }] = random.pick([...state.volumes]);
  if (snapshots.size === 0) return;
  const ids = [...snapshots.keys()];
  const before = random.below(ids.length);
  const newer: (SnapshotId | null)[] = [...ids.slice(before), null];
  const from = ids[before];
  const to = random.pick(newer);
  if (from === undefined) return;
  const [old, now] = [snapshots.get(from), to === null ? files : snapshots.get(to)];
  if (!old || !now) throw new Error('The model has lost a snapshot.');
  const found = new Map<FileId, string>();
  for await (const { fileId, change } of array.diffVolume(volumeId, from, to)) found.set(fileId, change);
  const fail = (id: FileId, text: string): never => {
    throw new Disagreement(`diff of volume ${volumeId} from ${from} to ${to ?? 'now'}: file ${id} ${text}, the array says ${found.get(id) ?? 'nothing'}`);
  };
  for (const [id, file] of now) {
    const other = old.get(id);
    if (!other && found.get(id) !== 'created') fail(id, 'was created');
    if (other && file.blocks.some((block, index) => !isSameBlock(block, other.blocks[index] ?? null)) && found.get(id) !== 'changed') fail(id, 'was changed');
  }
  for (const id of old.keys()) if (!now.has(id) && found.get(id) !== 'deleted') fail(id, 'was deleted');
  for (const id of found.keys()) if (!old.has(id) && !now.has(id)) fail(id, 'never was there');
}

async function compareHolders(context: LookContext): Promise<void> {
  const { array, random, state } = context;
  const picked = pickVersion(context);
  const block = random.below(picked.file.blocks.length);
  const content = picked.file.blocks[block] ?? null;
  const holders = await array.holders(picked.version, block * blockBytes);
  if (content === null) {
    if (holders.length > 0) throw new Disagreement(`zeros of ${picked.name} have ${holders.length} holders`);
    return;
  }
  const snapshotId = typeof picked.version === 'object' ? picked.version.snapshotId : null;
  if (!holders.some((one) => one.fileId === picked.id && one.snapshotId === snapshotId && one.offset === block * blockBytes)) {
    throw new Disagreement(`${picked.name} is not among the holders of its block ${block}`);
  }
  const versions = new Map([...state.versions()].map((one) => [`${one.id}/${one.snapshotId}`, one.file]));
  for (const one of holders) {
    const other = versions.get(`${one.fileId}/${one.snapshotId}`)?.blocks[one.offset / blockBytes] ?? null;
    if (!isSameBlock(other, content)) throw new Disagreement(`file ${one.fileId} at ${one.offset} is named as a holder of block ${block} of ${picked.name} and holds something else`);
  }
}

export const lookActs: readonly LookAct[] = [
  { name: 'read a range', run: readRange },
  { name: 'read another range', run: readRange },
  { name: 'compare extents', run: compareExtents },
  { name: 'compare a diff', needs: 'diff', run: compareDiff },
  { name: 'compare a diff of a volume', needs: 'diff', run: compareVolumeDiff },
  { name: 'compare holders', needs: 'holders', run: compareHolders },
];
