/**
 * Migrations while arrays reject, lie, run out of space or time and links go down, run after run under a seed of its own: each machine
 * is whole on one side or the other, with its snapshots, byte by byte, nothing is left over and a trail tells.
 */
import { it } from 'vitest';
import { liveThroughFaults } from './faultWorlds.ts';
import { MigrationStory } from './migrationStory.ts';

const isLong = Boolean(process.env['CLONEYARD_LONG']);
const endings = ['moved by fullCopy', 'moved by hostCopy', 'moved to another host', 'after a failed attempt', 'with snapshots', 'error'];
const runs = [
  // Too few worlds for everything to be met.
  { kind: 'memory', worlds: isLong ? 60 : 5, mustMeet: isLong ? endings : [] },
  { kind: 'embedded', worlds: isLong ? 300 : 14, mustMeet: endings },
] as const;

it.each(runs)('ends every migration over the $kind array well or cleanly, whatever fails on the way', { timeout: 7_200_000 }, ({ kind, ...run }) =>
  liveThroughFaults(`faults of migrations over the ${kind} array`, { kind, ...run, stepsPerWorld: 8, tell: (world, tally) => new MigrationStory(world, tally) }));
