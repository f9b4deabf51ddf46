/** What wizards that were put aside are called. Pure. */
import type { DraftContent } from '../../../shared/model/draft.ts';

/** @param sourceName of the template or machine, undefined when it is gone or was not chosen */
export function draftTitle(content: DraftContent, sourceName: string | undefined): string {
  if (content.type === 'rapidClone') return sourceName === undefined ? 'Rapid clone' : `Rapid clone of ${sourceName}`;
  const name = content.name.trim();
  const of = sourceName === undefined ? '' : ` from ${sourceName}`;
  return name === '' ? `Deploy${of === '' ? ' from template' : of}` : `Deploy ${name}${of}`;
}

const stepTitles: Readonly<Record<DraftContent['type'], Readonly<Record<string, string>>>> = {
  deployTemplate: {
    template: 'Select a template', name: 'Select a name and folder', compute: 'Select a compute resource', storage: 'Select storage',
    options: 'Select clone options', guest: 'Customize guest OS', hardware: 'Customize hardware', review: 'Ready to complete',
  },
  rapidClone: { source: 'Source', names: 'Names and count', placement: 'Placement', review: 'Ready to complete' },
};

/** Where it was left; empty for a step that this version does not have. */
export function draftStep({ type, stepId }: DraftContent): string {
  return stepTitles[type][stepId] ?? '';
}
