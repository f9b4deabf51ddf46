/**
 * A rapid clone before it happens. Pure: the same facts and the same request always give the
 * same plan, and nothing is changed by making one.
 */
import { Fault, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { ClonePlan, CloneSpec, DiskRoute, PlannedClone } from '../../shared/model/clonePlan.ts';
import type { Container, Datastore, Host, Mechanism, VmRow } from '../../shared/model/inventory.ts';
import type { Decision } from '../../shared/model/offload.ts';
import { expandNames, nameProblem, parseNamePattern } from '../../shared/naming.ts';
import { formatCount } from '../../shared/units.ts';
import { isMounted, modeFault, unmountedFault } from '../inventory/placement.ts';
import { noHostFault } from '../inventory/hostStates.ts';
import { offeredFormats } from '../offload/rules/decideLocal.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import { groupClones, worstOf, type CloneGroup } from './cloneGroups.ts';
import { beforeAndAfter, logicalBytesOf, roomFault, spaceOn, spaceWarnings, type PlannedRoute } from './planSpace.ts';

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
  /** How much a datastore can grow by itself; nothing when left out. */
  readonly growthBytes?: (datastoreId: ObjectId) => number;
  /** What the rules look at when `count` clones go through a host: once for each way that disks go. */
  readonly ruleRoutes: (hostId: ObjectId, count: number) => readonly CloneRuleFacts[];
  /** Datastores of disks that the clones get besides: hosts that see those as well are taken, where there are any. None when left out. */
  readonly besideIds?: readonly ObjectId[];
}

/** The first names a refusal lists; how many there are in all is in its message. */
const listedNames = 20;

/** @throws Fault ManagedObjectNotFound when the datastore, folder or compute resource does not exist */
export function planClones(facts: CloneFacts, spec: CloneSpec): ClonePlan {
  const { source } = facts;
  const refusals: FaultRecord[] = [];
  const refuse = (fault: Fault): void => void refusals.push(fault.toRecord());

  // Where disks go does not depend on the host.
  const routes = facts.ruleRoutes(source.hostId, spec.count);
  const datastores = datastoresOf(facts, spec, routes);
  const folderName = folderNameOf(facts, spec);
  const compute = computeOf(facts, spec);
  if (source.powerState !== 'poweredOff') {
    refuse(new Fault('InvalidPowerState', `"${source.name}" is not powered off.`, { names: [source.name], hint: 'Power it off first, so that its disk does not change while it is cloned.' }));
  }
  const names = namesOf(facts, spec, refuse);
  for (const datastore of datastores) {
    const inMaintenance = modeFault(datastore);
    if (inMaintenance) refuse(inMaintenance);
  }
  const connected = compute.hosts.filter((host) => host.connectionState === 'connected');
  const hosts = seeingBesides(facts, connected.filter((host) => datastores.every((datastore) => isMounted(datastore, host.id))));
  if (connected.length === 0) {
    refuse(noHostFault(compute.name, compute.hosts));
  } else if (hosts.length === 0) {
    refuse(unseenFault(datastores, compute, connected));
  }

  for (const fault of reachFaults(facts, { compute, datastores, folderId: spec.folderId ?? source.folderId, folderName })) refuse(fault);

  const placeNext = placement(hosts, facts.hostVmCount);
  const placed = hosts.length === 0 ? [] : names.map((name) => ({ name, hostId: placeNext() }));
  const shares = hostShares(facts, placed.map(({ hostId }) => hostId));
  const clones = placed.map(({ name, hostId }): PlannedClone => ({ name, hostId, mechanism: nextMechanism(shares, hostId) }));
  const [first] = hosts;
  if (first) refuseFormat(facts.ruleRoutes(first.id, spec.count), spec, refuse);

  const plannedRoutes = shares.flatMap((share) => share.routes);
  const spaces = spaceOn(datastores, plannedRoutes);
  for (const space of spaces) {
    const fault = roomFault(space, spec.count, (id) => facts.growthBytes?.(id) ?? 0);
    if (fault) refuse(fault);
  }
  const sizeBytes = source.space.provisionedBytes;
  const diskRoutes = routes.map((route, index) => routeOf(route, shares.flatMap((share) => share.routes[index]?.groups ?? [])));
  const [home, ...others] = spaces.map(beforeAndAfter);
  if (!home) throw new Fault('SystemError', 'The plan has no datastore.');
  return {
    spec,
    source: { id: source.id, name: source.name, sizeBytes, logicalBytes: source.space.logicalBytes },
    datastore: home,
    datastores: [home, ...others],
    folderName,
    computeName: compute.name,
    clones,
    mechanisms: diskRoutes.flatMap(({ disks, mechanisms }) => mechanisms.map((made) => ({ ...made, ...(diskRoutes.length > 1 && { disks }) }))),
    routes: diskRoutes,
    bytesToCopy: spaces.reduce((sum, { copiedBytes }) => sum + copiedBytes, 0),
    neededBytes: spaces.reduce((sum, { neededBytes }) => sum + neededBytes, 0),
    worstCaseBytes: spec.count * sizeBytes,
    estimate: estimateOf(facts, clones.length, plannedRoutes),
    warnings: [...spaces.flatMap(spaceWarnings), ...(source.space.logicalBytes === 0 ? [`The disk of "${source.name}" holds no data.`] : [])],
    refusals,
  };
}

