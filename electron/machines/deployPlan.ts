/** What deploying a template would come to. Changes nothing. */
import { Fault, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { CustomizationPreview } from '../../shared/model/customization.ts';
import { templateHardware, type DeployPlan, type DeploySpec } from '../../shared/model/deploy.ts';
import type { MachineCloneSpec } from '../../shared/model/machine.ts';
import { nameProblem } from '../../shared/naming.ts';
import { formatBytes } from '../../shared/units.ts';
import { cloneFacts } from '../acceleration/machineFacts.ts';
import { previewCustomization } from '../customization/port.ts';
import type { CustomizationRooms } from '../customization/rooms.ts';
import { duplicateName } from '../inventory/inventory.ts';
import type { VmRecord } from '../inventory/records.ts';
import { datastoreSpace } from '../inventory/rows.ts';
import { growthBytesOf } from '../inventory/volumeSpace.ts';
import { formatsOf } from '../offload/rules/diskFormats.ts';
import { planClone } from './cloneMachine.ts';
import { planHardware, type PlannedHardware } from './hardwareRules.ts';
import { requireDiskRoom } from './newDisks.ts';
import { requireNetwork } from './reconfigure.ts';
import type { MachineRooms } from './rooms.ts';

export interface DeployRooms extends MachineRooms {
  readonly customization: CustomizationRooms;
}

/** @throws Fault ManagedObjectNotFound when the template or a place does not exist; InvalidState when the template has no disk */
export function planDeploy(rooms: DeployRooms, spec: DeploySpec): DeployPlan {
  const { inventory } = rooms;
  const template = inventory.vm(spec.templateId);
  const { plan } = planClone(rooms, cloneSpecOf(spec));
  const { clones, mechanisms, refusals, warnings, datastore, ...rest } = plan;
  const hostId = clones[0]?.hostId ?? null;
  const own: FaultRecord[] = [];
  const hardware = orRefused(own, () => requireHardware(rooms, template, spec, hostId)) ?? planHardware(machineOf(template), noChange);
  const customization = orRefused(own, () => previewOf(rooms, hardware, spec));
  const addedBytes = hardware.grownDisks.reduce((sum, grown) => sum + grown.addedBytes, 0) + hardware.newDisks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const { after } = datastore;
  const reservedBytes = hostId === null ? 0 : grownThickBytes(rooms, template, spec, hostId, hardware) + thickBytes(hardware);
  const neededBytes = rest.neededBytes + reservedBytes;
  if (hostId !== null) orRefused(own, () => requireRoom(rooms, template, spec, hostId, hardware));
  const isTooMuch = [...refusals, ...own].some(({ code }) => code === 'InsufficientStorageSpace');
  if (!isTooMuch && reservedBytes > 0) orRefused(own, () => requireRoomFor(rooms, datastore.id, neededBytes));
  return {
    ...rest,
    spec,
    datastore: { ...datastore, after: { ...after, provisionedBytes: after.provisionedBytes + addedBytes, freeBytes: Math.max(0, after.freeBytes - reservedBytes) } },
    neededBytes,
    worstCaseBytes: rest.worstCaseBytes + addedBytes,
    host: hostId === null ? null : { id: hostId, name: nameIn(inventory, hostId) },
    decision: mechanisms[0]?.decision ?? null,
    cpuCount: { template: template.cpuCount, machine: hardware.cpuCount },
    memoryBytes: { template: template.memoryBytes, machine: hardware.memoryBytes },
    disks: [
      ...template.disks.map(({ label, sizeBytes }, index) => ({ label, templateBytes: sizeBytes, machineBytes: hardware.keptDisks[index]?.sizeBytes ?? sizeBytes })),
      ...hardware.newDisks.map(({ label, sizeBytes }) => ({ label, templateBytes: null, machineBytes: sizeBytes })),
    ],
    nics: plannedNics(inventory, template, hardware),
    customization,
    warnings: [...warnings, ...(hostId === null ? [] : hostWarnings(rooms, hostId, hardware))],
    refusals: [...refusalsOf(rooms, template, spec), ...refusals, ...own],
  };
}

/** The clone that a deployment begins with. */
export function cloneSpecOf({ templateId, name, folderId, computeId, datastoreId, diskFormat, powerOn }: DeploySpec): MachineCloneSpec {
  return { vmId: templateId, snapshotId: null, name, folderId, computeId, datastoreId, powerOn, ...(diskFormat && { diskFormat }) };
}

/** What the machine would have. @throws Fault InvalidArgument, ManagedObjectNotFound, LimitExceeded */
export function hardwareOf(template: VmRecord, { hardware }: Pick<DeploySpec, 'hardware'>): PlannedHardware {
  return planHardware(machineOf(template), { ...noChange, ...hardware });
}

const noChange = { ...templateHardware, removeDisks: [], detachDisks: [], attachDisks: [] };

function nameIn(inventory: MachineRooms['inventory'], id: ObjectId): string {
  return inventory.findContainer(id)?.name ?? id;
}

/** Those of the template, whether they are kept or not, and behind them what is added: one that is left out can have its label given anew. */
function plannedNics(inventory: MachineRooms['inventory'], { nics = [] }: VmRecord, { keptNics, newNics }: PlannedHardware): DeployPlan['nics'] {
  return [
    ...nics.map(({ label, networkId, isConnected }) => {
      const kept = keptNics.find((nic) => nic.label === label);
      return { label, templateNetwork: nameIn(inventory, networkId), machineNetwork: kept ? nameIn(inventory, kept.networkId) : null, isConnected: kept?.isConnected ?? isConnected };
    }),
    ...newNics.map(({ label, networkId, isConnected }) => ({ label, templateNetwork: null, machineNetwork: nameIn(inventory, networkId), isConnected })),
  ];
}

/** The template as the machine that is made of it: powered off, and held by no snapshot. */
function machineOf(template: VmRecord): VmRecord {
  const { snapshots: _snapshots, ...rest } = template;
  return { ...rest, isTemplate: false, powerState: 'poweredOff' };
}

/** @throws Fault what speaks against the hardware */
function requireHardware(rooms: DeployRooms, template: VmRecord, spec: DeploySpec, hostId: ObjectId | null): PlannedHardware {
  const hardware = hardwareOf(template, spec);
  if (hostId === null) return hardware;
  for (const { networkId } of [...spec.hardware.addNics, ...spec.hardware.changeNics]) if (networkId !== undefined) requireNetwork(rooms, networkId, hostId);
  return hardware;
}

/** @throws Fault what speaks against the disks that are added or grow, taken alone */
function requireRoom(rooms: DeployRooms, template: VmRecord, spec: DeploySpec, hostId: ObjectId, hardware: PlannedHardware): void {
  const place = { vmName: spec.name, hostId, datastoreId: spec.datastoreId ?? template.datastoreId, groupOf: null };
  requireDiskRoom(rooms, place, hardware.newDisks, new Map([[place.datastoreId, grownThickBytes(rooms, template, spec, hostId, hardware)]]));
}

/** @throws Fault where all disks together do not fit although the clone alone does */
function requireRoomFor({ inventory, array }: MachineRooms, datastoreId: ObjectId, neededBytes: number): void {
  const datastore = inventory.datastore(datastoreId);
  const { freeBytes } = datastoreSpace(inventory, array, datastore);
  if (neededBytes <= freeBytes + growthBytesOf(array.volume(datastore.volumeId))) return;
  throw new Fault('InsufficientStorageSpace', `"${datastore.name}" has ${formatBytes(freeBytes)} free; the machine takes ${formatBytes(neededBytes)}, since thick disks have their whole size set aside.`, {
    names: [datastore.name],
    hint: 'Choose thin disks or another datastore, or free space on this one.',
  });
}

/** What disks of the template set aside more than there, in the formats that the machine gets. */
function grownThickBytes(rooms: DeployRooms, template: VmRecord, spec: DeploySpec, hostId: ObjectId, { grownDisks }: PlannedHardware): number {
  if (grownDisks.length === 0) return 0;
  const formats = formatsOf(cloneFacts(rooms, { vm: template, datastoreId: spec.datastoreId, hostId, count: 1, diskFormat: spec.diskFormat }));
  return grownDisks.reduce((sum, { fileId, addedBytes }) => {
    const format = formats[template.disks.findIndex((disk) => disk.fileId === fileId)] ?? 'thin';
    return sum + (format === 'thin' ? 0 : addedBytes);
  }, 0);
}

function thickBytes({ newDisks }: PlannedHardware): number {
  return newDisks.reduce((sum, { format, sizeBytes }) => sum + (format === 'thin' ? 0 : sizeBytes), 0);
}

/** Addresses of adapters and the number of the machine come with it, so they are not known yet. @throws what `previewCustomization` throws */
function previewOf({ customization }: DeployRooms, { keptNics, newNics }: PlannedHardware, { customizationId, name }: DeploySpec): CustomizationPreview | null {
  if (customizationId === null || nameProblem(name) !== null) return null;
  const nics = [...keptNics, ...newNics].map(({ label }) => ({ label, macAddress: null }));
  return previewCustomization(customization, customizationId, { id: null, name, number: null, nics });
}

/** What `work` gives, or null with its fault among the refusals. */
function orRefused<T>(refusals: FaultRecord[], work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    refusals.push(error.toRecord());
    return null;
  }
}

