import { useId } from 'react';
import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue } from 'react-aria-components';
import { say } from '../strings/say.ts';
import { FieldNotes, describeField } from './FieldNotes.tsx';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';

export interface SelectOption {
  id: string;
  label: string;
  /** A second, quieter line: free space, kind, reason. */
  description?: string;
  icon?: IconName;
  isDisabled?: boolean;
}

export interface SelectProps {
  label: string;
  options: readonly SelectOption[];
  value: string | null;
  onChange: (id: string) => void;
  description?: string;
  errorText?: string | undefined;
  placeholder?: string;
  isDisabled?: boolean;
  isLabelHidden?: boolean;
}

export function Select({
  label, options, value, onChange, description, errorText, placeholder = say('ui.selectAnOption'), isDisabled = false, isLabelHidden = false,
}: SelectProps) {
  const id = useId();
  const notes = describeField(id, description, errorText);
  return (
    <AriaSelect
      className="ui-field"
      value={value}
      onChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
      placeholder={placeholder}
      isDisabled={isDisabled}
      isInvalid={notes['aria-invalid'] ?? false}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {isLabelHidden ? null : <Label className="ui-field-label">{label}</Label>}
      <Button
        className="ui-select-button"
        {...(notes['aria-describedby'] === undefined ? {} : { 'aria-describedby': notes['aria-describedby'] })}
      >
        <SelectValue className="ui-select-value">{({ selectedText, isPlaceholder }) => (isPlaceholder ? placeholder : selectedText)}</SelectValue>
        <Icon name="chevron" sizePx={12} className="ui-select-chevron" />
      </Button>
      <FieldNotes fieldId={id} description={description} errorText={errorText} />
      <Popover className="ui-popover" offset={2}>
        <ListBox className="ui-listbox">
          {options.map((option) => (
            <ListBoxItem key={option.id} id={option.id} textValue={option.label} className="ui-option" isDisabled={option.isDisabled ?? false}>
              {option.icon === undefined ? null : <Icon name={option.icon} />}
              <span className="ui-option-texts">
                <span>{option.label}</span>
                {option.description === undefined ? null : <span className="ui-option-description">{option.description}</span>}
              </span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