function routeOf({ machine, source, target }: CloneRuleFacts, groups: readonly CloneGroup[]): DiskRoute {
  return {
    disks: machine.disks.map(({ label }) => label),
    source: { id: source.id, name: source.name },
    target: { id: target.id, name: target.name },
    mechanisms: groups.map(({ count, decision }) => ({ mechanism: decision.mechanism, count, reason: decision.reason, decision })),
  };
}

/** Those that see the datastores of added disks as well. All where none does: what is wrong is told by whoever adds the disks. */
function seeingBesides({ containers, besideIds = [] }: CloneFacts, hosts: readonly Host[]): readonly Host[] {
  const besides = containers.filter((one): one is Datastore => one.kind === 'datastore' && besideIds.includes(one.id));
  const seeing = hosts.filter(({ id }) => besides.every((datastore) => isMounted(datastore, id)));
  return seeing.length > 0 ? seeing : hosts;
}

/** Not one of the connected hosts sees all of them. */
function unseenFault(datastores: readonly Datastore[], compute: { readonly name: string; readonly hosts: readonly Host[] }, connected: readonly Host[]): Fault {
  const where = compute.hosts.length === 1 ? compute.name : `any connected host of "${compute.name}"`;
  const unseen = datastores.find((datastore) => !connected.some(({ id }) => isMounted(datastore, id)));
  if (unseen) return unmountedFault(unseen.name, where);
  const names = datastores.map(({ name }) => name);
  return new Fault('InvalidState', `No connected host of "${compute.name}" sees all of ${names.map((name) => `"${name}"`).join(', ')}.`, { names, hint: 'Mount them on one host, or choose other datastores.' });
}

/** A host reaches the datastores of its datacenter, and its machines lie in folders of that. */
function reachFaults({ containers }: CloneFacts, to: { compute: { name: string; hosts: readonly Host[] }; datastores: readonly Datastore[]; folderId: ObjectId; folderName: string }): Fault[] {
  const datacenterIdOf = (id: ObjectId): ObjectId | null => {
    let at = containers.find((container) => container.id === id);
    while (at && at.kind !== 'datacenter') at = containers.find(({ id: parentId }) => parentId === at?.parentId);
    return at?.id ?? null;
  };
  const { compute, datastores, folderId, folderName } = to;
  const [host] = compute.hosts;
  const here = host ? datacenterIdOf(host.id) : null;
  const isElsewhere = (id: ObjectId): boolean => here !== null && datacenterIdOf(id) !== here;
  const fault = (code: Fault['code'], name: string, what: string): Fault => new Fault(code, `"${name}" is in another datacenter than "${compute.name}".`, { names: [name], hint: `Choose a ${what} of the same datacenter.` });
  return [...datastores.filter(({ id }) => isElsewhere(id)).map(({ name }) => fault('InvalidState', name, 'datastore')), ...(isElsewhere(folderId) ? [fault('InvalidFolder', folderName, 'folder')] : [])];
}

