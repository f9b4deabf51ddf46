/** The peers in their best mode. Each gets one `syncfs` at the end of its clones, so that both sides are durable. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Absent, Contender } from './contender.ts';
import { sha256Of, type BenchImage } from './image.ts';
import { copySparse, run, timeScript, tryRun } from './shellCommands.ts';
import { XfsMount, runFiclone } from './xfs.ts';

/** `qemu-img create -b`: a linked qcow2 per clone, on the same file system as the yard. */
export async function openQemu(folder: string, image: BenchImage): Promise<Contender | Absent> {
  const name = 'qemu-img create -b';
  const version = await tryRun('qemu-img', ['--version']);
  if ('reason' in version) return { name, reason: version.reason };
  let series = 0;
  let last = '';
  return {
    name,
    how: `${firstLine(version.output)}; -q -f qcow2 -F raw -b image, one process per clone, syncfs at the end`,
    prepareRound: () => Promise.resolve(),
    clone: async (count) => {
      const home = join(folder, `qemu-${(series += 1)}`);
      await mkdir(home);
      last = join(home, `c${count}`);
      return await timeScript(
        `for i in $(seq ${count}); do qemu-img create -q -f qcow2 -F raw -b ${image.path} c$i; done; sync -f .`,
        home,
      );
    },
    verify: async () => {
      await run('qemu-img', ['compare', '-q', '-f', 'raw', '-F', 'qcow2', image.path, last]);
    },
    close: () => Promise.resolve(),
  };
}

type ReflinkMode = 'cp' | 'ficlone';

/** XFS on a loop device, made afresh for every round. Needs root and a kernel that allows both. */
export async function openReflink(folder: string, image: BenchImage, mode: ReflinkMode): Promise<Contender | Absent> {
  const name = mode === 'cp' ? 'cp --reflink=always (XFS)' : 'FICLONE loop (XFS)';
  const version = await tryRun(mode === 'cp' ? 'cp' : 'python3', ['--version']);
  if ('reason' in version) return { name, reason: version.reason };
  const xfs = await XfsMount.open(folder, mode);
  if ('reason' in xfs) return { name, reason: xfs.reason };
  const source = join(xfs.path, 'image.raw');
  const makeFresh = async (): Promise<void> => {
    await xfs.makeFresh();
    await copySparse(image.path, source);
    await run('sync', ['-f', xfs.path]);
  };

  let series = 0;
  let last = '';
  return {
    name,
    how: `${firstLine(version.output)}, ${xfs.version}; loop file on the yard's file system, fresh per round, ${
      mode === 'cp' ? 'one process per clone' : 'one process for all clones, its start not counted'
    }, syncfs at the end`,
    prepareRound: makeFresh,
    clone: async (count) => {
      const home = join(xfs.path, `series-${(series += 1)}`);
      await mkdir(home);
      last = join(home, `c${count}`);
      if (mode === 'ficlone') return await runFiclone(source, count, home);
      return await timeScript(`for i in $(seq ${count}); do cp --reflink=always ${source} c$i; done; sync -f .`, home);
    },
    verify: async () => {
      if ((await sha256Of(last)) !== image.sha256) throw new Error(`${last} does not equal the image it came from.`);
    },
    close: () => xfs.close(),
  };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