/** What the plan of a clone does not look at: that it is a template, and the name. */
function refusalsOf({ inventory }: MachineRooms, template: VmRecord, { name }: DeploySpec): FaultRecord[] {
  const refusals: Fault[] = [];
  if (!template.isTemplate) {
    refusals.push(new Fault('InvalidState', `"${template.name}" is not a template.`, { names: [template.name], hint: 'Clone it, or convert it to a template first.' }));
  }
  const problem = nameProblem(name);
  if (problem !== null) refusals.push(new Fault('InvalidName', problem, { names: [name] }));
  else if (inventory.isNameTaken(name)) refusals.push(duplicateName([name]));
  return refusals.map((refusal) => refusal.toRecord());
}

/** A host runs more than it has, at the cost of waiting; one machine that is larger than its host is worth a word. */
function hostWarnings({ inventory }: MachineRooms, hostId: ObjectId, { cpuCount, memoryBytes }: Pick<VmRecord, 'cpuCount' | 'memoryBytes'>): string[] {
  const host = inventory.findContainer(hostId);
  if (host?.kind !== 'host') return [];
  const warnings: string[] = [];
  if (cpuCount > host.cpuCoreCount) warnings.push(`"${host.name}" has ${host.cpuCoreCount} processor cores; the virtual machine would have ${cpuCount} virtual CPUs.`);
  if (memoryBytes > host.memoryBytes) warnings.push(`"${host.name}" has ${formatBytes(host.memoryBytes)} of memory; the virtual machine would have ${formatBytes(memoryBytes)}.`);
  return warnings;
}
