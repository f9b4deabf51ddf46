/** What is typed about hosts and networks, read and judged. Pure. */
import { hostLimits, type HostHardware } from '../../../shared/model/hosting.ts';
import type { Host } from '../../../shared/model/inventory.ts';
import { formatBytes, formatCount, gibBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { parseSize, typedSize } from '../parts/sizes.ts';

export interface HostDraft {
  /** NaN while the field is empty. */
  readonly cpuCoreCount: number;
  readonly cpuMhz: number;
  readonly memoryText: string;
}

/** As a host is offered that nothing is known of yet. */
export const newHostDraft: HostDraft = { cpuCoreCount: 32, cpuMhz: 2600, memoryText: typedSize(512 * gibBytes) };

export function hostDraftOf({ cpuCoreCount, cpuMhz, memoryBytes }: Host): HostDraft {
  return { cpuCoreCount, cpuMhz, memoryText: typedSize(memoryBytes) };
}

export interface HostProblems {
  readonly cores?: string;
  readonly mhz?: string;
  readonly memory?: string;
}

export function hostProblems({ cpuCoreCount, cpuMhz, memoryText }: HostDraft): HostProblems {
  const memoryBytes = parseSize(memoryText);
  return {
    ...(isWhole(cpuCoreCount, hostLimits.cpuCoreCount) ? {} : { cores: say('hosting.wholeNumberUpTo', { most: formatCount(hostLimits.cpuCoreCount) }) }),
    ...(isWhole(cpuMhz, hostLimits.cpuMhz) ? {} : { mhz: say('hosting.wholeNumberUpTo', { most: formatCount(hostLimits.cpuMhz) }) }),
    ...(memoryBytes !== null && memoryBytes > 0 && memoryBytes <= hostLimits.memoryBytes ? {} : { memory: say('hosting.sizeUpTo', { most: formatBytes(hostLimits.memoryBytes) }) }),
  };
}

/** Null while there are problems. */
export function hardwareOf(draft: HostDraft): HostHardware | null {
  const memoryBytes = parseSize(draft.memoryText);
  if (memoryBytes === null || Object.keys(hostProblems(draft)).length > 0) return null;
  return { cpuCoreCount: draft.cpuCoreCount, cpuMhz: draft.cpuMhz, memoryBytes };
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

/** Empty or 0 is none: `{ vlanId: null }`. Null for what is no VLAN. */
export function readVlan(text: string): { readonly vlanId: number | null } | null {
  const typed = text.trim();
  if (typed === '' || typed === '0') return { vlanId: null };
  const vlanId = Number(typed);
  return /^\d{1,4}$/.test(typed) && vlanId <= 4094 ? { vlanId } : null;
}

export const vlanProblem = say('hosting.vlanProblem');
