import { Checkbox } from '../../ui/Checkbox.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { SecretName, SecretState } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';
import { secretWords } from '../parts/guestWords.ts';

const removalWords: Readonly<Record<SecretName, string>> = { adminPassword: say('customization.removeAdministratorPassword'), productKey: say('customization.removeProductKey'), domainPassword: say('customization.removeDomainPassword') };

export interface SecretFieldProps {
  name: SecretName;
  value: string;
  onChange: (value: string) => void;
  /** Null where it is not set yet. */
  known: SecretState | null;
  isRemoved: boolean;
  onRemove: (isRemoved: boolean) => void;
  isOptional?: boolean;
  errorText?: string | undefined;
  description?: string;
}

/** A secret can be set anew or taken away, and never be read. */
export function SecretField({ name, value, onChange, known, isRemoved, onRemove, isOptional = false, errorText, description = '' }: SecretFieldProps) {
  const state = known === null ? description : (known.problem ?? say('customization.secretIsSet'));
  return (
    <>
      <TextField label={secretWords[name]} value={value} onChange={onChange} isSecret isOptional={isOptional} isDisabled={isRemoved} description={state} errorText={errorText} />
      {known === null ? null : <Checkbox label={removalWords[name]} isSelected={isRemoved} onChange={onRemove} />}
    </>
  );
}
