import { useId } from 'react';
import { FieldNotes, describeField } from './FieldNotes.tsx';

export interface DateTimeFieldProps {
  label: string;
  /** Null while what is entered is no moment. */
  valueMs: number | null;
  onChange: (valueMs: number | null) => void;
  errorText?: string | undefined;
}

/** A labelled day with a time of day, in the time of the reader. */
export function DateTimeField({ label, valueMs, onChange, errorText }: DateTimeFieldProps) {
  const id = useId();
  return (
    <div className="ui-field">
      <label htmlFor={id} className="ui-field-label">
        {label}
      </label>
      <input
        id={id}
        className="ui-input"
        type="datetime-local"
        defaultValue={valueMs === null ? '' : localText(valueMs)}
        onChange={(event) => {
          const timeMs = new Date(event.target.value).getTime();
          onChange(Number.isNaN(timeMs) ? null : timeMs);
        }}
        {...describeField(id, undefined, errorText)}
      />
      <FieldNotes fieldId={id} description={undefined} errorText={errorText} />
    </div>
  );
}

/** "2026-11-22T14:05", as such fields take it. */
function localText(timeMs: number): string {
  const time = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}`;
}
