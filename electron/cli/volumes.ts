/** Volumes and snapshots by the names people type, and the shapes that `--json` prints for them. */
import { InvalidArgumentError } from 'commander';
import { Fault } from '../../shared/faults.ts';
import type { Autogrow, DedupeStatus, VolumeChange, VolumeRow, VolumeSnapshot } from '../../shared/model/storage.ts';
import { nameKey } from '../../shared/naming.ts';
import type { YardClient } from './session.ts';
import { parseBytes } from './values.ts';

/** By name, or by the number that is its id. @throws Fault ManagedObjectNotFound */
export async function findVolume(client: YardClient, name: string): Promise<VolumeRow> {
  const found = match(await client.storage.volumes(), name);
  if (found) return found;
  throw new Fault('ManagedObjectNotFound', `There is no volume "${name}".`, { names: [name], hint: 'List them with: cloneyard volume ls' });
}

/** @throws Fault ManagedObjectNotFound */
export async function findVolumeSnapshot(client: YardClient, volume: VolumeRow, name: string): Promise<VolumeSnapshot> {
  const found = match(await client.storage.snapshots({ volumeId: volume.id }), name);
  if (found) return found;
  throw new Fault('ManagedObjectNotFound', `The volume "${volume.name}" has no snapshot "${name}".`, { names: [name], hint: `List them with: cloneyard volume snapshot ls ${volume.name}` });
}

/** `VOLUME` or `VOLUME@SNAPSHOT`; a volume whose name has an @ in it goes first. */
export async function findVolumeAt(client: YardClient, text: string): Promise<{ volume: VolumeRow; snapshot: VolumeSnapshot | null }> {
  const whole = match(await client.storage.volumes(), text);
  const at = text.lastIndexOf('@');
  if (whole || at === -1) return { volume: whole ?? (await findVolume(client, text)), snapshot: null };
  const volume = await findVolume(client, text.slice(0, at));
  return { volume, snapshot: await findVolumeSnapshot(client, volume, text.slice(at + 1)) };
}

function match<T extends { readonly id: number; readonly name: string }>(items: readonly T[], name: string): T | undefined {
  const key = nameKey(name);
  return items.find((item) => item.name === name) ?? items.find((item) => nameKey(item.name) === key) ?? items.find((item) => String(item.id) === name);
}

const isoOf = (timeMs: number | null): string | null => (timeMs === null ? null : new Date(timeMs).toISOString());

export function dedupeView({ nextRunAtMs, lastRun, taskId, ...status }: DedupeStatus) {
  const run = lastRun && (({ startedAtMs, endedAtMs, ...figures }) => ({ startedAt: isoOf(startedAtMs), endedAt: isoOf(endedAtMs), ...figures }))(lastRun);
  return { ...status, task: taskId, lastRun: run, nextRunAt: isoOf(nextRunAtMs) };
}

export function volumeView({ id, name, createdAtMs, datastore, exactAsOfMs, base, cloneNames, dedupe, ...rest }: VolumeRow) {
  return {
    id,
    name,
    datastore: datastore?.name ?? null,
    createdAt: isoOf(createdAtMs),
    ...rest,
    exactAsOf: isoOf(exactAsOfMs),
    base: base && `${base.volumeName}@${base.snapshotName}`,
    clones: cloneNames,
    dedupe: dedupeView(dedupe),
  };
}

export function snapshotView({ id, name, comment, createdAtMs, logicalBytes, uniqueBytes, isExact, cloneNames }: VolumeSnapshot) {
  return { id, name, comment, createdAt: isoOf(createdAtMs), logicalBytes, uniqueBytes, isExact, clones: cloneNames };
}

/** Settings as they are typed after `volume create` and `volume set`. */
export interface SettingOptions {
  readonly size?: number;
  readonly guarantee?: 'none' | 'volume';
  readonly autogrow?: Autogrow | 'off';
  readonly nearlyFull?: number;
  readonly full?: number;
}

export function settingsOf({ size, guarantee, autogrow, nearlyFull, full }: SettingOptions): VolumeChange {
  return {
    ...(size !== undefined && { sizeBytes: size }),
    ...(guarantee && { guarantee }),
    ...(autogrow !== undefined && { autogrow: autogrow === 'off' ? null : autogrow }),
    ...(nearlyFull !== undefined && { nearlyFullPercent: nearlyFull }),
    ...(full !== undefined && { fullPercent: full }),
  };
}

/** Where a volume grows when nothing else is said. */
const defaultAutogrowPercent = 85;

/** Reads `200GiB`, `200GiB@90`, `200GiB@90+10GiB` or `off`. */
export function parseAutogrow(text: string): Autogrow | 'off' {
  if (text.trim().toLowerCase() === 'off') return 'off';
  const [bounds = '', increment] = text.split('+');
  const [maximum = '', percent] = bounds.split('@');
  const atPercent = percent === undefined ? defaultAutogrowPercent : parsePercent(percent);
  return { maximumBytes: parseBytes(maximum), atPercent, ...(increment !== undefined && { incrementBytes: parseBytes(increment) }) };
}

/** Reads `85` or `85%`. */
export function parsePercent(text: string): number {
  const value = /^(\d{1,3})\s*%?$/.exec(text.trim())?.[1];
  if (value === undefined || Number(value) < 1 || Number(value) > 100) throw new InvalidArgumentError('Give a percentage from 1 to 100.');
  return Number(value);
}
