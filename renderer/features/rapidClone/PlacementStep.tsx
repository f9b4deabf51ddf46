import { Checkbox } from '../../ui/Checkbox.tsx';
import { DiskFormatSelect } from '../parts/DiskFormatSelect.tsx';
import { PlacementFields } from '../parts/PlacementFields.tsx';
import type { CloneDraft } from './draft.ts';

export interface PlacementStepProps {
  draft: CloneDraft;
  onChange: (change: Partial<CloneDraft>) => void;
}

/** Where the clones run, lie and are stored. */
export function PlacementStep({ draft, onChange }: PlacementStepProps) {
  return (
    <>
      <PlacementFields
        sourceId={draft.sourceId}
        value={draft}
        onChange={onChange}
        computeDescription="In a cluster the clones are spread evenly over its hosts."
        datastoreDescription="On the datastore of the source, clones share its blocks. The review tells what happens elsewhere."
      />
      <DiskFormatSelect sourceId={draft.sourceId} placement={draft} value={draft.diskFormat} onChange={(diskFormat) => onChange({ diskFormat })} />
      <Checkbox label="Power on after creation" isSelected={draft.powerOn} onChange={(powerOn) => onChange({ powerOn })} />
    </>
  );
}
