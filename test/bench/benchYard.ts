/** A yard in process, driven over its own contract. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openSession } from '../../electron/cli/session.ts';
import { Terminal } from '../../electron/cli/terminal.ts';
import { requestIdOf, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { VolumeRow } from '../../shared/model/storage.ts';
import type { Task } from '../../shared/model/task.ts';

export const newRequest = (): RequestId => requestIdOf(randomUUID());

type Session = Awaited<ReturnType<typeof openSession>>;

export class BenchYard {
  private constructor(readonly session: Session) {}

  /** Set up, with one datastore. */
  static async open(folder: string): Promise<BenchYard> {
    const session = await openSession({
      directory: join(folder, 'yard'),
      version: 'bench',
      terminal: new Terminal(process.stderr, process.stderr),
      signal: new AbortController().signal,
      resumesInterrupted: true,
    });
    const yard = new BenchYard(session);
    await yard.finish(await session.client.system.initialize({ kind: 'empty', requestId: newRequest() }));
    return yard;
  }

  async finish({ taskId }: { taskId: TaskId }): Promise<Task> {
    const task = await this.session.client.tasks.wait({ id: taskId });
    if (task.state !== 'success') throw new Error(`${task.name}: ${task.fault?.message ?? task.state}`);
    return task;
  }

  async volume(): Promise<VolumeRow> {
    const [volume] = await this.session.client.storage.volumes();
    if (!volume) throw new Error('There is no volume.');
    return volume;
  }

  async dedupeInline(): Promise<void> {
    const { id } = await this.volume();
    await this.session.client.storage.setDedupe({ volumeId: id, isOn: true, isInline: true, schedule: '-' });
  }

  async importImage(path: string, name: string): Promise<Task> {
    return this.finish(await this.session.client.disks.importImage({ path, name, datastoreId: null, guestOs: 'Other', requestId: newRequest(), isUpload: false }));
  }

  async close(): Promise<void> {
    await this.session.close();
  }
}
