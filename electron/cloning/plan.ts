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

/** Everything a plan depends on, as of one moment. */
export interface CloneFacts {
  readonly source: VmRow;
  readonly containers: readonly Container[];
  readonly hostVmCount: (hostId: ObjectId) => number;
  readonly isNameTaken: (name: string) => boolean;
  readonly canCloneFiles: boolean;
  /** Clones per second of the last run on this machine. */
  readonly clonesPerSecond: number | null;
  /** Bytes per second of the last full copy on this machine. */
  readonly copyBytesPerSecond: number | null;
}

/** The first names a refusal lists; how many there are in all is in its message. */
const listedNames = 20;

export const fileCloneReason = 'Source and clone are on the same datastore: the clone shares every block of the source.';
export const fullCopyReason = 'The source is on another datastore, and blocks are shared within one datastore only: its data is copied once.';
export const cloneOfCopyReason = 'Shares every block of the copy that was made on this datastore for the first clone.';

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
  const hosts = compute.hosts.filter((host) => host.connectionState === 'connected');
  if (hosts.length === 0) {
    refuse(new Fault('InvalidState', `"${compute.name}" has no connected host.`, { names: [compute.name], hint: 'Choose another cluster or host.' }));
  }

  if (!facts.canCloneFiles) refuse(new Fault('NotSupported', 'The storage array cannot clone files.'));

  const isCopied = datastore.id !== source.datastoreId;
  const mechanismAt = (index: number): Mechanism => (isCopied && index === 0 ? 'fullCopy' : 'fileClone');
  const placeNext = placement(hosts, facts.hostVmCount);
  const clones = hosts.length === 0 ? [] : names.map((name, index): PlannedClone => ({ name, hostId: placeNext(), mechanism: mechanismAt(index) }));

  const bytesToCopy = isCopied ? source.space.logicalBytes : 0;
  const sizeBytes = source.space.provisionedBytes;
  const before = { provisionedBytes: datastore.space.provisionedBytes, physicalBytes: datastore.space.physicalBytes, freeBytes: datastore.space.freeBytes };
  if (bytesToCopy > before.freeBytes) {
    refuse(
      new Fault('InsufficientStorageSpace', `"${datastore.name}" has ${formatBytes(before.freeBytes)} free; the copy takes ${formatBytes(bytesToCopy)}.`, {
        names: [datastore.name],
        hint: 'Choose another datastore, or free space on this one.',
      }),
    );
  }
  const after = {
    provisionedBytes: before.provisionedBytes + spec.count * sizeBytes,
    physicalBytes: before.physicalBytes + bytesToCopy,
    freeBytes: Math.max(0, before.freeBytes - bytesToCopy),
  };
  const worstCaseBytes = spec.count * sizeBytes;
  return {
    spec,
    source: { id: source.id, name: source.name, sizeBytes, logicalBytes: source.space.logicalBytes },
    datastore: { id: datastore.id, name: datastore.name, capacityBytes: datastore.space.capacityBytes, before, after },
    folderName,
    computeName: compute.name,
    clones,
    mechanisms: mechanismsOf(spec.count, isCopied),
    bytesToCopy,
    worstCaseBytes,
    estimate: estimateOf(facts, spec.count, bytesToCopy),
    warnings: warningsOf(source, datastore, worstCaseBytes, before.freeBytes),
    refusals,
  };
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

function mechanismsOf(count: number, isCopied: boolean): ClonePlan['mechanisms'] {
  if (!isCopied) return [{ mechanism: 'fileClone', count, reason: fileCloneReason }];
  const mechanisms: ClonePlan['mechanisms'] = [{ mechanism: 'fullCopy', count: 1, reason: fullCopyReason }];
  if (count > 1) mechanisms.push({ mechanism: 'fileClone', count: count - 1, reason: cloneOfCopyReason });
  return mechanisms;
}

/** Only from what was measured before; a copy without a measured copy speed has no estimate. */
function estimateOf(facts: CloneFacts, count: number, bytesToCopy: number): ClonePlan['estimate'] {
  const { clonesPerSecond, copyBytesPerSecond } = facts;
  if (clonesPerSecond === null || (bytesToCopy > 0 && copyBytesPerSecond === null)) return null;
  const copyMs = bytesToCopy > 0 && copyBytesPerSecond !== null ? (bytesToCopy / copyBytesPerSecond) * 1000 : 0;
  return { durationMs: (count / clonesPerSecond) * 1000 + copyMs, measuredClonesPerSecond: clonesPerSecond };
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
