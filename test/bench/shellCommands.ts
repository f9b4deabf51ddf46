/** Running the peers' commands and timing them. */
import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const runFile = promisify(execFile);

export async function run(command: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runFile(command, args, { maxBuffer: 16 * 1024 ** 2 });
  return `${stdout}${stderr}`.trim();
}

/** Output of the command, or why it cannot be had. */
export async function tryRun(command: string, args: readonly string[]): Promise<{ output: string } | { reason: string }> {
  try {
    return { output: await run(command, args) };
  } catch (error) {
    return { reason: error instanceof Error ? (error.message.split('\n').find((line) => line.trim() !== '') ?? error.name) : String(error) };
  }
}

/** Wall and processor time of one run. */
export interface Measure {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Runs a bash script in `folder`; processor time is that of everything it started. */
export async function timeScript(script: string, folder: string): Promise<Measure> {
  const startedAt = performance.now();
  const { stderr } = await runFile('bash', ['-euc', `TIMEFORMAT='cpu %U %S'; time { ${script}\n}`], { cwd: folder, maxBuffer: 16 * 1024 ** 2 });
  const wallMs = performance.now() - startedAt;
  const match = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(stderr);
  if (!match) throw new Error(`The script told no times: ${stderr}`);
  return { wallMs, cpuMs: (Number(match[1]) + Number(match[2])) * 1000 };
}

/** Times work of this process; processor time is that of all its threads. */
export async function timeHere(work: () => Promise<unknown> | void): Promise<Measure> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** `cp` keeps the holes; where it is missing a plain copy will do. */
export async function copySparse(from: string, to: string): Promise<void> {
  const copied = await tryRun('cp', ['--sparse=always', from, to]);
  if ('reason' in copied) await copyFile(from, to);
}
