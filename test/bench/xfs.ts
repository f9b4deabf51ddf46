/** XFS on a loop device, the file system with reflinks that most machines have. Needs root and a kernel that allows both. */
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gibBytes } from '../../shared/units.ts';
import type { Absent } from './contender.ts';
import { run, tryRun, type Measure } from './shellCommands.ts';

export class XfsMount {
  readonly #backing: string;
  #isMounted = false;

  private constructor(
    /** Where it is mounted. */
    readonly path: string,
    readonly version: string,
  ) {
    this.#backing = `${path}.img`;
  }

  /** A fresh one, mounted, or why there can be none. */
  static async open(folder: string, name: string): Promise<XfsMount | Absent> {
    const mkfs = await tryRun('mkfs.xfs', ['-V']);
    if ('reason' in mkfs) return { name: 'XFS', reason: mkfs.reason };
    const mount = new XfsMount(join(folder, `xfs-${name}`), mkfs.output.split('\n')[0] ?? '');
    await mkdir(mount.path);
    try {
      await mount.makeFresh();
      const probe = join(mount.path, 'probe');
      await writeFile(probe, 'probe');
      await run('cp', ['--reflink=always', probe, `${probe}-2`]);
      await run('rm', [probe, `${probe}-2`]);
      return mount;
    } catch (error) {
      await mount.close();
      const message = error instanceof Error ? error.message.trim().replaceAll('\n', ' ') : String(error);
      return { name: 'XFS', reason: `XFS on a loop device cannot be used here: ${message}` };
    }
  }

  /** An empty file system: XFS goes on reclaiming deleted clones in the background, which would slow down what comes after. */
  async makeFresh(): Promise<void> {
    await this.close();
    await run('rm', ['-f', this.#backing]);
    await writeFile(this.#backing, '');
    await truncate(this.#backing, 4 * gibBytes);
    await run('mkfs.xfs', ['-q', '-m', 'reflink=1', this.#backing]);
    await run('mount', ['-o', 'loop', this.#backing, this.path]);
    this.#isMounted = true;
  }

  /** Bytes in use, after everything was written. */
  async usedBytes(): Promise<number> {
    await run('sync', ['-f', this.path]);
    return usedOf(await run('stat', ['-f', '-c', '%b %f %S', this.path]));
  }

  async close(): Promise<void> {
    if (this.#isMounted) await run('umount', [this.path]);
    this.#isMounted = false;
  }
}

function usedOf(text: string): number {
  const [blocks = 0, free = 0, size = 0] = text.split(' ').map(Number);
  return (blocks - free) * size;
}

/**
 * Clones `source` `count` times into the folder `home` with one process and one `syncfs` at the
 * end. The script times itself, since starting an interpreter is no part of cloning.
 */
export async function runFiclone(source: string, count: number, home: string): Promise<Measure> {
  const [wallMs, cpuMs] = (await run('python3', ['-c', ficloneScript, source, String(count), home])).split(' ').map(Number);
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
