/** Yards with one volume, one template and some clones for the tests of the storage room. */
import { makeSparseImage, tempFolder, type TempFolder } from '../../fixtures/images.ts';
import { YardBench, cloneSpec, cloneWell, endedWell, importTemplate, newRequestId, type TestYard, type TestYardOptions, type YardClient } from '../../fixtures/yard.ts';
import type { RequestId, TaskId, VolumeId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import type { VolumeRow, VolumeSnapshot } from '../../../shared/model/storage.ts';
import type { Task } from '../../../shared/model/task.ts';
import { mibBytes } from '../../../shared/units.ts';

export interface StorageYard extends TestYard {
  readonly volume: VolumeRow;
  readonly template: VmRow;
  /** What the template holds. */
  readonly dataBytes: number;
}

export class StorageBench {
  readonly yards = new YardBench();
  readonly #folders: TempFolder[] = [];

  /** A volume `datastore1` with the template `gold` of 1 MiB, `dataBytes` of it data, and clones `vdi-001` and so on. */
  async open(options: TestYardOptions, cloneCount: number): Promise<StorageYard> {
    const folder = await tempFolder();
    this.#folders.push(folder);
    await makeSparseImage(folder.file('gold.img'), mibBytes, 5);
    const opened = await this.yards.openSetUp(options);
    const template = await importTemplate(opened.client, folder.file('gold.img'), 'gold');
    if (cloneCount > 0) await cloneWell(opened.client, cloneSpec(template.id, cloneCount));
    return { ...opened, template, dataBytes: template.space.logicalBytes, volume: await volumeNamed(opened.client, 'datastore1') };
  }

  async cleanUp(): Promise<void> {
    await this.yards.cleanUp();
    for (const folder of this.#folders.splice(0)) await folder.remove();
  }
}

export async function volumeNamed(client: YardClient, name: string): Promise<VolumeRow> {
  const found = (await client.storage.volumes()).find((volume) => volume.name === name);
  if (!found) throw new Error(`There is no volume ${name}.`);
  return found;
}

export function snapshotWell(client: YardClient, volumeId: VolumeId, name: string): Promise<VolumeSnapshot> {
  return client.storage.createSnapshot({ volumeId, name, comment: '' });
}

/** Starts a task and waits for its good end. */
export async function runWell(client: YardClient, start: (requestId: RequestId) => Promise<{ taskId: TaskId }>): Promise<Task> {
  const { taskId } = await start(newRequestId());
  return endedWell(client, taskId);
}

export async function deleteWell(client: YardClient, ...rows: readonly VmRow[]): Promise<Task> {
  return runWell(client, (requestId) => client.inventory.deleteVms({ ids: rows.map((row) => row.id), requestId }));
}

/** The rules that every row keeps, exact or not. */
export function brokenRules(row: VolumeRow): string[] {
  const broken: string[] = [];
  if (row.savedBytes !== row.savedByDedupeBytes + row.savedByCloneBytes) broken.push('saved does not add up');
  if (row.savedBytes > row.logicalBytes) broken.push('more is saved than there is');
  const stored = row.logicalBytes - row.savedBytes + row.snapshotBytes;
  if (row.isExact ? row.physicalBytes !== stored : row.physicalBytes < stored) broken.push(`physical ${row.physicalBytes} against ${stored}`);
  if (row.freeBytes !== Math.max(0, row.sizeBytes - row.physicalBytes - row.reservedBytes)) broken.push('free does not add up');
  return broken.map((text) => `${row.name}: ${text}`);
}
