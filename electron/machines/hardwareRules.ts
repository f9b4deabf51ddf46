/** What a change of virtual hardware makes of a machine, and what speaks against it. Pure. */
import { Fault } from '../../shared/faults.ts';
import type { FileId } from '../../shared/ids.ts';
import { hardwareLimits, type HardwareChange, type NewDisk, type NewNic } from '../../shared/model/hardware.ts';
import { formatBytes } from '../../shared/units.ts';
import { nicLabel } from '../inventory/nics.ts';
import { customizationDiskLabel, type DiskRecord, type NicDraft, type NicRecord, type VmRecord } from '../inventory/records.ts';

export interface PlannedDisk extends NewDisk {
  readonly label: string;
}

export interface PlannedHardware {
  readonly cpuCount: number;
  readonly memoryBytes: number;
  /** Those that stay, with the sizes that they get. */
  readonly keptDisks: readonly DiskRecord[];
  readonly grownDisks: readonly { readonly fileId: FileId; readonly sizeBytes: number; readonly addedBytes: number }[];
  readonly removedDisks: readonly DiskRecord[];
  /** Those that go while their files stay. */
  readonly detachedDisks: readonly DiskRecord[];
  /** Those that it gets, with the labels that they get. */
  readonly attachedDisks: readonly DiskRecord[];
  readonly newDisks: readonly PlannedDisk[];
  readonly keptNics: readonly NicRecord[];
  readonly newNics: readonly NicDraft[];
}

/**
 * What vSphere allows while a machine runs: adding, growing and removing SCSI disks, and everything about adapters.
 * Source: vSphere Virtual Machine Administration, configuring virtual machine hardware.
 * @param attachable those that `attachDisks` names
 * @throws Fault InvalidState, InvalidPowerState, InvalidArgument, LimitExceeded, ManagedObjectNotFound
 */
export function planHardware(vm: VmRecord, change: HardwareChange, attachable: readonly DiskRecord[] = []): PlannedHardware {
  requireChangeable(vm, change);
  const leaving = new Set([...change.removeDisks, ...change.detachDisks]);
  const keptDisks = vm.disks.filter(({ label }) => !leaving.has(label)).map((disk) => grown(vm, disk, change));
  for (const { label } of change.growDisks) requireDisk(vm, label);
  const removedDisks = change.removeDisks.map((label) => removable(vm, label));
  const detachedDisks = change.detachDisks.filter((label) => !change.removeDisks.includes(label)).map((label) => detachable(vm, label));
  const takenLabels = [...vm.disks, ...(vm.snapshots?.all ?? []).flatMap(({ disks }) => disks)].map(({ label }) => label);
  const newDisks = labelled(change.addDisks, takenLabels, diskLabel);
  const attachedDisks = labelled(attachable, [...takenLabels, ...newDisks.map(({ label }) => label)], diskLabel);
  requireCount(vm, 'disks', keptDisks.length + newDisks.length + attachedDisks.length, hardwareLimits.diskCount);
  const nics = vm.nics ?? [];
  for (const label of [...change.removeNics, ...change.changeNics.map((one) => one.label)]) requireNic(vm, label);
  const keptNics = nics.filter(({ label }) => !change.removeNics.includes(label)).map((nic): NicRecord => {
    const changed = change.changeNics.findLast(({ label }) => label === nic.label);
    return { ...nic, networkId: changed?.networkId ?? nic.networkId, isConnected: changed?.isConnected ?? nic.isConnected };
  });
  const newNics = labelled(change.addNics, keptNics.map(({ label }) => label), nicLabel);
  requireCount(vm, 'network adapters', keptNics.length + newNics.length, hardwareLimits.nicCount);
  const grownDisks = keptDisks.flatMap(({ fileId, sizeBytes }) => {
    const before = vm.disks.find((disk) => disk.fileId === fileId)?.sizeBytes ?? sizeBytes;
    return sizeBytes === before ? [] : [{ fileId, sizeBytes, addedBytes: sizeBytes - before }];
  });
  return { cpuCount: change.cpuCount ?? vm.cpuCount, memoryBytes: change.memoryBytes ?? vm.memoryBytes, keptDisks, grownDisks, removedDisks, detachedDisks, attachedDisks, newDisks, keptNics, newNics };
}

