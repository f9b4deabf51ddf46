import { Checkbox } from '../../ui/Checkbox.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { DraftProblems, VolumeDraft } from './volumeDraft.ts';

export interface VolumeFieldsProps {
  draft: VolumeDraft;
  onChange: (change: Partial<VolumeDraft>) => void;
  /** What to show beside the fields; empty until the user has tried to go on. */
  problems: DraftProblems;
  /** What limits the size; what it means where nothing does. */
  sizeWords?: string;
  /** The size has the focus first. */
  autoFocus?: boolean;
}

/** Size, guarantee, autogrow and thresholds of a volume. */
export function VolumeFields({ draft, onChange, problems, sizeWords = 'What the hosts see as the capacity of the datastore.', autoFocus = false }: VolumeFieldsProps) {
  return (
    <>
      <TextField
        label="Size"
        value={draft.sizeText}
        onChange={(sizeText) => onChange({ sizeText })}
        description={sizeWords}
        errorText={problems.sizeText}
        autoFocus={autoFocus}
      />
      <RadioCards
        label="Space guarantee"
        isRow
        value={draft.guarantee}
        onChange={(id) => onChange({ guarantee: id === 'volume' ? 'volume' : 'none' })}
        options={[
          { id: 'none', label: 'Thin', description: 'Takes space in the aggregate as it is written.' },
          { id: 'volume', label: 'Guaranteed', description: 'The whole size is set aside in the aggregate.' },
        ]}
      />
      <Checkbox
        label="Autogrow"
        isSelected={draft.isGrowing}
        onChange={(isGrowing) => onChange({ isGrowing })}
        description="The volume grows when a write would fill it beyond the share below; a task and an event tell of it."
      />
      {draft.isGrowing ? (
        <div className="app-form-grid">
          <TextField label="Maximum size" value={draft.maximumText} onChange={(maximumText) => onChange({ maximumText })} errorText={problems.maximumText} />
          <TextField
            label="Grow by"
            value={draft.incrementText}
            onChange={(incrementText) => onChange({ incrementText })}
            description="Empty: a twentieth of its size."
            errorText={problems.incrementText}
          />
          <NumberField
            label="Grow at (percent used)"
            value={draft.growAtPercent}
            onChange={(growAtPercent) => onChange({ growAtPercent })}
            minValue={1}
            maxValue={100}
            errorText={problems.growAtPercent}
          />
        </div>
      ) : null}
      <div className="app-form-grid">
        <NumberField
          label="Nearly full at (percent)"
          value={draft.nearlyFullPercent}
          onChange={(nearlyFullPercent) => onChange({ nearlyFullPercent })}
          minValue={1}
          maxValue={100}
          errorText={problems.nearlyFullPercent}
        />
        <NumberField
          label="Full at (percent)"
          value={draft.fullPercent}
          onChange={(fullPercent) => onChange({ fullPercent })}
          minValue={1}
          maxValue={100}
          errorText={problems.fullPercent}
        />
      </div>
    </>
  );
}
