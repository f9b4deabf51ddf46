import { useEffect, useId, useRef } from 'react';
import { FieldNotes, describeField } from './FieldNotes.tsx';

export interface CheckboxProps {
  label: string;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  isIndeterminate?: boolean;
  isDisabled?: boolean;
  description?: string;
  errorText?: string | undefined;
}

export function Checkbox({ label, isSelected, onChange, isIndeterminate = false, isDisabled = false, description, errorText }: CheckboxProps) {
  const id = useId();
  const inputRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The third state exists only as a DOM property, never as an attribute.
    if (inputRef.current !== null) inputRef.current.indeterminate = isIndeterminate;
  }, [isIndeterminate]);
  return (
    <div className="ui-field ui-checkbox-field">
      <label className="ui-checkbox">
        <input
          ref={inputRef}
          type="checkbox"
          className="ui-check"
          checked={isSelected}
          disabled={isDisabled}
          onChange={(event) => onChange(event.target.checked)}
          {...describeField(id, description, errorText)}
        />
        <span>{label}</span>
      </label>
      <div className="ui-checkbox-notes">
        <FieldNotes fieldId={id} description={description} errorText={errorText} />
      </div>
    </div>
  );
}
