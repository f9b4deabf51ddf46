import { useId } from 'react';
import type { Ref } from 'react';
import { say } from '../strings/say.ts';
import { FieldNotes, describeField } from './FieldNotes.tsx';

export interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: string;
  /** Non-empty marks the field invalid and is shown in place of the description. */
  errorText?: string | undefined;
  placeholder?: string;
  isOptional?: boolean;
  isDisabled?: boolean;
  isMultiline?: boolean;
  autoFocus?: boolean;
  /** Monospaced, for patterns, paths and identifiers. */
  isCode?: boolean;
  /** What is typed is not shown, and browsers do not offer to fill it in. */
  isSecret?: boolean;
  onSubmit?: () => void;
  ref?: Ref<HTMLInputElement>;
}

/** A labelled line of text; required unless said to be optional. */
export function TextField({
  label, value, onChange, description, errorText, placeholder, isOptional = false, isDisabled = false, isMultiline = false, autoFocus = false,
  isCode = false, isSecret = false, onSubmit, ref,
}: TextFieldProps) {
  const id = useId();
  const shared = {
    id,
    className: isCode ? 'ui-input is-code' : 'ui-input',
    value,
    placeholder,
    disabled: isDisabled,
    autoFocus,
    spellCheck: !isCode,
    autoComplete: isSecret ? 'new-password' : 'off',
    ...describeField(id, description, errorText),
  };
  return (
    <div className="ui-field">
      <label htmlFor={id} className="ui-field-label">
        {label}
        {isOptional ? <span className="ui-field-optional">{' '}{say('ui.optional')}</span> : null}
      </label>
      {isMultiline ? (
        <textarea {...shared} rows={3} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input
          {...shared}
          ref={ref ?? null}
          type={isSecret ? 'password' : 'text'}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && onSubmit !== undefined) {
              event.preventDefault();
              onSubmit();
            }
          }}
        />
      )}
      <FieldNotes fieldId={id} description={description} errorText={errorText} />
    </div>
  );
}
