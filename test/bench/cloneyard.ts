/** Cloneyard through its own calls: task journal, inventory records and events included. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { allVms } from '../fixtures/allVms.ts';
import { openSession } from '../../electron/cli/session.ts';
import { Terminal } from '../../electron/cli/terminal.ts';
import { requestIdOf, type TaskId } from '../../shared/ids.ts';
import type { Contender } from './contender.ts';
import { sha256Of, type BenchImage } from './image.ts';

export interface CloneyardContender extends Contender {
  /** Rate of the import that preceded the clones. */
  readonly importMs: number;
  /** Runs the product's checker over everything and gives the number of virtual machines. */
  check(): Promise<number>;
}

const newRequest = () => requestIdOf(randomUUID());

export async function openCloneyard(folder: string, image: BenchImage): Promise<CloneyardContender> {
  const session = await openSession({
    directory: join(folder, 'yard'),
    version: 'bench',
    terminal: new Terminal(process.stderr, process.stderr),
    signal: new AbortController().signal,
    resumesInterrupted: true,
  });
  const { client } = session;
  const finish = async ({ taskId }: { taskId: TaskId }) => {
    const task = await client.tasks.wait({ id: taskId });
    if (task.state !== 'success') throw new Error(`${task.name}: ${task.fault?.message ?? task.state}`);
    return task;
  };

  await finish(await client.system.initialize({ kind: 'empty', requestId: newRequest() }));
  const importStartedAt = performance.now();
  await finish(
    await client.disks.importImage({ path: image.path, name: 'golden', datastoreId: null, guestOs: 'Other', requestId: newRequest(), isUpload: false }),
  );
  const importMs = performance.now() - importStartedAt;
  const template = (await allVms(client)).find((vm) => vm.isTemplate);
  if (!template) throw new Error('The import made no template.');
  let madeCount = 0;

  return {
    name: 'Cloneyard',
    how: 'cloning.start in process until tasks.wait resolves: task journal, inventory records and disks, all durable',
    importMs,
    prepareRound: () => Promise.resolve(),
    clone: async (count) => {
      const cpu = process.cpuUsage();
      const startedAt = performance.now();
      const spec = {
        sourceId: template.id,
        count,
        pattern: 'bench-{n:06}',
        startNumber: madeCount,
        datastoreId: null,
        computeId: null,
        folderId: null,
        powerOn: false,
      };
      const task = await finish(await client.cloning.start({ spec, requestId: newRequest() }));
      const wallMs = performance.now() - startedAt;
      const { user, system } = process.cpuUsage(cpu);
      if (task.result?.kind !== 'rapidClone' || task.result.created !== count || task.result.failed !== 0) {
        throw new Error(`Asked for ${count} clones, got ${JSON.stringify(task.result)}.`);
      }
      madeCount += count;
      return { wallMs, cpuMs: (user + system) / 1000 };
    },
    verify: async () => {
      const vms = (await allVms(client)).filter((vm) => !vm.isTemplate);
      if (vms.length !== madeCount) throw new Error(`${madeCount} clones were made, the inventory has ${vms.length}.`);
      const last = vms.find((vm) => vm.name === `bench-${String(madeCount - 1).padStart(6, '0')}`);
      if (!last) throw new Error('The last clone is not in the inventory.');
      const copy = join(folder, 'last.img');
      await finish(await client.disks.exportDisk({ vmId: last.id, path: copy, overwrite: true, requestId: newRequest() }));
      const copySha256 = await sha256Of(copy);
      await rm(copy);
      if (copySha256 !== image.sha256) throw new Error('The last clone does not equal the image it came from.');
    },
    check: async () => {
      const report = await client.system.check({ isDeep: true });
      if (!report.ok) throw new Error(`The checker found: ${report.problems.join(' ')}`);
      return report.checked.virtualMachines;
    },
    close: () => session.close(),
  };
}
