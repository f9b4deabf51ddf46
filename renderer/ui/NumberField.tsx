import { useId } from 'react';
import { Button, Group, Input, Label, NumberField as AriaNumberField } from 'react-aria-components';
import { FieldNotes, describeField } from './FieldNotes.tsx';
import { Icon } from './Icon.tsx';

export interface NumberFieldProps {
  label: string;
  /** NaN while the field is empty. */
  value: number;
  onChange: (value: number) => void;
  description?: string;
  errorText?: string | undefined;
  minValue?: number;
  maxValue?: number;
  step?: number;
  isDisabled?: boolean;
  /** Thousands separators; off for things that are counted but not read as amounts. */
  isGrouped?: boolean;
}

/** A whole or stepped number with minus and plus buttons, arrow keys and the wheel. */
export function NumberField({
  label, value, onChange, description, errorText, minValue, maxValue, step, isDisabled = false, isGrouped = true,
}: NumberFieldProps) {
  const id = useId();
  const isInvalid = errorText !== undefined && errorText !== '';
  const notes = describeField(id, description, errorText);
  return (
    <AriaNumberField
      className="ui-field"
      value={value}
      onChange={onChange}
      isDisabled={isDisabled}
      isInvalid={isInvalid}
      validationBehavior="aria"
      formatOptions={{ useGrouping: isGrouped }}
      {...(minValue === undefined ? {} : { minValue })}
      {...(maxValue === undefined ? {} : { maxValue })}
      {...(step === undefined ? {} : { step })}
      {...(notes['aria-describedby'] === undefined ? {} : { 'aria-describedby': notes['aria-describedby'] })}
    >
      <Label className="ui-field-label">{label}</Label>
      <Group className="ui-number">
        <Button slot="decrement" className="ui-number-step">
          <Icon name="minus" sizePx={12} />
        </Button>
        <Input className="ui-number-input" />
        <Button slot="increment" className="ui-number-step">
          <Icon name="plus" sizePx={12} />
        </Button>
      </Group>
      <FieldNotes fieldId={id} description={description} errorText={errorText} />
    </AriaNumberField>
  );
}
