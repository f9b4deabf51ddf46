import { Icon } from './Icon.tsx';

export interface FieldNotesProps {
  fieldId: string;
  description?: string | undefined;
  errorText?: string | undefined;
}

/** ARIA attributes that tie an input to the notes `FieldNotes` renders for the same id. */
export function describeField(fieldId: string, description: string | undefined, errorText: string | undefined) {
  const isInvalid = errorText !== undefined && errorText !== '';
  const ids: string[] = [];
  if (isInvalid) ids.push(`${fieldId}-error`);
  if (description !== undefined) ids.push(`${fieldId}-description`);
  return {
    ...(isInvalid ? { 'aria-invalid': true } : {}),
    ...(ids.length === 0 ? {} : { 'aria-describedby': ids.join(' ') }),
  };
}

/** Description and error text under a field. The error is announced when it appears. */
export function FieldNotes({ fieldId, description, errorText }: FieldNotesProps) {
  const isInvalid = errorText !== undefined && errorText !== '';
  return (
    <>
      {description === undefined ? null : (
        <p id={`${fieldId}-description`} className="ui-field-description">
          {description}
        </p>
      )}
      <div aria-live="polite">
        {isInvalid ? (
          <p id={`${fieldId}-error`} className="ui-field-error">
            <Icon name="error" sizePx={14} />
            {errorText}
          </p>
        ) : null}
      </div>
    </>
  );
}