/** Those that the clones come to: their home ahead. */
function datastoresOf(facts: CloneFacts, spec: CloneSpec, routes: readonly CloneRuleFacts[]): Datastore[] {
  const ids = new Set([spec.datastoreId ?? facts.source.datastoreId, ...routes.map(({ target }) => target.id)]);
  return Array.from(ids, (id) => {
    const found = facts.containers.find((container) => container.id === id);
    if (found?.kind !== 'datastore') throw new Fault('ManagedObjectNotFound', `There is no datastore ${id}.`);
    return found;
  });
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
  /** In the order of `CloneFacts.ruleRoutes`. */
  readonly routes: readonly PlannedRoute[];
  /** Of the groups, in order, how many clones have been named. */
  named: number;
}

function hostShares(facts: CloneFacts, hostIds: readonly ObjectId[]): HostShare[] {
  const countByHost = new Map<ObjectId, number>();
  for (const hostId of hostIds) countByHost.set(hostId, (countByHost.get(hostId) ?? 0) + 1);
  const bySettings = new Map<string, { readonly first: ObjectId; readonly hostIds: Set<ObjectId>; count: number }>();
  for (const [hostId, count] of countByHost) {
    const key = settingsKey(facts.ruleRoutes(hostId, 1));
    const known = bySettings.get(key) ?? { first: hostId, hostIds: new Set<ObjectId>(), count: 0 };
    known.hostIds.add(hostId);
    known.count += count;
    bySettings.set(key, known);
  }
  return Array.from(bySettings.values(), (same) => ({
    hostIds: same.hostIds,
    routes: facts.ruleRoutes(same.first, same.count).map((rules) => ({ facts: rules, groups: groupClones(rules) })),
    named: 0,
  }));
}

/** Hosts with the same key clone in the same way. */
export function settingsKey(routes: readonly Pick<CloneRuleFacts, 'host'>[]): string {
  return JSON.stringify(routes[0]?.host.switches);
}

function nextMechanism(shares: readonly HostShare[], hostId: ObjectId): Mechanism {
  const share = shares.find(({ hostIds }) => hostIds.has(hostId));
  const position = share?.named ?? 0;
  if (share) share.named += 1;
  const decisions = (share?.routes ?? []).flatMap(({ groups }) => decisionAt(groups, position) ?? []);
  const worst = worstOf(decisions);
  if (!worst) throw new Fault('SystemError', `The plan says nothing of a clone on ${hostId}.`);
  return worst.mechanism;
}

function decisionAt(groups: readonly CloneGroup[], position: number): Decision | null {
  let behind = position;
  for (const { count, decision } of groups) {
    if (behind < count) return decision;
    behind -= count;
  }
  return null;
}

/** Thick disks on NFS need Reserve Space. */
function refuseFormat(routes: readonly CloneRuleFacts[], { diskFormat }: CloneSpec, refuse: (fault: Fault) => void): void {
  if (diskFormat === undefined || diskFormat === 'thin') return;
  const thinOnly = routes.filter(({ host, machine, target }) => !offeredFormats({ host, machine, datastore: target }).includes(diskFormat));
  for (const name of new Set(thinOnly.map(({ target }) => target.name))) {
    refuse(new Fault('NotSupported', `"${name}" offers thin disks only: it has no Reserve Space.`, { names: [name], hint: 'Choose thin disks, or another datastore.' }));
  }
}

/** Only from what was measured before; a kind of copy that was never measured has no estimate. */
function estimateOf(facts: CloneFacts, cloneCount: number, routes: readonly PlannedRoute[]): ClonePlan['estimate'] {
  const { clonesPerSecond } = facts;
  if (clonesPerSecond === null) return null;
  let durationMs = (cloneCount / clonesPerSecond) * 1000;
  for (const { facts: rules, groups } of routes) {
    const logicalBytes = logicalBytesOf(rules);
    for (const { count, decision } of groups) {
      if (decision.mechanism === 'fileClone' || logicalBytes === 0) continue;
      const bytesPerSecond = facts.copyRate(decision.mechanism);
      if (bytesPerSecond === null) return null;
      durationMs += ((count * logicalBytes) / bytesPerSecond) * 1000;
    }
  }
  return { durationMs, measuredClonesPerSecond: clonesPerSecond };
}
