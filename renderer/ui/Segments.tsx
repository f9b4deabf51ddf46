import { useId } from 'react';

export interface SegmentsProps {
  /** Names the choice; not shown. */
  label: string;
  options: readonly { readonly id: string; readonly label: string }[];
  value: string;
  onChange: (id: string) => void;
}

/** One choice of a few short words, side by side. */
export function Segments({ label, options, value, onChange }: SegmentsProps) {
  const name = useId();
  return (
    <div className="ui-segments" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.id} className="ui-segment">
          <input type="radio" className="ui-segment-input" name={name} value={option.id} checked={value === option.id} onChange={() => onChange(option.id)} />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
