/** What deploying a template would come to. Changes nothing. */
import { Fault, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { CustomizationPreview } from '../../shared/model/customization.ts';
import { templateHardware, type DeployPlan, type DeploySpec } from '../../shared/model/deploy.ts';
import type { MachineCloneSpec } from '../../shared/model/machine.ts';
import { nameProblem } from '../../shared/naming.ts';
import { formatBytes } from '../../shared/units.ts';
import { worstOf } from '../cloning/cloneGroups.ts';
import { previewCustomization } from '../customization/port.ts';
import type { CustomizationRooms } from '../customization/rooms.ts';
import { duplicateName } from '../inventory/inventory.ts';
import { targetOfDisk, type TargetDisk } from '../inventory/diskTargets.ts';
import { datastoreOfDisk, type VmRecord } from '../inventory/records.ts';
import { planClone } from './cloneMachine.ts';
import { planHardware, type PlannedHardware } from './hardwareRules.ts';
import { addedTo, grownThickBytes, requireRoomFor, withAdded } from './deploySpace.ts';
import { requireDiskRoom, type DiskPlace } from './newDisks.ts';
import { requireNetwork } from './reconfigure.ts';
import type { MachineRooms } from './rooms.ts';

export interface DeployRooms extends MachineRooms {
  readonly customization: CustomizationRooms;
}

/** @throws Fault ManagedObjectNotFound when the template or a place does not exist; InvalidState when the template has no disk; InvalidArgument for a placement of disks that are not there */
export function planDeploy(rooms: DeployRooms, spec: DeploySpec): DeployPlan {
  const { inventory } = rooms;
  const template = inventory.vm(spec.templateId);
  const { plan, routes: routesOn } = planClone(rooms, cloneSpecOf(spec), spec.hardware.addDisks);
  const { clones, mechanisms: _mechanisms, routes, refusals, warnings, datastore, datastores, ...rest } = plan;
  const hostId = clones[0]?.hostId ?? null;
  const own: FaultRecord[] = [];
  const hardware = orRefused(own, () => requireHardware(rooms, template, spec, hostId)) ?? planHardware(machineOf(template), noChange);
  const customization = orRefused(own, () => previewOf(rooms, hardware, spec));
  const place: DiskPlace = { vmName: spec.name, hostId: hostId ?? template.hostId, datastoreId: datastore.id, groupOf: null };
  const targetOf = (disk: TargetDisk): ObjectId => targetOfDisk(template, disk, spec);
  const grownThick = hostId === null ? new Map<ObjectId, number>() : grownThickBytes(routesOn(hostId, 1), hardware);
  const added = addedTo(place, hardware, targetOf, grownThick);
  if (hostId !== null) orRefused(own, () => requireDiskRoom(rooms, place, hardware.newDisks, grownThick));
  const spaces = withAdded(inventory, rooms.array, datastores, added);
  const isTooMuch = [...refusals, ...own].some(({ code }) => code === 'InsufficientStorageSpace');
  if (hostId !== null && !isTooMuch) {
    for (const { id, neededBytes } of spaces) if ((added.get(id)?.reservedBytes ?? 0) > 0) orRefused(own, () => requireRoomFor(rooms, id, neededBytes));
  }
  const [home = datastore] = spaces;
  return {
    ...rest,
    spec,
    datastore: home,
    datastores: spaces,
    routes,
    neededBytes: spaces.reduce((sum, { neededBytes }) => sum + neededBytes, 0),
    worstCaseBytes: rest.worstCaseBytes + [...added.values()].reduce((sum, { provisionedBytes }) => sum + provisionedBytes, 0),
    host: hostId === null ? null : { id: hostId, name: nameIn(inventory, hostId) },
    decision: worstOf(routes.flatMap(({ mechanisms }) => mechanisms.slice(0, 1)))?.decision ?? null,
    cpuCount: { template: template.cpuCount, machine: hardware.cpuCount },
    memoryBytes: { template: template.memoryBytes, machine: hardware.memoryBytes },
    disks: [
      ...template.disks.map((disk, index) => ({ label: disk.label, templateBytes: disk.sizeBytes, machineBytes: hardware.keptDisks[index]?.sizeBytes ?? disk.sizeBytes, ...on(inventory, targetOf(disk)) })),
      ...hardware.newDisks.map((disk) => ({ label: disk.label, templateBytes: null, machineBytes: disk.sizeBytes, ...on(inventory, datastoreOfDisk(place, disk)) })),
    ],
    nics: plannedNics(inventory, template, hardware),
    customization,
    warnings: [...warnings, ...(hostId === null ? [] : hostWarnings(rooms, hostId, hardware))],
    refusals: [...refusalsOf(rooms, template, spec), ...refusals, ...own],
  };
}

/** The clone that a deployment begins with. */
export function cloneSpecOf({ templateId, name, folderId, computeId, datastoreId, diskPlacement, diskFormat, powerOn }: DeploySpec): MachineCloneSpec {
  return { vmId: templateId, snapshotId: null, name, folderId, computeId, datastoreId, powerOn, ...(diskPlacement && { diskPlacement }), ...(diskFormat && { diskFormat }) };
}

/** What the machine would have. @throws Fault InvalidArgument, ManagedObjectNotFound, LimitExceeded */
export function hardwareOf(template: VmRecord, { hardware }: Pick<DeploySpec, 'hardware'>): PlannedHardware {
  return planHardware(machineOf(template), { ...noChange, ...hardware });
}

const noChange = { ...templateHardware, removeDisks: [], detachDisks: [], attachDisks: [] };

function nameIn(inventory: MachineRooms['inventory'], id: ObjectId): string {
  return inventory.findContainer(id)?.name ?? id;
}

function on(inventory: MachineRooms['inventory'], datastoreId: ObjectId): Pick<DeployPlan['disks'][number], 'datastoreId' | 'datastoreName'> {
  return { datastoreId, datastoreName: nameIn(inventory, datastoreId) };
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
