import { useEffect, useState } from 'react';
import { Checkbox } from '../../ui/Checkbox.tsx';
import type { DeclaredCall } from '../../stores/access.ts';
import { limitedSetting } from './limited.ts';

export interface YardCheckboxProps {
  label: string;
  description: string;
  /** As the yard has it. */
  value: boolean;
  /** What `set` ends in. Where the role does not allow that, the value is shown and cannot be changed. */
  call: DeclaredCall;
  /** Resolves with false when the yard has refused. */
  set: (value: boolean) => Promise<boolean>;
  isDisabled?: boolean;
}

/** A checkbox over a value that the yard holds. It shows what was chosen at once, and goes back when the yard refuses. */
export function YardCheckbox({ label, description, value, call, set, isDisabled = false }: YardCheckboxProps) {
  const [wanted, setWanted] = useState<boolean | null>(null);
  useEffect(() => setWanted(null), [value]);
  const change = async (next: boolean) => {
    setWanted(next);
    if (!(await set(next))) setWanted(null);
  };
  const setting = limitedSetting(description, call);
  return (
    <Checkbox
      label={label}
      description={setting.description}
      isSelected={wanted ?? value}
      isDisabled={isDisabled || setting.isDisabled}
      onChange={(next) => void change(next)}
    />
  );
}
