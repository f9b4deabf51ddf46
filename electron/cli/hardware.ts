/** What the commands that change virtual hardware share. */
import { InvalidArgumentError } from 'commander';
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { cpuProblem, diskSizeProblem, hardwareChangeSchema, memoryProblem, type HardwareChangeInput, type NewDisk } from '../../shared/model/hardware.ts';
import type { DiskFormat, Network, VmDetail } from '../../shared/model/inventory.ts';
import { formatDuration } from '../../shared/units.ts';
import { findDatastore, findVirtualMachine, matchName, readInventory, type Inventory } from './inventory.ts';
import { diskFormatChoices, diskFormats, type DiskFormatChoice } from './offloadWords.ts';
import type { Session } from './session.ts';
import type { Shell } from './shell.ts';
import { runTask } from './tasks.ts';
import { parseBytes } from './values.ts';

/**
 * Changes the hardware of one machine in one task and answers with what it has become.
 * @param changeOf told what there is, says what is to change
 * @param wordsOf what was done: "Added Hard disk 2"
 */
export async function reconfigure(
  shell: Shell,
  name: string,
  changeOf: (detail: VmDetail, inventory: Inventory) => HardwareChangeInput,
  wordsOf: (before: VmDetail, after: VmDetail) => string,
): Promise<void> {
  await shell.inYard(async (session) => {
    const { client } = session;
    const inventory = await readInventory(client);
    const { id } = findVirtualMachine(inventory, name);
    const before = await client.inventory.vm({ id });
    const change = hardwareChangeSchema.parse(changeOf(before, inventory));
    const { task, elapsedMs } = await runTask(shell, session, 'reconfigureVm', (requestId) => client.hardware.reconfigure({ vmId: id, change, requestId }));
    const after = await client.inventory.vm({ id });
    shell.answer({ task: task.id, id, name: after.name, ...hardwareView(after, inventory), elapsedMs }, () => `${wordsOf(before, after)} of "${after.name}" in ${formatDuration(elapsedMs)}.`);
  });
}

/** As `--json` prints it. */
export function hardwareView({ cpuCount, memoryBytes, disks, nics }: VmDetail, { containers }: Pick<Inventory, 'containers'>) {
  const nameOf = (id: ObjectId): string => containers.get(id)?.name ?? id;
  return { cpuCount, memoryBytes, disks: disks.map(({ label, sizeBytes, format, datastoreId }) => ({ label, sizeBytes, format, datastore: nameOf(datastoreId) })), nics };
}

/** Labels of what `after` has and `before` has not: "Hard disk 2", "Hard disk 2, Hard disk 3". */
export function addedLabels(before: readonly { readonly label: string }[], after: readonly { readonly label: string }[]): string {
  const known = new Set(before.map(({ label }) => label));
  return after.filter(({ label }) => !known.has(label)).map(({ label }) => label).join(', ');
}

/** The label of a disk or adapter that was typed as a whole or as its number. @throws Fault ManagedObjectNotFound listing what there is */
export function labelOf(items: readonly { readonly label: string }[], what: string, typed: string): string {
  const wanted = (/^\d+$/.test(typed) ? `${what} ${typed}` : typed).toLowerCase();
  const found = items.find(({ label }) => label.toLowerCase() === wanted);
  if (found) return found.label;
  const there = items.length === 0 ? 'There is none.' : `There are: ${items.map(({ label }) => label).join(', ')}`;
  throw new Fault('ManagedObjectNotFound', `There is no "${typed}".`, { names: [typed], hint: there });
}
/** For calls that take the label of a disk, or nothing for the first one. */
export async function diskLabel({ client }: Session, id: ObjectId, typed: string | undefined): Promise<{ disk?: string }> {
  return typed === undefined ? {} : { disk: labelOf((await client.inventory.vm({ id })).disks, diskWord, typed) };
}
export const diskWord = 'Hard disk';
export const nicWord = 'Network adapter';

export function findNetwork(inventory: Inventory, name: string): Network {
  const networks = [...inventory.containers.values()].filter((container) => container.kind === 'network');
  const found = matchName(networks, name);
  if (found) return found;
  throw new Fault('ManagedObjectNotFound', `There is no network "${name}".`, { names: [name], hint: 'List them with: cloneyard network ls' });
}

/** A disk to add, its datastore as it was typed; left out: with its machine. */
export interface TypedDisk extends Omit<NewDisk, 'datastoreId'> {
  readonly datastore?: string;
}

/** Reads `20GiB`, with a format behind it, `20GiB:eager`, and a datastore, `20GiB:eager@vmfs-01`. */
export function parseNewDisk(text: string): TypedDisk {
  const at = text.indexOf('@');
  const datastore = at < 0 ? undefined : text.slice(at + 1);
  const [size = '', format = 'thin', ...others] = (at < 0 ? text : text.slice(0, at)).split(':');
  if (!isFormat(format) || others.length > 0) throw new InvalidArgumentError(`Give a size and, after a colon, ${diskFormatChoices.join(', ')}: 20GiB:thin.`);
  if (datastore === '') throw new InvalidArgumentError('Give the name of a datastore behind the @: 20GiB@NAME.');
  return { sizeBytes: parseDiskSize(size), format: diskFormatOf(format), ...(datastore !== undefined && { datastore }) };
}

/** @throws Fault ManagedObjectNotFound where there is no such datastore */
export function newDiskOf(inventory: Inventory, { datastore, ...disk }: TypedDisk): NewDisk {
  return datastore === undefined ? disk : { ...disk, datastoreId: findDatastore(inventory, datastore).id };
}

/** For options that may be given several times. */
export function collect(text: string, earlier: string[]): string[] {
  return [...earlier, text];
}
export function collectDisks(text: string, earlier: TypedDisk[]): TypedDisk[] {
  return [...earlier, parseNewDisk(text)];
}

export function diskFormatOf(choice: DiskFormatChoice): DiskFormat {
  return diskFormats[choice];
}

export function parseDiskSize(text: string): number {
  return checked(parseBytes(text), diskSizeProblem);
}

export function parseMemory(text: string): number {
  return checked(parseBytes(text), memoryProblem);
}

export function parseCpuCount(text: string): number {
  return checked(/^\d+$/.test(text) ? Number(text) : Number.NaN, cpuProblem);
}

function isFormat(text: string): text is DiskFormatChoice {
  return diskFormatChoices.includes(text);
}

function checked(value: number, problemOf: (value: number) => string | null): number {
  const problem = problemOf(value);
  if (problem !== null) throw new InvalidArgumentError(problem);
  return value;
}
