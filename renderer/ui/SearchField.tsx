import { useId } from 'react';
import type { KeyboardEvent, Ref } from 'react';
import { say } from '../strings/say.ts';
import { Icon } from './Icon.tsx';

export interface SearchFieldProps {
  /** Accessible name; the placeholder is only a hint. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  /** Colours for the dark header bar. */
  isOnHeader?: boolean;
  onFocus?: () => void;
  onBlur?: () => void;
  /** Keys the field does not use itself, for lists of suggestions under it. */
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  /** Present when the field drives a list of suggestions; a combobox, or a search box for which the list is only an aid. */
  suggestions?: { listId: string; isOpen: boolean; isSearchbox?: boolean; activeOptionId?: string | undefined };
  /** Of the text that says what is wrong with the value, or missing. */
  describedById?: string;
  isInvalid?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** A search or filter line; Escape clears it. */
export function SearchField({
  label, value, onChange, placeholder, isOnHeader = false, onFocus, onBlur, onKeyDown, suggestions, describedById, isInvalid = false, ref,
}: SearchFieldProps) {
  const id = useId();
  const combobox = suggestions === undefined ? {} : {
    ...(suggestions.isSearchbox === true ? {} : { role: 'combobox', 'aria-expanded': suggestions.isOpen }),
    'aria-controls': suggestions.isOpen ? suggestions.listId : undefined,
    'aria-autocomplete': 'list' as const,
    'aria-activedescendant': suggestions.isOpen ? suggestions.activeOptionId : undefined,
  };
  return (
    <div className={isOnHeader ? 'ui-search is-on-header' : 'ui-search'}>
      <Icon name="search" className="ui-search-icon" />
      <input
        {...combobox}
        ref={ref ?? null}
        id={id}
        type="search"
        aria-label={label}
        className="ui-search-input"
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        {...(describedById === undefined ? {} : { 'aria-describedby': describedById })}
        {...(isInvalid ? { 'aria-invalid': true } : {})}
        spellCheck={false}
        onFocus={onFocus}
        onBlur={onBlur}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          onKeyDown?.(event);
          if (event.defaultPrevented || event.key !== 'Escape' || value === '') return;
          event.preventDefault();
          event.stopPropagation();
          onChange('');
        }}
      />
      {value === '' ? null : (
        <button type="button" className="ui-search-clear" aria-label={say('ui.clearField', { field: label })} onClick={() => onChange('')}>
          <Icon name="close" sizePx={12} />
        </button>
      )}
    </div>
  );
}
