/** Brings a simulation to where segments end and where the local disk is full, without the model having to remember how. */
import { entriesPerGroup, groupSlots, slotsPerSegment } from '../../electron/array/layout.ts';
import { Fault } from '../../shared/faults.ts';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import type { Random } from './random.ts';
import { blockBytes } from './simState.ts';
import type { Simulation } from './simulation.ts';

const pieceBlocks = 240;

async function addVolume({ array, model }: Simulation): Promise<VolumeId> {
  const volumeId = await array.commit((tx) => array.createVolume(tx, { sizeBytes: 2 ** 40 }));
  model.state.addVolume(volumeId, { isSmall: false });
  return volumeId;
}

/** Brings the log of a new array to `slotsLeft` blocks before the end of its segment. Leaves an empty volume. */
export async function runUpLog(simulation: Simulation, random: Random, slotsLeft: number): Promise<void> {
  simulation.note(`run the log up to ${slotsLeft} blocks before the end of its segment`);
  const { array } = simulation;
  const blocks = Math.floor((groupSlots - slotsLeft) * (entriesPerGroup / (entriesPerGroup + 1)));
  const volumeId = await addVolume(simulation);
  const file = await array.commit((tx) => array.createFile(tx, volumeId, blocks * blockBytes));
  await writeDistinct(simulation, random, file, blocks);
  await array.commit((tx) => array.deleteFile(tx, file));
}

/** Writes until the local disk has no room for another segment, and deletes what was written, which must work then. */
export async function fillDisk(simulation: Simulation, random: Random): Promise<void> {
  simulation.note('fill the disk');
  const { array } = simulation;
  const volumeId = await addVolume(simulation);
  const file = await array.commit((tx) => array.createFile(tx, volumeId, 2 * slotsPerSegment * blockBytes));
  const failure = await writeDistinct(simulation, random, file, 2 * slotsPerSegment).catch((error: unknown) => error);
  if (!(failure instanceof Fault) || failure.code !== 'InsufficientStorageSpace') throw failure ?? new Error('The disk did not fill up.');
  await array.commit((tx) => array.deleteFile(tx, file));
  await array.flush();
}

/** No two blocks alike, or dedupe would leave the log where it is. */
async function writeDistinct({ array }: Simulation, random: Random, file: FileId, blocks: number): Promise<void> {
  const data = random.bytes(pieceBlocks * blockBytes);
  const words = new Uint32Array(data.buffer);
  for (let block = 0; block < blocks; block += pieceBlocks) {
    for (let word = 0; word < words.length; word += blockBytes / 4) words[word] = block + word;
    await array.write(file, block * blockBytes, data.subarray(0, Math.min(pieceBlocks, blocks - block) * blockBytes));
  }
}
