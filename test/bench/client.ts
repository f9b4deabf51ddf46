/**
 * How fast the client is with very many machines, in Chromium with software rendering: figures against the goals. Asserts
 * nothing: the clock of a busy machine proves nothing. Arguments: a work folder that the caller removes, the file to write the
 * results to, the version, and numbers of machines (10000 unless told otherwise).
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { formatTable } from '../../electron/cli/table.ts';
import { formatCount } from '../../shared/units.ts';
import { measureClient, type ClientFigure } from './clientRun.ts';

const [work, resultFile, version, ...options] = process.argv.slice(2);
if (work === undefined || resultFile === undefined || version === undefined) throw new Error('Run this through: npm run bench -- client');
/** With fewer, some filters would leave the same rows as others. */
const leastMachines = 2_000;
const counts = options.map((option) => {
  const count = Number(option);
  if (!Number.isInteger(count) || count < leastMachines) throw new Error(`"${option}" is no number of machines from ${leastMachines} on.`);
  return count;
});

const results: { readonly machineCount: number; readonly figures: readonly ClientFigure[] }[] = [];
for (const machineCount of counts.length > 0 ? counts : [10_000]) {
  const figures = await measureClient(join(work, `yard-${machineCount}`), machineCount, (text) => process.stdout.write(`${text}\n`));
  results.push({ machineCount, figures });
  const table = formatTable<ClientFigure>(
    [
      { title: 'Figure', cell: ({ name }) => name },
      { title: 'Measured', isNumber: true, cell: ({ value, unit }) => `${formatCount(Math.round(value))} ${unit}` },
      { title: 'Goal', isNumber: true, cell: ({ goal, unit }) => (goal === null ? '' : `under ${formatCount(goal)} ${unit}`) },
      { title: '', cell: ({ value, goal }) => (goal === null || value < goal ? '' : 'missed') },
    ],
    figures,
  );
  process.stdout.write(`\n${formatCount(machineCount)} machines\n${table}\n`);
}
const machine = { processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length, load: loadavg(), cloneyard: version };
writeFileSync(resultFile, `${JSON.stringify({ machine, results }, null, 2)}\n`);
process.stdout.write(`\nLoad ${loadavg().map((load) => load.toFixed(1)).join(' ')}. Results: ${resultFile}\n`);
