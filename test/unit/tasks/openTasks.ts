/** A task service over a store in a temporary folder, and work for it that needs no settings. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { Meta } from '../../../electron/meta/meta.ts';
import type { Lane, TaskKindOptions, TaskRequest } from '../../../electron/tasks/taskKinds.ts';
import type { TaskRun } from '../../../electron/tasks/taskRun.ts';
import { TaskService } from '../../../electron/tasks/taskService.ts';
import type { TaskKind } from '../../../shared/model/task.ts';
import { newRequestId } from '../../fixtures/yard.ts';

export interface OpenTasks {
  readonly tasks: TaskService;
  /** Belongs into `afterEach`; the folder goes with it. */
  close(): Promise<void>;
}

export function openTasks(): OpenTasks {
  const directory = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
  const meta = Meta.open(directory);
  const tasks = new TaskService(meta, () => undefined);
  return {
    tasks,
    close: async () => {
      await tasks.close();
      await meta.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A kind whose tasks do `work` and succeed. */
export function kindOf(lane: Lane, work: (run: TaskRun) => Promise<void>): TaskKindOptions<object> {
  return {
    spec: z.object({}),
    lane,
    isResumable: false,
    interruptedHint: 'Do it again.',
    run: async (run) => {
      await work(run);
      return { state: 'success', result: { kind: 'writeDisk', bytesWritten: 1 } };
    },
  };
}

export function requestOf(kind: TaskKind): TaskRequest {
  return { kind, name: 'Some work', target: { id: null, name: 'something' }, requestId: newRequestId(), spec: {}, initiator: 'Administrator', isCancelable: true };
}
