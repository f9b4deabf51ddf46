/** `fio` on a raw file, the plainest way to read and write a disk image. */
import { join } from 'node:path';
import * as z from 'zod';
import { run, type Measure } from './shellCommands.ts';

const side = z.object({ total_ios: z.number(), runtime: z.number() });
const reportSchema = z.object({ jobs: z.array(z.object({ read: side, write: side, job_runtime: z.number(), usr_cpu: z.number(), sys_cpu: z.number() })).length(1) });

export interface FioLoad {
  readonly rw: 'read' | 'write' | 'randread' | 'randwrite';
  readonly blockBytes: number;
  readonly count: number;
  readonly flags: readonly string[];
}

/** Writes the file once in full, so that no load has to allocate anything. */
export async function prepareRawFile(folder: string, sizeBytes: number): Promise<string> {
  const path = join(folder, 'raw');
  await run('fio', ['--name=fill', `--filename=${path}`, '--rw=write', '--bs=1m', `--size=${sizeBytes}`, '--ioengine=psync', '--end_fsync=1', '--output-format=json']);
  return path;
}

/** Time as fio tells it: its own start is not counted. */
export async function timeFio(path: string, sizeBytes: number, { rw, blockBytes, count, flags }: FioLoad): Promise<Measure> {
  const output = await run('fio', [
    '--name=load', `--filename=${path}`, `--rw=${rw}`, `--bs=${blockBytes}`, `--size=${sizeBytes}`, `--number_ios=${count}`,
    '--allow_file_create=0', '--invalidate=0', '--randrepeat=0', '--norandommap', '--output-format=json', ...flags,
  ]);
  // A warning may stand before the document.
  const [job] = reportSchema.parse(JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1))).jobs;
  if (!job) throw new Error('fio told nothing.');
  const { total_ios, runtime } = rw === 'read' || rw === 'randread' ? job.read : job.write;
  if (total_ios === 0) throw new Error('fio did nothing.');
  // The time until the last sync has returned; the runtime of a side may end before.
  const wallMs = Math.max(runtime, flags.includes('--end_fsync=1') ? job.job_runtime : 0);
  return { wallMs: (wallMs * count) / total_ios, cpuMs: (job.job_runtime * (job.usr_cpu + job.sys_cpu)) / 100 };
}
