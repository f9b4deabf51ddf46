/** Which volume has a run of dedupe under way or waiting; there is at most one for each. */
import type { TaskId, VolumeId } from '../../shared/ids.ts';
import { isEnded } from '../../shared/model/task.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { VolumeRegistry } from './volumeRegistry.ts';

/** Interrupted tasks are among the newest: nothing new was started before they were found. */
const newestTasks = 1000;

export class DedupeRuns {
  readonly #tasks: TaskService;
  readonly #volumes: VolumeRegistry;
  readonly #taskByVolume = new Map<VolumeId, TaskId>();

  constructor(tasks: TaskService, volumes: VolumeRegistry) {
    this.#tasks = tasks;
    this.#volumes = volumes;
  }

  /** Finds those that were interrupted, whether they are taken up again or not; to be called once, after the tasks were recovered. */
  recover(inventory: Inventory): void {
    for (const task of this.#tasks.list(newestTasks)) {
      const datastore = task.target.id === null ? undefined : inventory.findContainer(task.target.id);
      if (task.kind === 'dedupeVolume' && !isEnded(task.state) && datastore?.kind === 'datastore') this.add(datastore.volumeId, task.id);
    }
  }

  /** The run under way or waiting, or null. */
  of(volumeId: VolumeId): { taskId: TaskId; state: 'queued' | 'running' } | null {
    const taskId = this.#taskByVolume.get(volumeId);
    const task = taskId === undefined ? undefined : this.#tasks.get(taskId);
    if (!task || isEnded(task.state)) return null;
    return { taskId: task.id, state: task.state === 'running' ? 'running' : 'queued' };
  }

  add(volumeId: VolumeId, taskId: TaskId): void {
    this.#taskByVolume.set(volumeId, taskId);
    this.#volumes.feed.mark([volumeId]);
    // A task that was interrupted and not taken up again has no end to wait for.
    if (!this.#tasks.isLive(taskId)) return;
    this.#tasks.whenEnded(taskId, () => {
      if (this.#taskByVolume.get(volumeId) === taskId) this.#taskByVolume.delete(volumeId);
      this.#volumes.feed.mark([volumeId]);
    });
  }
}
