import { useState } from 'react';
import { Wizard, type WizardStepContext } from '../../ui/Wizard.tsx';
import { yard } from '../../stores/connection.ts';
import { useDraftKeeping } from '../../stores/drafts.ts';
import { useVm, vmOf } from '../../stores/inventory.ts';
import { useCloneSettings } from '../../stores/offloadCalls.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { WizardDraft } from '../../../shared/model/draft.ts';
import { say } from '../../strings/say.ts';
import { canBeSource, collisionsOf, keptOf, openedFrom, specOf, type CloneDraft } from './draft.ts';
import { NamesStep } from './NamesStep.tsx';
import { PlacementStep } from './PlacementStep.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { SourceStep } from './SourceStep.tsx';

export interface RapidCloneWizardProps {
  sourceId: ObjectId | null;
  computeId: ObjectId | null;
  folderId: ObjectId | null;
  datastoreId: ObjectId | null;
  /** What is resumed; left out for a new one. */
  draft?: WizardDraft | undefined;
  onClose: () => void;
}

const planDelayMs = 250;

/** Makes many machines of one: source, names, placement, and a review of exactly what will happen. */
export function RapidCloneWizard({ sourceId, computeId, folderId, datastoreId, draft: kept, onClose }: RapidCloneWizardProps) {
  const resumed = kept?.content.type === 'rapidClone' ? kept.content : null;
  const [draft, setDraft] = useState<CloneDraft>(() => {
    if (resumed !== null) return openedFrom(resumed);
    const opened = sourceId === null ? undefined : vmOf(sourceId);
    const usableId = opened !== undefined && canBeSource(opened) ? opened.id : null;
    return { sourceId: usableId, count: 10, pattern: 'vdi-{n:03}', startNumber: 1, computeId, folderId, datastoreId, powerOn: false, policy: 'same', diskFormat: null };
  });
  const change = (part: Partial<CloneDraft>) => setDraft((before) => ({ ...before, ...part }));
  const keeping = useDraftKeeping(kept ?? null, onClose);
  const { start, isBusy, fault } = useStarter();
  const source = useVm(draft.sourceId);
  const spec = specOf(draft);
  const settings = useCloneSettings(draft.sourceId, draft.datastoreId);
  const plan = useLoaded(
    spec === null ? null : `${JSON.stringify(spec)} ${settings}`,
    (signal) => {
      if (spec === null) throw new Error('There is nothing to plan.');
      return yard().cloning.plan(spec, { signal });
    },
    planDelayMs,
  );
  const isPlanned = plan.value !== null && !plan.isLoading && plan.fault === null;
  const hasCollisions = isPlanned && collisionsOf(plan.value) !== null;
  const isSourceUsable = source !== undefined && canBeSource(source);

  const finish = async () => {
    if (spec === null) return;
    const started = await start((requestId) => yard().cloning.start({ spec, requestId }));
    if (started === null) return;
    keeping.finish();
    onClose();
  };

  const renderNames = ({ isValidationShown }: WizardStepContext) => (
    <NamesStep draft={draft} onChange={change} plan={plan} isValidationShown={isValidationShown} />
  );

  return (
    <Wizard
      isOpen
      title={say('common.rapidClone')}
      onClose={onClose}
      onFinish={() => void finish()}
      onMinimise={(stepId) => void keeping.putAside(keptOf(draft, stepId))}
      initialStepId={resumed?.stepId}
      isBusy={isBusy || keeping.isSaving}
      alertText={keeping.alertText}
      errorText={fault === null ? undefined : [fault.message, (fault.names ?? []).slice(0, 8).join(', '), fault.hint].filter(Boolean).join(' ')}
      steps={[
        {
          id: 'source',
          title: say('common.source'),
          isValid: isSourceUsable,
          invalidText: source === undefined ? say('rapidClone.sourceMissing') : say('rapidClone.sourceIsPoweredOn', { source: source.name }),
          content: <SourceStep sourceId={draft.sourceId} onChange={(id) => change({ sourceId: id })} />,
        },
        {
          id: 'names',
          title: say('rapidClone.namesAndCount'),
          isValid: spec !== null && !hasCollisions,
          invalidText: hasCollisions ? say('rapidClone.namesInUse') : say('common.correctTheFieldsBelow'),
          content: renderNames,
        },
        { id: 'placement', title: say('rapidClone.placement'), content: <PlacementStep draft={draft} onChange={change} /> },
        {
          id: 'review',
          title: say('common.readyToComplete'),
          isValid: isPlanned && plan.value.refusals.length === 0,
          isPending: plan.isLoading,
          invalidText: isPlanned ? say('rapidClone.planRefused') : say('common.planNotMade'),
          content: <ReviewStep plan={plan} />,
        },
      ]}
    />
  );
}
