/** The long work that a simulation lets an array do: dedupe, splits, scrubs, checks and exact passes. */
import type { StorageArray } from '../../electron/array/port.ts';
import type { Capability, PassOptions } from '../../electron/array/portTypes.ts';
import type { VolumeId } from '../../shared/ids.ts';
import type { Random } from './random.ts';
import type { SimState } from './simState.ts';

/** What a check or scrub found, where finding something may be right. */
export class Finding extends Error {}

/** Everything that the array can find wrong about itself, every block read. @throws Finding */
export async function requireClean(array: StorageArray, options: PassOptions = {}): Promise<void> {
  const { problems } = await array.check({ ...options, isDeep: true });
  if (problems.length > 0) throw new Finding(`the check finds: ${problems.slice(0, 10).join(' ')}`);
}

interface PassContext {
  readonly array: StorageArray;
  readonly random: Random;
  readonly state: SimState;
  /** Called when a pass has ended and the state is about to follow. */
  beforeEnd(): Promise<void>;
}

interface Pass {
  readonly name: string;
  /** The volume it is about. */
  readonly volumeId: VolumeId;
  run(options: PassOptions): Promise<void>;
}

export function pickPass({ array, random, state, beforeEnd }: PassContext): Pass {
  const has = (capability: Capability): boolean => array.capabilities.has(capability);
  const volumeId = random.pick([...state.volumes.keys()]);
  const { tie, snapshots } = state.volume(volumeId);
  const dice = random.below(10);
  if (has('dedupe') && dice < 3) {
    const scanAll = random.chance(0.4);
    return { name: `dedupe${scanAll ? ', all of it' : ''}`, volumeId, run: async (options) => void (await array.dedupe(volumeId, { ...options, scanAll })) };
  }
  if (has('volumeClone') && tie.base && snapshots.size === 0 && dice < 6) {
    const run = async (options: PassOptions): Promise<void> => {
      // The power may have gone between the end of an earlier split and the word of it.
      if (tie.isSplitting && array.volume(volumeId).base === null) {
        tie.isSplitting = false;
        tie.base = null;
        return;
      }
      tie.isSplitting = true;
      await array.splitVolume(volumeId, options);
      await beforeEnd();
      tie.isSplitting = false;
      tie.base = null;
    };
    return { name: 'split', volumeId, run };
  }
  if (has('scrub') && dice < 7) {
    const run = async (options: PassOptions): Promise<void> => {
      const { damaged } = await array.scrub(options);
      if (damaged.length > 0) throw new Finding(`the scrub finds damage: ${JSON.stringify(damaged)}`);
    };
    return { name: 'scrub', volumeId, run };
  }
  if (dice < 8) return { name: 'check', volumeId, run: (options) => requireClean(array, options) };
  return { name: 'reclaim', volumeId, run: async ({ signal }) => void (await array.reclaim(signal)) };
}
