/** What wizards that were put aside are called. Pure. */
import type { DraftContent } from '../../../shared/model/draft.ts';
import { say } from '../../strings/say.ts';

/** @param sourceName of the template or machine, undefined when it is gone or was not chosen */
export function draftTitle(content: DraftContent, sourceName: string | undefined): string {
  if (content.type === 'rapidClone') return sourceName === undefined ? say('common.rapidClone') : say('drafts.rapidCloneOf', { source: sourceName });
  const name = content.name.trim();
  if (sourceName === undefined) return name === '' ? say('drafts.deployFromTemplate') : say('drafts.deployNamed', { machine: name });
  return name === '' ? say('drafts.deployFrom', { template: sourceName }) : say('drafts.deployNamedFrom', { machine: name, template: sourceName });
}

const stepTitles: Readonly<Record<DraftContent['type'], Readonly<Record<string, string>>>> = {
  deployTemplate: {
    template: say('drafts.selectATemplate'), name: say('drafts.selectANameAndFolder'), compute: say('drafts.selectAComputeResource'), storage: say('drafts.selectStorage'),
    options: say('drafts.selectCloneOptions'), guest: say('drafts.customizeGuestOS'), hardware: say('drafts.customizeHardware'), review: say('common.readyToComplete'),
  },
  rapidClone: { source: say('common.source'), names: say('drafts.namesAndCount'), placement: say('drafts.placement'), review: say('common.readyToComplete') },
};

/** Where it was left; empty for a step that this version does not have. */
export function draftStep({ type, stepId }: DraftContent): string {
  return stepTitles[type][stepId] ?? '';
}
