/**
 * How long the yard's thread is held up at a stretch while it serves a yard of 10,000 virtual
 * machines to two clients that watch everything, first for the inventory, then for snapshots,
 * FlexClones and passes over 1,000 diverged machines. Prints and asserts nothing: the clock of
 * a busy machine proves nothing. Arguments: a work folder that the caller removes, and
 * optionally `--storage`, which leaves the inventory's part out, and `--profile`, which says
 * what the longest turns were spent on.
 */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, MessagePort, Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { formatTable } from '../../electron/cli/table.ts';
import { openArray } from '../../electron/array/array.ts';
import type { StorageArray } from '../../electron/array/port.ts';
import { SegmentFiles } from '../../electron/disk/segmentFiles.ts';
import { createPortServer } from '../../electron/doors/portServer.ts';
import { Meta } from '../../electron/meta/meta.ts';
import { assembleYard } from '../../electron/yard.ts';
import type { YardContract } from '../../shared/contract/contract.ts';
import { requestIdOf, type FileId, type ObjectId, type TaskId } from '../../shared/ids.ts';
import type { VmRow } from '../../shared/model/inventory.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import { allVms } from '../fixtures/allVms.ts';
import { createRandom } from '../sim/random.ts';
import { UniqueBlocks } from './benchArray.ts';
import { measureStorage, type StallBench } from './stallsStorage.ts';
import { TurnProfile } from './turnProfile.ts';
import { TurnMonitor } from './turns.ts';
import { powerWell } from '../fixtures/yard.ts';

const vmCount = 10_000;
const imageBytes = 64 * 1024 ** 2;
const divergedCount = 1_000;
/** 1 % of the image's blocks. */
const changesEach = 164;

const reportSchema = z.object({
  statistics: z.object({
    turnCount: z.number(), longestCpuMs: z.array(z.number()), longestWallMs: z.array(z.number()),
    over50: z.number(), over100: z.number(), delayMaxMs: z.number(), delayP99Ms: z.number(),
  }),
  profile: z.array(z.string()),
});
type Report = z.infer<typeof reportSchema>;

type Client = ContractRouterClient<YardContract>;
const requestId = () => requestIdOf(randomUUID());

/** The yard's thread: serves ports, and watches its own turns from one order to the next. */
async function host(port: MessagePort, directory: string, isProfiled: boolean): Promise<void> {
  mkdirSync(directory);
  const meta = Meta.open(join(directory, 'meta'));
  const array = await openArray({ meta, disk: new SegmentFiles(join(directory, 'segments')) });
  const yard = await assembleYard({ dataDirectory: directory, version: 'bench', log: (line) => console.error(line) }, meta, array);
  const serve = createPortServer(yard.router);
  let monitor: TurnMonitor | null = null;
  let profile: TurnProfile | null = null;
  let disks: FileId[] = [];
  const begin = async (): Promise<void> => {
    disks = disksToDiverge(array);
    profile = isProfiled ? new TurnProfile() : null;
    await profile?.start();
    monitor = new TurnMonitor();
    port.postMessage('begun');
  };
  const end = async (): Promise<void> => {
    if (!monitor) throw new Error('Nothing was begun.');
    const statistics = monitor.finish();
    port.postMessage({ statistics, profile: (await profile?.finish(monitor.turns, 2)) ?? [] } satisfies Report);
  };
  port.on('message', (order: unknown) => {
    if (order instanceof MessagePort) serve(order);
    else if (order === 'begin') void begin();
    else if (order === 'end') void end();
    else if (order === 'diverge') void diverge(array, disks).then(() => port.postMessage('diverged'));
    else void yard.close().then(() => process.exit(0));
  });
  port.postMessage('ready');
}

const random = createRandom(3);
const content = new UniqueBlocks(4);

/** Changes scattered blocks in 1,000 disks. A task for each write would take minutes. */
async function diverge(array: StorageArray, ids: readonly FileId[]): Promise<void> {
  for (const id of ids) {
    for (let done = 0; done < changesEach; done += 1) await array.write(id, random.below(imageBytes / blockSizeBytes) * blockSizeBytes, content.piece(1));
  }
  await array.flush();
}

/** Listed before the turns are watched, which the list would lengthen. */
function disksToDiverge(array: StorageArray): FileId[] {
  const [volumeId] = array.volumeIds();
  return volumeId === undefined ? [] : [...array.fileIds(volumeId)].slice(1, 1 + divergedCount);
}

