import { useId } from 'react';
import type { ReactNode } from 'react';
import { FieldNotes, describeField } from './FieldNotes.tsx';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';

export interface RadioCardOption {
  id: string;
  label: string;
  description?: ReactNode;
  icon?: IconName;
  isDisabled?: boolean;
}

export interface RadioCardsProps {
  label: string;
  options: readonly RadioCardOption[];
  value: string | null;
  onChange: (id: string) => void;
  description?: string;
  errorText?: string | undefined;
  /** Side by side where there is room. */
  isRow?: boolean;
}

/** One choice of a few, each with room for an explanation. */
export function RadioCards({ label, options, value, onChange, description, errorText, isRow = false }: RadioCardsProps) {
  const id = useId();
  return (
    <fieldset className="ui-field ui-radio-cards" {...describeField(id, description, errorText)}>
      <legend className="ui-field-label">{label}</legend>
      <div className={isRow ? 'ui-radio-list is-row' : 'ui-radio-list'}>
        {options.map((option) => (
          <label key={option.id} className="ui-radio-card">
            <input
              type="radio"
              className="ui-radio"
              name={id}
              value={option.id}
              checked={value === option.id}
              disabled={option.isDisabled ?? false}
              onChange={() => onChange(option.id)}
            />
            {option.icon === undefined ? null : <Icon name={option.icon} sizePx={20} tone="accent" />}
            <span className="ui-radio-texts">
              <span className="ui-radio-label">{option.label}</span>
              {option.description === undefined ? null : <span className="ui-radio-description">{option.description}</span>}
            </span>
          </label>
        ))}
      </div>
      <FieldNotes fieldId={id} description={description} errorText={errorText} />
    </fieldset>
  );
}
