/** What all rules have in common: how one answers, and the names they speak of. */
import type { DatastoreSwitches, HostSwitches, OffloadRuleId, Primitive, RuleResult } from '../../../shared/model/offload.ts';
import { formatCount } from '../../../shared/units.ts';
import type { CloneRuleFacts, DatastoreFacts, MachineFacts } from './facts.ts';

/** Asks one question about one way. Pure; always answers. */
export type Rule = (facts: CloneRuleFacts, primitive: Primitive) => RuleResult;

export function answer(id: OffloadRuleId, title: string, isPassed: boolean, facts: string): RuleResult {
  return { id, title, verdict: isPassed ? 'passed' : 'failed', facts };
}

export function notApplicable(id: OffloadRuleId, title: string, facts: string): RuleResult {
  return { id, title, verdict: 'notApplicable', facts };
}

/** As the vSphere documentation calls them, with the command that carries them out. */
export const primitiveNames: Readonly<Record<Primitive, string>> = {
  fullCopy: 'Full Copy (XCOPY)',
  blockZero: 'Block Zero (WRITE SAME)',
  ats: 'ATS',
  unmap: 'UNMAP',
  thinProvisioningStun: 'thin-provisioning stun',
  nasFullFileClone: 'NAS Full File Clone',
  nasFastFileClone: 'NAS Fast File Clone',
  nasReserveSpace: 'NAS Reserve Space',
  nasExtendedStatistics: 'NAS Extended Statistics',
};

type HostSwitchKey = 'hardwareAcceleratedMove' | 'hardwareAcceleratedInit' | 'hardwareAcceleratedLocking';

/** As they are called among the advanced settings of a host. */
export const hostSwitchNames = {
  hardwareAcceleratedMove: 'DataMover.HardwareAcceleratedMove',
  hardwareAcceleratedInit: 'DataMover.HardwareAcceleratedInit',
  hardwareAcceleratedLocking: 'VMFS3.HardwareAcceleratedLocking',
} as const satisfies Partial<Record<keyof HostSwitches, string>>;

/** The advanced setting that a primitive obeys. Those of NAS obey none: there the plug-in is what a host has or has not. */
export function hostSwitchOf(primitive: Primitive): HostSwitchKey | null {
  if (primitive === 'fullCopy') return 'hardwareAcceleratedMove';
  if (primitive === 'blockZero') return 'hardwareAcceleratedInit';
  return primitive === 'ats' ? 'hardwareAcceleratedLocking' : null;
}

/** What a switch of a datastore is about. */
export const datastoreSwitchWords: Readonly<Record<keyof DatastoreSwitches, string>> = { isMoveOn: 'copying', isInitOn: 'zeroing', isLockingOn: 'locking' };

/** The switch of a datastore that a primitive obeys. */
export function datastoreSwitchOf(primitive: Primitive): keyof DatastoreSwitches | null {
  switch (primitive) {
    case 'fullCopy':
    case 'nasFullFileClone':
    case 'nasFastFileClone':
      return 'isMoveOn';
    case 'blockZero':
    case 'nasReserveSpace':
      return 'isInitOn';
    case 'ats':
      return 'isLockingOn';
    case 'unmap':
    case 'thinProvisioningStun':
    case 'nasExtendedStatistics':
      return null;
  }
}

export function isNas(primitive: Primitive): boolean {
  return primitive.startsWith('nas');
}

export function quote(name: string): string {
  return `"${name}"`;
}

/** `"a"`, `"a" and "b"`, `"a", "b" and "c"` */
export function quoteAll(names: readonly string[]): string {
  const quoted = names.map(quote);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** The datastores that take part: one or two. */
export function placesOf({ source, target }: Pick<CloneRuleFacts, 'source' | 'target'>): readonly DatastoreFacts[] {
  return source.id === target.id ? [target] : [source, target];
}

/** `"Hard disk 1" is aligned.`, `All 3 disks are aligned.` */
export function everyDisk({ disks }: MachineFacts, one: string, many: string): string {
  const [only] = disks;
  if (only === undefined) return 'There are no disks.';
  return disks.length === 1 ? `${quote(only.label)} ${one}.` : `All ${formatCount(disks.length)} disks ${many}.`;
}
