import { say } from '../../strings/say.ts';
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
export function VolumeFields({ draft, onChange, problems, sizeWords = say('volumes.sizeMeaning'), autoFocus = false }: VolumeFieldsProps) {
  return (
    <>
      <TextField
        label={say('common.size')}
        value={draft.sizeText}
        onChange={(sizeText) => onChange({ sizeText })}
        description={sizeWords}
        errorText={problems.sizeText}
        autoFocus={autoFocus}
      />
      <RadioCards
        label={say('volumes.spaceGuarantee')}
        isRow
        value={draft.guarantee}
        onChange={(id) => onChange({ guarantee: id === 'volume' ? 'volume' : 'none' })}
        options={[
          { id: 'none', label: say('common.thin'), description: say('volumes.thinExplained') },
          { id: 'volume', label: say('volumes.guaranteed'), description: say('volumes.guaranteedExplained') },
        ]}
      />
      <Checkbox
        label={say('volumes.autogrow')}
        isSelected={draft.isGrowing}
        onChange={(isGrowing) => onChange({ isGrowing })}
        description={say('volumes.autogrowExplained')}
      />
      {draft.isGrowing ? (
        <div className="app-form-grid">
          <TextField label={say('volumes.maximumSize')} value={draft.maximumText} onChange={(maximumText) => onChange({ maximumText })} errorText={problems.maximumText} />
          <TextField
            label={say('volumes.growBy')}
            value={draft.incrementText}
            onChange={(incrementText) => onChange({ incrementText })}
            description={say('volumes.emptyIsATwentieth')}
            errorText={problems.incrementText}
          />
          <NumberField
            label={say('volumes.growAtPercentUsed')}
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
          label={say('volumes.nearlyFullAtPercent')}
          value={draft.nearlyFullPercent}
          onChange={(nearlyFullPercent) => onChange({ nearlyFullPercent })}
          minValue={1}
          maxValue={100}
          errorText={problems.nearlyFullPercent}
        />
        <NumberField
          label={say('volumes.fullAtPercent')}
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
