/** What is typed about hosts and networks. */
import { InvalidArgumentError } from 'commander';
import { hostHardwareSchema, vlanChoiceSchema, type HostHardware } from '../../shared/model/hosting.ts';
import { parseBytes } from './values.ts';

export function parseCores(text: string): number {
  return parsed('cpuCoreCount', Number(text), 'Give a whole number of cores, 896 at most.');
}

export function parseMhz(text: string): number {
  return parsed('cpuMhz', Number(text), 'Give whole MHz, 10000 at most.');
}

export function parseHostMemory(text: string): number {
  return parsed('memoryBytes', parseBytes(text), 'Give a size up to 24TiB.');
}

/** 1 to 4094, or `none`. */
export function parseVlan(text: string): number | null {
  const word = text.trim().toLowerCase();
  const vlanId = word === 'none' ? null : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  const { success, data } = vlanChoiceSchema.safeParse(vlanId);
  if (!success) throw new InvalidArgumentError('Give 1 to 4094, or none.');
  return data;
}

function parsed(field: keyof HostHardware, value: number, problem: string): number {
  const { success, data } = hostHardwareSchema.shape[field].safeParse(value);
  if (!success) throw new InvalidArgumentError(problem);
  return data;
}