/** Of a new machine. */
export function labelDisks(disks: readonly NewDisk[]): PlannedDisk[] {
  return labelled(disks, [], diskLabel);
}
export function labelNics(nics: readonly NewNic[]): NicDraft[] {
  return labelled(nics, [], nicLabel);
}

function requireChangeable(vm: VmRecord, { cpuCount, memoryBytes }: HardwareChange): void {
  const names = [vm.name];
  if (vm.isTemplate) throw new Fault('InvalidState', `"${vm.name}" is a template, which does not change.`, { names, hint: 'Convert it to a virtual machine first.' });
  if (vm.powerState === 'suspended') throw new Fault('InvalidPowerState', `"${vm.name}" is suspended.`, { names, hint: 'Power it on or off first.' });
  if (vm.powerState === 'poweredOff') return;
  const changed = [...((cpuCount ?? vm.cpuCount) === vm.cpuCount ? [] : ['CPUs']), ...((memoryBytes ?? vm.memoryBytes) === vm.memoryBytes ? [] : ['memory'])];
  if (changed.length === 0) return;
  throw new Fault('InvalidPowerState', `"${vm.name}" is powered on: its ${changed.join(' and ')} cannot change.`, { names, hint: 'Power it off first. Disks and network adapters can change while it runs.' });
}

function grown(vm: VmRecord, disk: DiskRecord, { growDisks }: HardwareChange): DiskRecord {
  const wanted = growDisks.findLast(({ label }) => label === disk.label);
  if (!wanted || wanted.sizeBytes === disk.sizeBytes) return disk;
  if (wanted.sizeBytes < disk.sizeBytes) {
    throw new Fault('InvalidArgument', `"${disk.label}" of "${vm.name}" has ${formatBytes(disk.sizeBytes)} and cannot become smaller.`, { names: [vm.name], hint: 'Disks only grow.' });
  }
  requireNotHeld(vm, disk, 'grow');
  return { ...disk, sizeBytes: wanted.sizeBytes };
}

function removable(vm: VmRecord, label: string): DiskRecord {
  const disk = requireDisk(vm, label);
  requireNotHeld(vm, disk, 'be removed');
  return disk;
}

/** What a guest was told to become, secrets among it, must not stay behind. */
function detachable(vm: VmRecord, label: string): DiskRecord {
  const disk = removable(vm, label);
  if (label !== customizationDiskLabel) return disk;
  throw new Fault('InvalidArgument', `The customization disk of "${vm.name}" can only be removed with its file.`, { names: [vm.name], hint: 'It is made anew when the guest is customized again.' });
}

/** vSphere refuses to extend a disk below snapshots; here a disk that one of them would put back cannot go either. */
function requireNotHeld(vm: VmRecord, { label }: DiskRecord, what: string): void {
  const holder = vm.snapshots?.all.find(({ disks }) => disks.some((disk) => disk.label === label));
  if (!holder) return;
  throw new Fault('InvalidState', `"${label}" of "${vm.name}" cannot ${what}: the snapshot "${holder.name}" holds it.`, { names: [vm.name], hint: 'Delete the snapshots of the virtual machine first.' });
}

/** @throws Fault ManagedObjectNotFound */
export function requireDisk(vm: VmRecord, label: string): DiskRecord {
  const disk = vm.disks.find((one) => one.label === label);
  if (!disk) throw new Fault('ManagedObjectNotFound', `"${vm.name}" has no disk "${label}".`, { names: [vm.name] });
  return disk;
}

function requireNic(vm: VmRecord, label: string): void {
  if (vm.nics?.some((nic) => nic.label === label)) return;
  throw new Fault('ManagedObjectNotFound', `"${vm.name}" has no network adapter "${label}".`, { names: [vm.name] });
}

function requireCount(vm: VmRecord, what: string, count: number, limit: number): void {
  if (count > limit) throw new Fault('LimitExceeded', `"${vm.name}" would have ${count} ${what}; a virtual machine has at most ${limit}.`, { names: [vm.name] });
}

function diskLabel(number: number): string {
  return `Hard disk ${number}`;
}

/** Each gets the first number that is free. */
function labelled<T extends object>(items: readonly T[], taken: readonly string[], labelOf: (number: number) => string): (T & { label: string })[] {
  const used = new Set(taken);
  return items.map((item) => {
    let number = 1;
    while (used.has(labelOf(number))) number += 1;
    used.add(labelOf(number));
    return { ...item, label: labelOf(number) };
  });
}
