/** The peers in their best mode. Each gets one `syncfs` at the end of its clones, so that both sides are durable. */
import { copyFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gibBytes } from '../../shared/units.ts';
import type { Absent, Contender } from './contender.ts';
import { sha256Of, type BenchImage } from './image.ts';
import { run, timeScript, tryRun, type Measure } from './shellCommands.ts';

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
  const mount = join(folder, `xfs-${mode}`);
  const backing = join(folder, `xfs-${mode}.img`);
  const source = join(mount, 'image.raw');
  const script = join(folder, 'ficlone.py');
  const version = await tryRun(mode === 'cp' ? 'cp' : 'python3', ['--version']);
  if ('reason' in version) return { name, reason: version.reason };
  const mkfs = await tryRun('mkfs.xfs', ['-V']);
  if ('reason' in mkfs) return { name, reason: mkfs.reason };
  await mkdir(mount);
  await writeFile(script, ficloneScript);
  let isMounted = false;

  const unmount = async (): Promise<void> => {
    if (isMounted) await run('umount', [mount]);
    isMounted = false;
  };
  const makeFresh = async (): Promise<void> => {
    await unmount();
    await run('rm', ['-f', backing]);
    await writeFile(backing, '');
    await truncate(backing, 4 * gibBytes);
    await run('mkfs.xfs', ['-q', '-m', 'reflink=1', backing]);
    await run('mount', ['-o', 'loop', backing, mount]);
    isMounted = true;
    await copySparse(image.path, source);
    await run('sync', ['-f', mount]);
  };
  try {
    await makeFresh();
    await run('cp', ['--reflink=always', source, join(mount, 'probe')]);
  } catch (error) {
    await unmount();
    const message = error instanceof Error ? error.message.trim().replaceAll('\n', ' ') : String(error);
    return { name, reason: `XFS on a loop device cannot be used here: ${message}` };
  }

  let series = 0;
  let last = '';
  return {
    name,
    how: `${firstLine(version.output)}, ${firstLine(mkfs.output)}; loop file on the yard's file system, fresh per round, ${
      mode === 'cp' ? 'one process per clone' : 'one process for all clones, its start not counted'
    }, syncfs at the end`,
    prepareRound: makeFresh,
    clone: async (count) => {
      const home = join(mount, `series-${(series += 1)}`);
      await mkdir(home);
      last = join(home, `c${count}`);
      if (mode === 'ficlone') return await runFiclone(script, source, count, home);
      return await timeScript(`for i in $(seq ${count}); do cp --reflink=always ${source} c$i; done; sync -f .`, home);
    },
    verify: async () => {
      if ((await sha256Of(last)) !== image.sha256) throw new Error(`${last} does not equal the image it came from.`);
    },
    close: unmount,
  };
}

/** The script times itself, since starting an interpreter is no part of cloning. */
async function runFiclone(script: string, source: string, count: number, home: string): Promise<Measure> {
  const [wallMs, cpuMs] = (await run('python3', [script, source, String(count), home])).split(' ').map(Number);
  if (wallMs === undefined || cpuMs === undefined) throw new Error('The FICLONE loop told no times.');
  return { wallMs, cpuMs };
}

const ficloneScript = `import ctypes, fcntl, os, sys, time
libc = ctypes.CDLL(None, use_errno=True)
os.chdir(sys.argv[3])
home = os.open(".", os.O_RDONLY)
source = os.open(sys.argv[1], os.O_RDONLY)
started, cpu = time.perf_counter(), time.process_time()
for number in range(1, int(sys.argv[2]) + 1):
    target = os.open("c%d" % number, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    fcntl.ioctl(target, 0x40049409, source)
    os.close(target)
if libc.syncfs(home) != 0:
    raise OSError(ctypes.get_errno(), "syncfs")
print((time.perf_counter() - started) * 1000, (time.process_time() - cpu) * 1000)
`;

/** `cp` keeps the holes; where it is missing a plain copy will do. */
async function copySparse(from: string, to: string): Promise<void> {
  const copied = await tryRun('cp', ['--sparse=always', from, to]);
  if ('reason' in copied) await copyFile(from, to);
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
