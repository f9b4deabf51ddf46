/** What the wizard has gathered so far, and what of it can be judged without asking the yard. Pure. */
import type { FaultCode, FaultRecord } from '../../../shared/faults.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { cpuCountLimit, memoryLimitBytes, memoryStepBytes, type DeployPlan, type DeploySpec } from '../../../shared/model/deploy.ts';
import type { DeployDraft } from '../../../shared/model/draft.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { nameKey, nameLimitChars, nameProblem } from '../../../shared/naming.ts';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { parseSize, typedSize } from '../parts/sizes.ts';

/** The draft while it is open: NaN stands for an empty number field. */
export type DeployInput = Omit<DeployDraft, 'type' | 'version' | 'stepId' | 'cpuCount'> & { readonly cpuCount: number };

/** Where the wizard was opened, as far as that says something. */
export interface DeployOpening {
  readonly templateId: ObjectId | null;
  readonly computeId: ObjectId | null;
  readonly folderId: ObjectId | null;
  readonly datastoreId: ObjectId | null;
}

export function newInput({ templateId, computeId, folderId, datastoreId }: DeployOpening): DeployInput {
  return {
    asksTemplate: templateId === null, templateId, name: '', folderId, computeId, datastoreId, diskFormat: null,
    customizesHardware: false, powerOn: false, cpuCount: Number.NaN, memoryText: '',
  };
}

export function inputOf({ cpuCount, type: _type, version: _version, stepId: _stepId, ...rest }: DeployDraft): DeployInput {
  return { ...rest, cpuCount: cpuCount ?? Number.NaN };
}

export function draftOf({ cpuCount, name, memoryText, ...rest }: DeployInput, stepId: string): DeployDraft {
  return {
    ...rest, type: 'deployTemplate', version: 1, stepId,
    name: name.slice(0, draftTextLimit), memoryText: memoryText.slice(0, draftTextLimit), cpuCount: Number.isFinite(cpuCount) ? cpuCount : null,
  };
}

/** As `shared/model/draft.ts` keeps texts. */
const draftTextLimit = 200;

/** Another template brings other hardware: what was typed for the last one would pass for a wish. */
export function withTemplate(input: DeployInput, template: VmRow): DeployInput {
  const chosen = { ...input, templateId: template.id, cpuCount: Number.NaN, memoryText: '' };
  return input.customizesHardware ? withHardware(chosen, template) : chosen;
}

/** The fields begin with what the template has, and keep what was typed once. */
export function withHardware(input: DeployInput, template: VmRow | undefined): DeployInput {
  if (template === undefined) return { ...input, customizesHardware: true };
  return {
    ...input,
    customizesHardware: true,
    cpuCount: Number.isNaN(input.cpuCount) ? template.cpuCount : input.cpuCount,
    memoryText: input.memoryText === '' ? typedSize(template.memoryBytes) : input.memoryText,
  };
}

export function cpuProblem(cpuCount: number): string {
  if (!Number.isInteger(cpuCount) || cpuCount < 1) return 'Enter how many virtual CPUs it has.';
  return cpuCount > cpuCountLimit ? `A virtual machine has at most ${formatCount(cpuCountLimit)} virtual CPUs.` : '';
}

export function memoryProblem(text: string): string {
  const bytes = parseSize(text);
  if (bytes === null) return 'Enter a size such as 4 GiB.';
  if (bytes < memoryStepBytes) return `A virtual machine has at least ${formatBytes(memoryStepBytes)} of memory.`;
  if (bytes > memoryLimitBytes) return `A virtual machine has at most ${formatBytes(memoryLimitBytes)} of memory.`;
  return bytes % memoryStepBytes === 0 ? '' : `Memory is a multiple of ${formatBytes(memoryStepBytes)}.`;
}

export function isHardwareValid({ customizesHardware, cpuCount, memoryText }: DeployInput): boolean {
  return !customizesHardware || (cpuProblem(cpuCount) === '' && memoryProblem(memoryText) === '');
}

/** What is wrong with the name, among the names that exist. */
export function nameTrouble(name: string, others: Iterable<Pick<VmRow, 'name'>>): string {
  const problem = nameProblem(name);
  if (problem !== null) return problem;
  const key = nameKey(name);
  for (const other of others) if (nameKey(other.name) === key) return `The name ${other.name} is already in use.`;
  return '';
}

/** "desktop-gold-01", or the first number behind it that is free. */
export function proposeName(template: Pick<VmRow, 'name'>, others: Iterable<Pick<VmRow, 'name'>>): string {
  const taken = new Set(Array.from(others, ({ name }) => nameKey(name)));
  const base = template.name.slice(0, nameLimitChars - 8);
  for (let n = 1; ; n += 1) {
    const name = `${base}-${String(n).padStart(2, '0')}`;
    if (!taken.has(nameKey(name))) return name;
  }
}

/** What to plan; hardware that cannot be had is left out of it. Null while there is no template. */
export function specOf(input: DeployInput): DeploySpec | null {
  const { templateId, name, folderId, computeId, datastoreId, diskFormat, powerOn, customizesHardware, cpuCount, memoryText } = input;
  if (templateId === null) return null;
  const hardware = customizesHardware && isHardwareValid(input) ? { cpuCount, memoryBytes: parseSize(memoryText) } : { cpuCount: null, memoryBytes: null };
  return { templateId, name, folderId, computeId, datastoreId, powerOn, hardware, ...(diskFormat === null ? {} : { diskFormat }) };
}

/** On which step a refusal of the plan is mended. */
const stepOfRefusal: Partial<Record<FaultCode, 'name' | 'storage' | 'compute'>> = {
  InvalidName: 'name', DuplicateName: 'name', InsufficientStorageSpace: 'storage', NotSupported: 'storage', InvalidState: 'compute',
};

export function refusalsFor(plan: DeployPlan | null, step: 'name' | 'storage' | 'compute'): readonly FaultRecord[] {
  return (plan?.refusals ?? []).filter(({ code }) => stepOfRefusal[code] === step);
}
