import { useMemo } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useInventory } from '../../stores/inventory.ts';
import type { Loaded } from '../../stores/requests.ts';
import { cloneCountLimit, type ClonePlan } from '../../../shared/model/clonePlan.ts';
import { say } from '../../strings/say.ts';
import { firstOf } from '../parts/listOf.ts';
import { collisionsOf, countProblem, maxStartNumber, nextFreeNumber, patternProblem, previewNames, startProblem, type CloneDraft } from './draft.ts';

export interface NamesStepProps {
  draft: CloneDraft;
  onChange: (change: Partial<CloneDraft>) => void;
  plan: Loaded<ClonePlan>;
  isValidationShown: boolean;
}

const shownNameCount = 8;

/** How many clones, and what they are called. Collisions are shown while typing. */
export function NamesStep({ draft, onChange, plan, isValidationShown }: NamesStepProps) {
  const membership = useInventory((state) => state.membership);
  const preview = previewNames(draft);
  const collisions = plan.isLoading ? null : collisionsOf(plan.value);
  const nextFree = useMemo(() => {
    if (collisions === null) return null;
    return nextFreeNumber(draft.pattern, [...membership.vms.values()].map((vm) => vm.name));
  }, [collisions, draft.pattern, membership]);
  const show = (problem: string) => (isValidationShown ? problem : '');

  return (
    <>
      <div className="app-form-grid">
        <NumberField
          label={say('rapidClone.numberOfClones')}
          value={draft.count}
          onChange={(count) => onChange({ count })}
          minValue={1}
          maxValue={cloneCountLimit}
          errorText={show(countProblem(draft.count))}
        />
        <NumberField
          label={say('rapidClone.startNumber')}
          value={draft.startNumber}
          onChange={(startNumber) => onChange({ startNumber })}
          minValue={0}
          maxValue={maxStartNumber}
          isGrouped={false}
          errorText={show(startProblem(draft.startNumber))}
        />
      </div>
      <TextField
        label={say('rapidClone.namePattern')}
        value={draft.pattern}
        onChange={(pattern) => onChange({ pattern })}
        description={say('rapidClone.namePatternExplained')}
        errorText={draft.pattern === '' ? show(patternProblem(draft)) : patternProblem(draft)}
        isCode
      />
      {preview === null ? null : (
        <KeyValueList
          items={[
            {
              label: say('rapidClone.names'),
              value: (
                <span className="app-name-preview">
                  {preview.first.join(', ')}
                  {preview.last === null ? '' : ` … ${preview.last}`}
                </span>
              ),
            },
          ]}
        />
      )}
      {collisions === null ? null : (
        <Alert
          tone="danger"
          isLive
          {...(nextFree === null ? {} : { action: { label: say('rapidClone.startAt', { number: nextFree }), onAction: () => onChange({ startNumber: nextFree }) } })}
        >
          {collisions.message} {firstOf(collisions.names, shownNameCount)}
        </Alert>
      )}
    </>
  );
}
