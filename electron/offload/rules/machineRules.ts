/** Rules about the virtual machine and its disks. */
import type { RuleResult } from '../../../shared/model/offload.ts';
import { formatBytes } from '../../../shared/units.ts';
import type { CloneRuleFacts, DiskBacking } from './facts.ts';
import { answer, everyDisk, notApplicable, quote } from './rule.ts';

const backingFacts: Readonly<Record<Exclude<DiskBacking, 'flat'>, string>> = {
  rdm: 'is a mapped LUN (RDM), and the destination is a file',
  sparse: 'is in sparse format',
  hosted: 'is in hosted format',
};

/** An RDM to a file, and the sparse and hosted formats, are copied by the host. Source: vSphere 6.7 Storage, acceleration considerations. */
export function diskBacking({ machine }: CloneRuleFacts): RuleResult {
  const found = machine.disks.flatMap(({ label, backing }) => (backing === 'flat' ? [] : [`${quote(label)} ${backingFacts[backing]}.`]));
  return answer('diskBacking', 'Are the disks flat files?', found.length === 0, found.length === 0 ? everyDisk(machine, 'is a flat file', 'are flat files') : found.join(' '));
}

/** An eager-zeroed disk cannot become a thin one by Full Copy. Source: vSphere 6.7 Storage, acceleration considerations. */
export function diskFormat({ machine, targetFormat }: CloneRuleFacts): RuleResult {
  const title = 'Can the array keep the disk formats?';
  if (targetFormat === null) return answer('diskFormat', title, true, 'Each disk keeps its format.');
  const eager = targetFormat === 'thin' ? machine.disks.filter(({ format }) => format === 'eagerZeroedThick') : [];
  if (eager.length === 0) return answer('diskFormat', title, true, targetFormat === 'thin' ? 'No disk is eager-zeroed.' : 'The destination is thick.');
  return answer('diskFormat', title, false, eager.map(({ label }) => `${quote(label)} is eager-zeroed and is to become thin.`).join(' '));
}

/** Source: vSphere 6.7 Storage, acceleration considerations. */
export function snapshotPresent({ machine }: CloneRuleFacts): RuleResult {
  return answer('snapshotPresent', 'Is the source free of snapshots?', !machine.hasSnapshot, `${quote(machine.name)} has ${machine.hasSnapshot ? 'a snapshot' : 'no snapshot'}.`);
}

/** Addresses and lengths must be aligned as the array requires. Source: vSphere 6.7 Storage, acceleration considerations. */
export function alignment({ machine }: CloneRuleFacts): RuleResult {
  const found = machine.disks.flatMap(({ label, misalignmentBytes }) => (misalignmentBytes === 0 ? [] : [`${quote(label)} begins ${formatBytes(misalignmentBytes)} past a boundary of the array.`]));
  return answer('alignment', 'Are the disks aligned?', found.length === 0, found.length === 0 ? everyDisk(machine, 'is aligned', 'are aligned') : found.join(' '));
}

const powerFacts = { poweredOn: 'powered on', poweredOff: 'powered off', suspended: 'suspended' } as const;

/**
 * NAS plug-ins hand over the disks of powered-off virtual machines only, unless the vendor's says otherwise.
 * Source: NetApp KB "What is needed for VAAI"; Huawei forum 477775 (VMware's text). vSphere 8 Storage, NAS acceleration, counts
 * Storage vMotion among what profits, which is why it is a property of the array profile.
 */
export function poweredOn({ machine, source }: CloneRuleFacts): RuleResult {
  const title = 'Is the source powered off?';
  const state = `${quote(machine.name)} is ${powerFacts[machine.powerState]}`;
  if (machine.powerState === 'poweredOff') return answer('poweredOn', title, true, `${state}.`);
  if (source.profile.clonesPoweredOn) return answer('poweredOn', title, true, `${state}; the plug-in of this array hands such disks over as well.`);
  return answer('poweredOn', title, false, `${state}; the plug-in hands over powered-off virtual machines only.`);
}

/** Full Copy is not used for a Windows guest that runs with `disk.EnableUUID`. Source: codyhosterman.com 2016-06. */
export function enableUuid({ machine }: CloneRuleFacts): RuleResult {
  const title = 'Is the source free of disk.EnableUUID in a running Windows guest?';
  if (machine.powerState !== 'poweredOn') return notApplicable('enableUuid', title, `${quote(machine.name)} is not powered on.`);
  if (!machine.isWindows) return notApplicable('enableUuid', title, `${quote(machine.name)} does not run Windows.`);
  return answer('enableUuid', title, !machine.hasEnableUuid, `${quote(machine.name)} runs Windows, and disk.EnableUUID is ${machine.hasEnableUuid ? 'on' : 'off'}.`);
}
