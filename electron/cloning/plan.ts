/**
 * A rapid clone before it happens. Pure: the same facts and the same request always give the
 * same plan, and nothing is changed by making one.
 */
import { Fault, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { ClonePlan, CloneSpec, PlannedClone } from '../../shared/model/clonePlan.ts';
import type { Container, Datastore, Host, Mechanism, VmRow } from '../../shared/model/inventory.ts';
import { expandNames, nameProblem, parseNamePattern } from '../../shared/naming.ts';
import { formatBytes, formatCount } from '../../shared/units.ts';
import { isMounted, modeFault, unmountedFault } from '../inventory/placement.ts';
import { noHostFault } from '../inventory/hostStates.ts';
import { offeredFormats } from '../offload/rules/decideLocal.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import { copiesData, groupClones, type CloneGroup } from './cloneGroups.ts';
import { neededBytesOf, type NeededBytes } from './neededBytes.ts';

/** Everything a plan depends on, as of one moment. */
export interface CloneFacts {
  readonly source: VmRow;
  readonly containers: readonly Container[];
  readonly hostVmCount: (hostId: ObjectId) => number;
  readonly isNameTaken: (name: string) => boolean;
  /** Clones per second of the last run on this machine. */
  readonly clonesPerSecond: number | null;
  /** Bytes per second of the last copy of this kind on this machine. */
  readonly copyRate: (mechanism: Mechanism) => number | null;
  /** How much the datastore that they are made on can grow by itself; nothing when left out. */
  readonly growthBytes?: number;
  /** What the rules look at when `count` clones go through a host. */
  readonly ruleFacts: (hostId: ObjectId, count: number) => CloneRuleFacts;
}

/** The first names a refusal lists; how many there are in all is in its message. */
const listedNames = 20;

/** @throws Fault ManagedObjectNotFound when the datastore, folder or compute resource does not exist */
export function planClones(facts: CloneFacts, spec: CloneSpec): ClonePlan {
  const { source } = facts;
  const refusals: FaultRecord[] = [];
  const refuse = (fault: Fault): void => void refusals.push(fault.toRecord());

  const datastore = datastoreOf(facts, spec);
  const folderName = folderNameOf(facts, spec);
  const compute = computeOf(facts, spec);
  if (source.powerState !== 'poweredOff') {
    refuse(new Fault('InvalidPowerState', `"${source.name}" is not powered off.`, { names: [source.name], hint: 'Power it off first, so that its disk does not change while it is cloned.' }));
  }
  const names = namesOf(facts, spec, refuse);
  const inMaintenance = modeFault(datastore);
  if (inMaintenance) refuse(inMaintenance);
  const connected = compute.hosts.filter((host) => host.connectionState === 'connected');
  const hosts = connected.filter((host) => isMounted(datastore, host.id));
  if (connected.length === 0) {
    refuse(noHostFault(compute.name, compute.hosts));
  } else if (hosts.length === 0) {
    refuse(unmountedFault(datastore.name, compute.hosts.length === 1 ? compute.name : `any connected host of "${compute.name}"`));
  }

  for (const fault of reachFaults(facts, { compute, datastore, folderId: spec.folderId ?? source.folderId, folderName })) refuse(fault);

  const placeNext = placement(hosts, facts.hostVmCount);
  const placed = hosts.length === 0 ? [] : names.map((name) => ({ name, hostId: placeNext() }));
  const shares = hostShares(facts, placed.map(({ hostId }) => hostId));
  const clones = placed.map(({ name, hostId }): PlannedClone => ({ name, hostId, mechanism: nextMechanism(shares, hostId) }));
  const groups = shares.flatMap((share) => share.groups);
  const [first] = hosts;
  if (first) refuseFormat(facts.ruleFacts(first.id, spec.count), spec, refuse);

  const copiedCount = groups.reduce((sum, group) => sum + (copiesData(group.decision.mechanism) ? group.count : 0), 0);
  const bytesToCopy = copiedCount * source.space.logicalBytes;
  const sizeBytes = source.space.provisionedBytes;
  const before = { provisionedBytes: datastore.space.provisionedBytes, physicalBytes: datastore.space.physicalBytes, freeBytes: datastore.space.freeBytes };
  const neededBytes = shares.reduce((sum, { needed }) => sum + needed.bytes, 0);
  const mostBytes = neededBytes + shares.reduce((most, { needed }) => Math.max(most, needed.passingBytes), 0);
  if (mostBytes > before.freeBytes + (facts.growthBytes ?? 0)) {
    const takes = neededBytes === bytesToCopy ? `the copy takes ${formatBytes(bytesToCopy)}` : `${spec.count === 1 ? 'the clone takes' : 'the clones take'} ${formatBytes(mostBytes)}, since thick disks have their whole size set aside`;
    refuse(
      new Fault('InsufficientStorageSpace', `"${datastore.name}" has ${formatBytes(before.freeBytes)} free; ${takes}.`, {
        names: [datastore.name],
        hint: neededBytes === bytesToCopy ? 'Choose another datastore, or free space on this one.' : 'Choose thin disks or another datastore, or free space on this one.',
      }),
    );
  }
  const after = {
    provisionedBytes: before.provisionedBytes + spec.count * sizeBytes,
    physicalBytes: before.physicalBytes + bytesToCopy,
    freeBytes: Math.max(0, before.freeBytes - neededBytes),
  };
  const worstCaseBytes = spec.count * sizeBytes;
  return {
    spec,
    source: { id: source.id, name: source.name, sizeBytes, logicalBytes: source.space.logicalBytes },
    datastore: { id: datastore.id, name: datastore.name, capacityBytes: datastore.space.capacityBytes, before, after },
    folderName,
    computeName: compute.name,
    clones,
    mechanisms: groups.map(({ count, decision }) => ({ mechanism: decision.mechanism, count, reason: decision.reason, decision })),
    bytesToCopy,
    neededBytes,
    worstCaseBytes,
    estimate: estimateOf(facts, groups, source.space.logicalBytes),
    warnings: warningsOf(source, datastore, worstCaseBytes, before.freeBytes),
    refusals,
  };
}

/** A host reaches the datastores of its datacenter, and its machines lie in folders of that. */
function reachFaults({ containers }: CloneFacts, to: { compute: { name: string; hosts: readonly Host[] }; datastore: Datastore; folderId: ObjectId; folderName: string }): Fault[] {
  const datacenterIdOf = (id: ObjectId): ObjectId | null => {
    let at = containers.find((container) => container.id === id);
    while (at && at.kind !== 'datacenter') at = containers.find(({ id: parentId }) => parentId === at?.parentId);
    return at?.id ?? null;
  };
  const { compute, datastore, folderId, folderName } = to;
  const [host] = compute.hosts;
  const here = host ? datacenterIdOf(host.id) : null;
  const isElsewhere = (id: ObjectId): boolean => here !== null && datacenterIdOf(id) !== here;
  const fault = (code: Fault['code'], name: string, what: string): Fault => new Fault(code, `"${name}" is in another datacenter than "${compute.name}".`, { names: [name], hint: `Choose a ${what} of the same datacenter.` });
  return [...(isElsewhere(datastore.id) ? [fault('InvalidState', datastore.name, 'datastore')] : []), ...(isElsewhere(folderId) ? [fault('InvalidFolder', folderName, 'folder')] : [])];
}

function datastoreOf(facts: CloneFacts, spec: CloneSpec): Datastore {
  const id = spec.datastoreId ?? facts.source.datastoreId;
  const found = facts.containers.find((container) => container.id === id);
  if (found?.kind !== 'datastore') throw new Fault('ManagedObjectNotFound', `There is no datastore ${id}.`);
  return found;
}

function folderNameOf(facts: CloneFacts, spec: CloneSpec): string {
  const id = spec.folderId ?? facts.source.folderId;
  const found = facts.containers.find((container) => container.id === id);
  if (found?.kind !== 'folder') throw new Fault('ManagedObjectNotFound', `There is no folder ${id}.`);
  return found.name;
}

/** The hosts to choose from. Where nothing is asked for: the cluster of the source's host, or that host alone. */
function computeOf(facts: CloneFacts, spec: CloneSpec): { name: string; hosts: Host[] } {
  const hosts = facts.containers.filter((container): container is Host => container.kind === 'host');
  const home = hosts.find((host) => host.id === facts.source.hostId);
  const homeParent = facts.containers.find((container) => container.id === home?.parentId);
  const id = spec.computeId ?? (homeParent?.kind === 'cluster' ? homeParent.id : facts.source.hostId);
  const found = facts.containers.find((container) => container.id === id);
  if (found?.kind === 'host') return { name: found.name, hosts: [found] };
  if (found?.kind === 'cluster') return { name: found.name, hosts: hosts.filter((host) => host.parentId === found.id) };
  throw new Fault('ManagedObjectNotFound', `There is no cluster or host ${id}.`);
}

function namesOf(facts: CloneFacts, spec: CloneSpec, refuse: (fault: Fault) => void): string[] {
  let names: string[];
  try {
    names = expandNames(parseNamePattern(spec.pattern), spec.startNumber, spec.count);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    refuse(error);
    return [];
  }
  const invalid = names.filter((name) => nameProblem(name) !== null);
  const [firstInvalid] = invalid;
  if (firstInvalid !== undefined) {
    const rest = invalid.length === 1 ? '' : ` This applies to ${formatCount(invalid.length)} names.`;
    refuse(new Fault('InvalidName', `"${firstInvalid}": ${nameProblem(firstInvalid) ?? ''}${rest}`, { names: invalid.slice(0, listedNames), hint: 'Change the naming pattern.' }));
  }
  const taken = names.filter((name) => facts.isNameTaken(name));
  const [firstTaken] = taken;
  if (firstTaken !== undefined) {
    const message = taken.length === 1 ? `The name "${firstTaken}" is already in use.` : `${formatCount(taken.length)} of ${formatCount(names.length)} names are already in use, the first is "${firstTaken}".`;
    refuse(new Fault('DuplicateName', message, { names: taken.slice(0, listedNames), hint: 'Choose another pattern or start number.' }));
  }
  return names;
}

/** Gives, call after call, the host with the fewest virtual machines, counting those just placed; ties go to the earlier one. */
function placement(hosts: readonly Host[], vmCount: (hostId: ObjectId) => number): () => ObjectId {
  const loads = hosts.map((host) => ({ id: host.id, count: vmCount(host.id) }));
  return () => {
    const least = loads.reduce((best, load) => (load.count < best.count ? load : best));
    least.count += 1;
    return least.id;
  };
}

/** Hosts with the same settings, and how the clones that go through them are made. */
interface HostShare {
  readonly hostIds: ReadonlySet<ObjectId>;
  readonly groups: readonly CloneGroup[];
  readonly needed: NeededBytes;
  /** Of the groups, in order, how many clones have been named. */
  named: number;
}

function hostShares(facts: CloneFacts, hostIds: readonly ObjectId[]): HostShare[] {
  const countByHost = new Map<ObjectId, number>();
  for (const hostId of hostIds) countByHost.set(hostId, (countByHost.get(hostId) ?? 0) + 1);
  const bySettings = new Map<string, { readonly first: ObjectId; readonly hostIds: Set<ObjectId>; count: number }>();
  for (const [hostId, count] of countByHost) {
    const key = settingsKey(facts.ruleFacts(hostId, 1));
    const known = bySettings.get(key) ?? { first: hostId, hostIds: new Set<ObjectId>(), count: 0 };
    known.hostIds.add(hostId);
    known.count += count;
    bySettings.set(key, known);
  }
  return Array.from(bySettings.values(), (same) => {
    const rules = facts.ruleFacts(same.first, same.count);
    const groups = groupClones(rules);
    return { hostIds: same.hostIds, groups, needed: neededBytesOf(rules, groups), named: 0 };
  });
}

/** Hosts with the same key clone in the same way. */
export function settingsKey({ host }: CloneRuleFacts): string {
  return JSON.stringify(host.switches);
}

function nextMechanism(shares: readonly HostShare[], hostId: ObjectId): Mechanism {
  const share = shares.find(({ hostIds }) => hostIds.has(hostId));
  let behind = share?.named ?? 0;
  if (share) share.named += 1;
  for (const { count, decision } of share?.groups ?? []) {
    if (behind < count) return decision.mechanism;
    behind -= count;
  }
  throw new Fault('SystemError', `The plan says nothing of a clone on ${hostId}.`);
}

/** Thick disks on NFS need Reserve Space. */
function refuseFormat(rules: CloneRuleFacts, { diskFormat }: CloneSpec, refuse: (fault: Fault) => void): void {
  if (diskFormat === undefined || diskFormat === 'thin') return;
  const { host, machine, target } = rules;
  if (offeredFormats({ host, machine, datastore: target }).includes(diskFormat)) return;
  refuse(new Fault('NotSupported', `"${target.name}" offers thin disks only: it has no Reserve Space.`, { names: [target.name], hint: 'Choose thin disks, or another datastore.' }));
}

/** Only from what was measured before; a kind of copy that was never measured has no estimate. */
function estimateOf(facts: CloneFacts, groups: readonly CloneGroup[], logicalBytes: number): ClonePlan['estimate'] {
  const { clonesPerSecond } = facts;
  if (clonesPerSecond === null) return null;
  let durationMs = 0;
  for (const { count, decision } of groups) {
    durationMs += (count / clonesPerSecond) * 1000;
    if (decision.mechanism === 'fileClone' || logicalBytes === 0) continue;
    const bytesPerSecond = facts.copyRate(decision.mechanism);
    if (bytesPerSecond === null) return null;
    durationMs += ((count * logicalBytes) / bytesPerSecond) * 1000;
  }
  return { durationMs, measuredClonesPerSecond: clonesPerSecond };
}

function warningsOf(source: VmRow, datastore: Datastore, worstCaseBytes: number, freeBytes: number): string[] {
  const warnings: string[] = [];
  if (worstCaseBytes > freeBytes) {
    warnings.push(`If every clone came to overwrite every block, ${formatBytes(worstCaseBytes)} would be needed; "${datastore.name}" has ${formatBytes(freeBytes)} free.`);
  }
  if (!datastore.space.isExact) warnings.push(`The free space of "${datastore.name}" is at least what is shown; it becomes exact when freed space has been given back.`);
  if (source.space.logicalBytes === 0) warnings.push(`The disk of "${source.name}" holds no data.`);
  return warnings;
}
