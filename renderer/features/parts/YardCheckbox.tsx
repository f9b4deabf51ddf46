import { useEffect, useState } from 'react';
import { Checkbox } from '../../ui/Checkbox.tsx';

export interface YardCheckboxProps {
  label: string;
  description: string;
  /** As the yard has it. */
  value: boolean;
  /** Resolves with false when the yard has refused. */
  set: (value: boolean) => Promise<boolean>;
  isDisabled?: boolean;
}

/** A checkbox over a value that the yard holds. It shows what was chosen at once, and goes back when the yard refuses. */
export function YardCheckbox({ label, description, value, set, isDisabled = false }: YardCheckboxProps) {
  const [wanted, setWanted] = useState<boolean | null>(null);
  useEffect(() => setWanted(null), [value]);
  const change = async (next: boolean) => {
    setWanted(next);
    if (!(await set(next))) setWanted(null);
  };
  return <Checkbox label={label} description={description} isSelected={wanted ?? value} isDisabled={isDisabled} onChange={(next) => void change(next)} />;
}
