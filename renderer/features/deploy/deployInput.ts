/** What the wizard has gathered so far, and what of it can be judged without asking the yard. Pure. */
import type { FaultRecord } from '../../../shared/faults.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { templateHardware, type DeployHardware, type DeployPlan, type DeploySpec } from '../../../shared/model/deploy.ts';
import type { DeployDraft } from '../../../shared/model/draft.ts';
import { cpuProblem, diskSizeProblem, memoryProblem } from '../../../shared/model/hardware.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { nameKey, nameLimitChars, nameProblem } from '../../../shared/naming.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { noPlaces, placementOf } from '../parts/diskPlaces.ts';
import { parseSize, typedSize } from '../parts/sizes.ts';
import { deviceChanges, deviceProblems, type TemplateHardware } from './deployDevices.ts';

/** The draft while it is open: NaN stands for an empty number field. */
export type DeployInput = Omit<DeployDraft, 'type' | 'version' | 'stepId' | 'cpuCount'> & { readonly cpuCount: number };

/** Where the wizard was opened, as far as that says something. */
export interface DeployOpening {
  readonly templateId: ObjectId | null;
  readonly computeId: ObjectId | null;
  readonly folderId: ObjectId | null;
  readonly datastoreId: ObjectId | null;
}

const asTemplate = { placesDisks: false, diskPlaces: noPlaces, diskTexts: {}, nicNetworks: {}, addedDisks: [], addedNics: [], removedNics: [], nicConnections: {} };

export function newInput({ templateId, computeId, folderId, datastoreId }: DeployOpening): DeployInput {
  return {
    asksTemplate: templateId === null, templateId, name: '', folderId, computeId, datastoreId, policy: 'same', diskFormat: null, customizesGuest: false, customizationId: null,
    customizesHardware: false, powerOn: false, cpuCount: Number.NaN, memoryText: '', ...asTemplate,
  };
}

export function inputOf({ cpuCount, type: _type, version: _version, stepId: _stepId, ...rest }: DeployDraft): DeployInput {
  return { ...rest, cpuCount: cpuCount ?? Number.NaN };
}

export function draftOf({ cpuCount, name, memoryText, addedDisks, ...rest }: DeployInput, stepId: string): DeployDraft {
  return {
    ...rest, type: 'deployTemplate', version: 1, stepId,
    name: name.slice(0, draftTextLimit), memoryText: memoryText.slice(0, draftTextLimit),
    addedDisks: addedDisks.map((disk) => ({ ...disk, sizeText: disk.sizeText.slice(0, draftTextLimit) })), cpuCount: Number.isFinite(cpuCount) ? cpuCount : null,
  };
}

/** As `shared/model/draft.ts` keeps texts. */
const draftTextLimit = 200;

/** Another template brings other hardware: what was typed for the last one would pass for a wish. */
export function withTemplate(input: DeployInput, template: VmRow): DeployInput {
  const chosen = { ...input, templateId: template.id, cpuCount: Number.NaN, memoryText: '', ...asTemplate };
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

/** Problems by field: `cpu`, `memory`, the labels of the template's disks, and those of `deviceProblems`. */
export function hardwareProblems(input: DeployInput, template: TemplateHardware | null): Readonly<Record<string, string>> {
  const { customizesHardware, cpuCount, memoryText, diskTexts } = input;
  const problems: Record<string, string> = {};
  const note = (field: string, problem: string | null): void => {
    if (problem !== null) problems[field] = problem;
  };
  if (!customizesHardware) return problems;
  note('cpu', cpuProblem(cpuCount));
  note('memory', memoryProblem(parseSize(memoryText) ?? Number.NaN));
  for (const { label, sizeBytes } of template?.disks ?? []) note(label, diskProblem(diskTexts[label], sizeBytes));
  return { ...problems, ...deviceProblems(input, template) };
}

/** Disks only grow; one that stays as it is may have any size. */
function diskProblem(text: string | undefined, templateBytes: number): string | null {
  if (text === undefined) return null;
  const sizeBytes = parseSize(text);
  if (sizeBytes === null) return say('deploy.enterASizeSuchAs');
  if (sizeBytes === templateBytes) return null;
  return sizeBytes < templateBytes ? say('deploy.diskSizeOnlyGrows', { size: formatBytes(templateBytes) }) : diskSizeProblem(sizeBytes);
}

/** What is wrong with the name, among the names that exist. */
export function nameTrouble(name: string, others: Iterable<Pick<VmRow, 'name'>>): string {
  const problem = nameProblem(name);
  if (problem !== null) return problem;
  const key = nameKey(name);
  for (const other of others) if (nameKey(other.name) === key) return say('common.nameInUse', { name: other.name });
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

/** Whether the wish names disks or adapters of the template. Until it is known what those are, `specOf` leaves them out. */
export function namesDevices({ customizesHardware, placesDisks }: DeployInput): boolean {
  return customizesHardware || placesDisks;
}

/** What to plan; hardware that cannot be had is left out of it. Null while there is no template. */
export function specOf(input: DeployInput, template: TemplateHardware | null): DeploySpec | null {
  const { templateId, name, folderId, computeId, datastoreId, policy, diskFormat, powerOn } = input;
  if (templateId === null) return null;
  const customizationId = input.customizesGuest ? input.customizationId : null;
  const diskPlacement = input.placesDisks ? placementOf(template?.disks ?? [], datastoreId, input.diskPlaces) : [];
  return {
    templateId, name, folderId, computeId, datastoreId, powerOn, hardware: hardwareOf(input, template), customizationId,
    ...(policy === 'same' ? {} : { policyId: policy }), ...(diskFormat === null ? {} : { diskFormat }), ...(diskPlacement.length === 0 ? {} : { diskPlacement }),
  };
}

function hardwareOf(input: DeployInput, template: TemplateHardware | null): DeployHardware {
  const { customizesHardware, cpuCount, memoryText, diskTexts } = input;
  const memoryBytes = parseSize(memoryText);
  if (!customizesHardware || memoryBytes === null || Object.keys(hardwareProblems(input, template)).length > 0) return templateHardware;
  return {
    cpuCount,
    memoryBytes,
    growDisks: (template?.disks ?? []).flatMap(({ label, sizeBytes: templateBytes }) => {
      const sizeBytes = parseSize(diskTexts[label] ?? '') ?? templateBytes;
      return sizeBytes === templateBytes ? [] : [{ label, sizeBytes }];
    }),
    ...deviceChanges(input, template),
  };
}

/** What is mended by storing it elsewhere or otherwise. */
export function storageRefusals(plan: DeployPlan | null): readonly FaultRecord[] {
  return (plan?.refusals ?? []).filter(({ code }) => code === 'InsufficientStorageSpace' || code === 'NotSupported');
}

/** What keeps the guest from being customized: what is left when names, places and storage are in order. */
export function guestRefusals(plan: DeployPlan | null, input: DeployInput, isNameFree: boolean): readonly FaultRecord[] {
  if (plan === null || !input.customizesGuest || input.customizationId === null || plan.customization !== null || !isNameFree) return [];
  const others = new Set(storageRefusals(plan));
  return plan.refusals.filter((refusal) => !others.has(refusal));
}