async function measure(work: string, { isProfiled, isStorageOnly }: { isProfiled: boolean; isStorageOnly: boolean }): Promise<void> {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { directory: join(work, 'yard'), isProfiled } });
  await once(worker, 'message');
  const connect = (): Client => {
    const { port1, port2 } = new MessageChannel();
    worker.postMessage(port2, [port2]);
    const client: Client = createORPCClient(new RPCLink({ port: port1 }));
    port1.start();
    return client;
  };
  const client = connect();
  const finish = async ({ taskId }: { taskId: TaskId }): Promise<void> => {
    const task = await client.tasks.wait({ id: taskId });
    if (task.state !== 'success') throw new Error(`${task.name}: ${task.fault?.message ?? task.state}`);
  };
  const image = join(work, 'gold.img');
  writeFileSync(image, Buffer.concat([createRandom(1).bytes(8 * 1024 ** 2), Buffer.alloc(imageBytes - 8 * 1024 ** 2)]));
  const patch = join(work, 'patch.bin');
  writeFileSync(patch, createRandom(2).bytes(64 * 1024));
  await finish(await client.system.initialize({ kind: 'empty', requestId: requestId() }));
  await finish(await client.disks.importImage({ path: image, name: 'gold', datastoreId: null, guestOs: '', requestId: requestId(), isUpload: false }));
  const template = (await allVms(client)).find((vm) => vm.isTemplate);
  if (!template) throw new Error('The import made no template.');
  const spec = (pattern: string, count: number) => ({
    sourceId: template.id, count, pattern, startNumber: 1, datastoreId: null, computeId: null, folderId: null, powerOn: false,
  });
  const clone = async (pattern: string, count: number) => finish(await client.cloning.start({ spec: spec(pattern, count), requestId: requestId() }));
  const named = (vms: readonly VmRow[], prefix: string): ObjectId[] => vms.filter((vm) => vm.name.startsWith(prefix)).map((vm) => vm.id);
  const write = async (ids: readonly ObjectId[]): Promise<void> => {
    const started = await Promise.all(ids.map((vmId) => client.disks.writeDisk({ vmId, offsetBytes: 16 * 1024 ** 2, path: patch, requestId: requestId() })));
    for (const each of started) await finish(each);
  };
  const readyOf = async (watcher: Client): Promise<void> => {
    for await (const event of await watcher.inventory.watch()) if (event.type === 'ready') return;
  };
  const follow = async (stream: AsyncIterable<unknown>): Promise<void> => {
    for await (const event of stream) if (event === undefined) return;
  };

  const rows: (Report['statistics'] & { what: string; elapsedMs: number })[] = [];
  const phase = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    worker.postMessage('begin');
    await once(worker, 'message');
    const startedMs = performance.now();
    await act();
    const elapsedMs = performance.now() - startedMs;
    worker.postMessage('end');
    const [answer] = await once(worker, 'message');
    const report = reportSchema.parse(answer);
    rows.push({ what, elapsedMs, ...report.statistics });
    for (const line of report.profile) console.log(`${what}: ${line}`);
  };

  const perRequest = 1_000;
  await phase(`clone ${vmCount}, nobody watches`, async () => {
    for (let made = 0; made < vmCount; made += perRequest) await clone(`vm${made / perRequest}-{n:04}`, perRequest);
  });
  const vms = await allVms(client);
  const watcher = connect();
  await phase('subscribe to inventory and tasks', async () => {
    await readyOf(connect());
    void follow(await watcher.inventory.watch()).catch(() => undefined);
    void follow(await watcher.tasks.watch()).catch(() => undefined);
  });
  const measureInventory = async (): Promise<void> => {
    await phase('plan 1,000', () => client.cloning.plan(spec('plan-{n:04}', 1_000)));
    await phase('plan 10,000', () => client.cloning.plan(spec('plan-{n:05}', 10_000)));
    await phase('clone 1,000', () => clone('new-{n:04}', 1_000));
    await phase('write to 50', () => write(named(vms, 'vm0-').slice(0, 50)));
    await phase('write to 500', () => write(named(vms, 'vm1-').slice(0, 500)));
    await phase('power on 5,000', () => powerWell(client, vms.filter((vm) => !vm.isTemplate).slice(2_000, 7_000).map((vm) => vm.id), 'powerOn'));
    const extra = named(await allVms(client), 'new-');
    await phase('delete 1,000', async () => finish(await client.inventory.deleteVms({ ids: extra, requestId: requestId() })));
    await phase('items of a task', async () => {
      const [task] = await client.tasks.list({ limit: 1_000 });
      if (task) await client.tasks.children({ id: task.id, offset: 0, limit: 1_000 });
    });
    await phase('clone 10,000 at once', () => clone('big-{n:05}', 10_000));
    const big = named(await allVms(client), 'big-');
    await phase('delete 10,000', async () => finish(await client.inventory.deleteVms({ ids: big, requestId: requestId() })));
    await phase('page of 500', () => client.inventory.vms({ afterId: null, limit: 500 }));
    await phase('check', () => client.system.check({ isDeep: true }));
  };
  const bench: StallBench = {
    client, phase, finish, clone, newRequest: requestId, named: async (prefix) => named(await allVms(client), prefix),
    diverge: async () => {
      worker.postMessage('diverge');
      await once(worker, 'message');
    },
  };
  if (!isStorageOnly) await measureInventory();
  await measureStorage(bench);
  worker.postMessage('close');
  await once(worker, 'exit');

  const ms = (value: number) => value.toFixed(0);
  console.log(
    formatTable(
      [
        { title: `At ${vmCount} virtual machines`, cell: (row) => row.what },
        { title: 'Took ms', cell: (row) => ms(row.elapsedMs), isNumber: true },
        { title: 'Longest turns, processor ms', cell: (row) => row.longestCpuMs.map(ms).join(' '), isNumber: true },
        { title: 'clock ms', cell: (row) => row.longestWallMs.map(ms).join(' '), isNumber: true },
        { title: '> 50', cell: (row) => String(row.over50), isNumber: true },
        { title: '> 100', cell: (row) => String(row.over100), isNumber: true },
        { title: 'Loop delay max', cell: (row) => ms(row.delayMaxMs), isNumber: true },
        { title: 'p99', cell: (row) => ms(row.delayP99Ms), isNumber: true },
      ],
      rows,
    ),
  );
}

if (isMainThread) {
  const [folder, ...options] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Run this through: npm run bench -- stalls');
  await measure(folder, { isProfiled: options.includes('--profile'), isStorageOnly: options.includes('--storage') });
} else {
  if (!parentPort) throw new Error('A worker has a parent.');
  const { directory, isProfiled } = z.object({ directory: z.string(), isProfiled: z.boolean() }).parse(workerData);
  await host(parentPort, directory, isProfiled);
}
