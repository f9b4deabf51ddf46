import { Checkbox } from '../../ui/Checkbox.tsx';
import { useVm } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { datastoreIdsOf } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { DiskFormatSelect } from '../parts/DiskFormatSelect.tsx';
import { PlacementFields } from '../parts/PlacementFields.tsx';
import { chosenPolicy, IncompatibleNotice, PolicySelect } from '../parts/PolicySelect.tsx';
import type { CloneDraft } from './draft.ts';

export interface PlacementStepProps {
  draft: CloneDraft;
  onChange: (change: Partial<CloneDraft>) => void;
}

/** Where the clones run, lie and are stored. */
export function PlacementStep({ draft, onChange }: PlacementStepProps) {
  const book = usePolicyBook();
  const source = useVm(draft.sourceId);
  const policyId = chosenPolicy(draft.policy, source?.policyId);
  return (
    <>
      <PolicySelect value={draft.policy} onChange={(policy) => onChange({ policy })} sameLabel={say('rapidClone.sameAsTheSource', { policy: book.nameOf(source?.policyId) })} />
      <PlacementFields
        sourceId={draft.sourceId}
        value={draft}
        onChange={onChange}
        policyId={policyId}
        computeDescription={say('rapidClone.computeExplained')}
        datastoreDescription={say('rapidClone.datastoreExplained')}
      />
      {(draft.datastoreId !== null ? [draft.datastoreId] : source === undefined ? [] : datastoreIdsOf(source)).map((id) => (
        <IncompatibleNotice key={id} policyId={policyId} datastoreId={id} />
      ))}
      <DiskFormatSelect sourceId={draft.sourceId} placement={draft} value={draft.diskFormat} onChange={(diskFormat) => onChange({ diskFormat })} />
      <Checkbox label={say('rapidClone.powerOnAfterCreation')} isSelected={draft.powerOn} onChange={(powerOn) => onChange({ powerOn })} />
    </>
  );
}
