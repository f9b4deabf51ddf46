/**
 * The victim of `kill.test.ts`: opens a yard and does one thing after the other until it is
 * killed, saying on stdout what it begins and what was acknowledged. Run as a bundle.
 */
import { randomUUID } from 'node:crypto';
import { writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { allVms } from '../fixtures/allVms.ts';
import { openYard } from '../../electron/yard.ts';
import { requestIdOf, type ObjectId, type TaskId } from '../../shared/ids.ts';
import { createRandom } from './random.ts';
import type { KillLine } from './killStory.ts';

const [dataDirectory, seedText, imagePath, scratchFolder] = process.argv.slice(2);
if (!dataDirectory || !seedText || !imagePath || !scratchFolder) throw new Error('usage: killChild DATA SEED IMAGE SCRATCH');

function say(line: KillLine): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

const random = createRandom(Number(seedText));
const yard = await openYard({ dataDirectory, version: 'test', log: () => undefined });
const client = createRouterClient(yard.router, { context: {} });
await yard.drain();
say({ type: 'open' });

const requestId = (): ReturnType<typeof requestIdOf> => requestIdOf(randomUUID());

async function finish(taskId: TaskId): Promise<void> {
  const task = await client.tasks.wait({ id: taskId });
  if (task.state !== 'success') throw new Error(`${task.name}: ${task.fault?.message ?? task.state}`);
}

for (let number = 0; ; number += 1) {
  const rows = await allVms(client);
  const templates = rows.filter((row) => row.isTemplate);
  const machines = rows.filter((row) => !row.isTemplate);
  const kind = random.below(100);
  const label = `${seedText}-${number}`;
  if (templates.length === 0 || (kind < 20 && templates.length < 3)) {
    const name = `template-${label}`;
    say({ type: 'begin', act: { kind: 'import', name } });
    const input = { path: imagePath, name, datastoreId: null, guestOs: '', isUpload: false, requestId: requestId() };
    await finish((await client.disks.importImage(input)).taskId);
  } else if (machines.length < 10 || (kind < 45 && machines.length < 200)) {
    const count = random.between(5, 60);
    const names = Array.from({ length: count }, (_, index) => `vm-${label}-${index}`);
    const source = random.pick(templates);
    say({ type: 'begin', act: { kind: 'clone', names } });
    const spec = {
      sourceId: source.id, count, pattern: `vm-${label}-{n}`, startNumber: 0, datastoreId: null, computeId: null, folderId: null, powerOn: false,
    };
    await finish((await client.cloning.start({ spec, requestId: requestId() })).taskId);
  } else if (kind < 85) {
    const vm = random.pick(machines);
    const value = random.between(1, 255);
    const block = random.below(Math.floor(vm.space.provisionedBytes / 4096) - 64);
    const count = random.between(1, 64);
    const path = join(scratchFolder, 'write.bin');
    writeFileSync(path, Buffer.alloc(count * 4096, value));
    say({ type: 'begin', act: { kind: 'write', name: vm.name, block, count, value } });
    await finish((await client.disks.writeDisk({ vmId: vm.id, offsetBytes: block * 4096, path, requestId: requestId() })).taskId);
  } else {
    const victims = new Map<ObjectId, string>();
    for (let i = random.between(1, 20); i > 0; i -= 1) {
      const vm = random.chance(0.1) ? random.pick(templates) : random.pick(machines);
      victims.set(vm.id, vm.name);
    }
    say({ type: 'begin', act: { kind: 'delete', names: [...victims.values()] } });
    await finish((await client.inventory.deleteVms({ ids: [...victims.keys()], requestId: requestId() })).taskId);
  }
  say({ type: 'done' });
}
