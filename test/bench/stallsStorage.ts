/** The storage part of `stalls`: whole volumes, and passes over everything stored, while two clients watch. */
import type { ContractRouterClient } from '@orpc/contract';
import type { YardContract } from '../../shared/contract/contract.ts';
import type { ObjectId, RequestId, TaskId } from '../../shared/ids.ts';
import { allVms } from '../fixtures/allVms.ts';
import { powerWell } from '../fixtures/yard.ts';

export interface StallBench {
  readonly client: ContractRouterClient<YardContract>;
  /** Watches the turns of the yard's thread while `act` runs. */
  phase(what: string, act: () => Promise<unknown>): Promise<void>;
  /** @throws Error when the task does not succeed */
  finish(started: { taskId: TaskId }): Promise<void>;
  clone(pattern: string, count: number): Promise<void>;
  newRequest(): RequestId;
  named(prefix: string): Promise<ObjectId[]>;
  /** Changes a hundredth of 1,000 disks of the first volume. */
  diverge(): Promise<void>;
}

export async function measureStorage({ client, phase, finish, clone, newRequest, named, diverge }: StallBench): Promise<void> {
  const running = (await allVms(client)).filter((vm) => vm.powerState === 'poweredOn').map((vm) => vm.id);
  if (running.length > 0) await powerWell(client, running, 'powerOff');
  const [volume] = await client.storage.volumes();
  if (!volume) throw new Error('There is no volume.');
  const volumeId = volume.id;

  await phase('write 1 % of 1,000 disks', diverge);
  await phase('exact pass, 1,000 diverged', async () => finish(await client.storage.exactPass({ requestId: newRequest() })));
  await phase('exact pass again', async () => finish(await client.storage.exactPass({ requestId: newRequest() })));
  let snapshotId: Awaited<ReturnType<typeof client.storage.createSnapshot>>['id'] | null = null;
  await phase('snapshot of the volume', async () => {
    ({ id: snapshotId } = await client.storage.createSnapshot({ volumeId, name: 'before', comment: '' }));
  });
  if (snapshotId === null) throw new Error('There is no snapshot.');
  const kept: NonNullable<typeof snapshotId> = snapshotId;
  await clone('since-{n:04}', 1_000);
  await phase('write 1 % of 1,000 again', diverge);
  await phase('plan of the restore', () => client.storage.planRestore({ snapshotId: kept }));
  await phase('restore', async () => finish(await client.storage.restoreSnapshot({ snapshotId: kept, requestId: newRequest() })));
  if ((await named('since-')).length > 0) throw new Error('Machines made after the snapshot are still there.');
  await phase('FlexClone, all machines registered', async () =>
    finish(await client.storage.cloneVolume({ volumeId, snapshotId: kept, name: 'flex', isRegistering: true, requestId: newRequest() })),
  );
  const flex = (await client.storage.volumes()).find(({ name }) => name === 'flex');
  if (!flex) throw new Error('There is no FlexClone.');
  await phase('estimate of the split', () => client.storage.estimateSplit({ volumeId: flex.id }));
  await phase('split', async () => finish(await client.storage.splitVolume({ volumeId: flex.id, requestId: newRequest() })));
  await client.storage.setDedupe({ volumeId: flex.id, isOn: true, isInline: false, schedule: '-' });
  await phase('dedupe of all old data', async () => finish(await client.storage.startDedupe({ volumeId: flex.id, scanAll: true, requestId: newRequest() })));
  await phase('check', () => client.system.check({ isDeep: false }));
  await phase('deep check', () => client.system.check({ isDeep: true }));
  await phase('scrub', async () => finish(await client.storage.scrub({ requestId: newRequest() })));
  await phase('delete the FlexClone with machines', async () => finish(await client.storage.deleteVolume({ volumeId: flex.id, withMachines: true, requestId: newRequest() })));
  await phase('exact pass after that', async () => finish(await client.storage.exactPass({ requestId: newRequest() })));
}
