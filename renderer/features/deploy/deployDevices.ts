/** Disks that a deployment adds, and its network adapters, as rows that can be edited. Pure. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { DeployHardware } from '../../../shared/model/deploy.ts';
import type { DeployDraft } from '../../../shared/model/draft.ts';
import { hardwareLimits } from '../../../shared/model/hardware.ts';
import type { VmDetail } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { freeLabel, isNicChanged, newDiskText, plainDisk, sizeProblem, type DiskDraft, type NicDraft } from '../parts/hardwareDraft.ts';
import { parseSize } from '../parts/sizes.ts';

/** What the template has that can become other. */
export type TemplateHardware = Pick<VmDetail, 'disks' | 'nics'>;

type Devices = Pick<DeployDraft, 'addedDisks' | 'addedNics' | 'removedNics' | 'nicNetworks' | 'nicConnections'>;

const addedDiskKey = (index: number): string => `disk ${index}`;
const addedNicKey = (index: number): string => `adapter ${index}`;

/** Called as the yard will call them: each gets the first number that is free. */
export function addedDiskRows({ addedDisks }: Devices, template: TemplateHardware | null): DiskDraft[] {
  const taken = (template?.disks ?? []).map(({ label }) => label);
  return addedDisks.map(({ sizeText, format, datastoreId }, index) => {
    const label = freeLabel('Hard disk', taken);
    taken.push(label);
    return { key: addedDiskKey(index), label, before: null, sizeText, format, isRemoved: false, ...plainDisk, datastoreId };
  });
}

/** Those of the template first; one that is left out stays in view, so that it can be kept after all. */
export function nicRows({ addedNics, removedNics, nicNetworks, nicConnections }: Devices, template: TemplateHardware | null): NicDraft[] {
  const own = (template?.nics ?? []).map(({ label, networkId, isConnected, macAddress }): NicDraft => ({
    key: label, label, before: { networkId, isConnected, macAddress },
    networkId: nicNetworks[label] ?? networkId, isConnected: nicConnections[label] ?? isConnected, isRemoved: removedNics.includes(label),
  }));
  const taken = own.filter(({ isRemoved }) => !isRemoved).map(({ label }) => label);
  const added = addedNics.map(({ networkId, isConnected }, index): NicDraft => {
    const label = freeLabel('Network adapter', taken);
    taken.push(label);
    return { key: addedNicKey(index), label, before: null, networkId, isConnected, isRemoved: false };
  });
  return [...own, ...added];
}

export function addDisk({ addedDisks }: Devices): Partial<Devices> {
  return { addedDisks: [...addedDisks, { sizeText: newDiskText, format: 'thin', datastoreId: null }] };
}
export function changeDisk({ addedDisks }: Devices, { key }: DiskDraft, change: Partial<DiskDraft>): Partial<Devices> {
  const changed = (disk: Devices['addedDisks'][number]) => ({
    sizeText: change.sizeText ?? disk.sizeText, format: change.format ?? disk.format, datastoreId: change.datastoreId === undefined ? disk.datastoreId : change.datastoreId,
  });
  return { addedDisks: addedDisks.map((disk, index) => (addedDiskKey(index) === key ? changed(disk) : disk)) };
}
export function removeDisk({ addedDisks }: Devices, { key }: DiskDraft): Partial<Devices> {
  return { addedDisks: addedDisks.filter((_disk, index) => addedDiskKey(index) !== key) };
}

export function addNic({ addedNics }: Devices, networkId: ObjectId | null): Partial<Devices> {
  return { addedNics: [...addedNics, { networkId, isConnected: true }] };
}
/** @param row one of `nicRows` */
export function changeNic(input: Devices, { key, label, before }: NicDraft, change: Partial<NicDraft>): Partial<Devices> {
  const { networkId, isConnected, isRemoved } = change;
  if (before === null) {
    return { addedNics: input.addedNics.map((nic, index) => (addedNicKey(index) === key ? { networkId: networkId ?? nic.networkId, isConnected: isConnected ?? nic.isConnected } : nic)) };
  }
  const others = input.removedNics.filter((removed) => removed !== label);
  return {
    ...(networkId !== undefined && networkId !== null && { nicNetworks: { ...input.nicNetworks, [label]: networkId } }),
    ...(isConnected !== undefined && { nicConnections: { ...input.nicConnections, [label]: isConnected } }),
    ...(isRemoved !== undefined && { removedNics: isRemoved ? [...others, label] : others }),
  };
}
export function removeNic(input: Devices, row: NicDraft): Partial<Devices> {
  if (row.before !== null) return changeNic(input, row, { isRemoved: true });
  return { addedNics: input.addedNics.filter((_nic, index) => addedNicKey(index) !== row.key) };
}

/** Problems by the keys of rows, and of all under `disks` and `nics`. */
export function deviceProblems(input: Devices, template: TemplateHardware | null): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  const disks = addedDiskRows(input, template);
  const nics = nicRows(input, template).filter(({ isRemoved }) => !isRemoved);
  for (const disk of disks) {
    const problem = sizeProblem(disk);
    if (problem !== null) problems[disk.key] = problem;
  }
  for (const nic of nics) if (nic.networkId === null) problems[nic.key] = say('deploy.chooseANetwork');
  if ((template?.disks.length ?? 0) + disks.length > hardwareLimits.diskCount) problems['disks'] = say('deploy.tooManyDisks', { most: hardwareLimits.diskCount });
  if (nics.length > hardwareLimits.nicCount) problems['nics'] = say('deploy.tooManyAdapters', { most: hardwareLimits.nicCount });
  return problems;
}

/** What is to be other than in the template; what has a problem is left out. */
export function deviceChanges(input: Devices, template: TemplateHardware | null): Pick<DeployHardware, 'addDisks' | 'addNics' | 'changeNics' | 'removeNics'> {
  const kept = nicRows(input, template).filter(({ isRemoved }) => !isRemoved);
  const own = new Set((template?.nics ?? []).map(({ label }) => label));
  return {
    addDisks: addedDiskRows(input, template).flatMap(({ sizeText, format, datastoreId }) => {
      const sizeBytes = parseSize(sizeText);
      return sizeBytes === null ? [] : [{ sizeBytes, format, ...(datastoreId !== null && { datastoreId }) }];
    }),
    addNics: kept.flatMap(({ before, networkId, isConnected }) => (before === null && networkId !== null ? [{ networkId, isConnected }] : [])),
    changeNics: kept.filter(isNicChanged).map(({ label, before, networkId, isConnected }) => ({
      label,
      ...(networkId !== null && networkId !== before?.networkId && { networkId }),
      ...(isConnected !== before?.isConnected && { isConnected }),
    })),
    removeNics: input.removedNics.filter((label) => own.has(label)),
  };
}
