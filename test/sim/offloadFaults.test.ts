/**
 * Clones while arrays reject, lie, run out of space or time and links go down, run after run under a seed of its own: each ends in
 * a finished clone or a clean failure, byte by byte, with nothing left over and a trail that tells.
 */
import { it } from 'vitest';
import { liveThroughFaults } from './faultWorlds.ts';
import { OffloadStory } from './offloadStory.ts';

const isLong = Boolean(process.env['CLONEYARD_LONG']);
const endings = ['success by fileClone', 'success by xcopy', 'success by fullCopy', 'success by hostCopy', 'after a failed attempt', 'error', 'canceled'];
const runs = [
  // Too few worlds for everything to be met.
  { kind: 'memory', worlds: isLong ? 60 : 6, mustMeet: isLong ? endings : [] },
  { kind: 'embedded', worlds: isLong ? 400 : 24, mustMeet: endings },
] as const;

it.each(runs)('ends every clone over the $kind array well or cleanly, whatever fails on the way', { timeout: 7_200_000 }, ({ kind, ...run }) =>
  liveThroughFaults(`faults of offloading over the ${kind} array`, { kind, ...run, stepsPerWorld: 12, tell: (world, tally) => new OffloadStory(world, tally) }));
