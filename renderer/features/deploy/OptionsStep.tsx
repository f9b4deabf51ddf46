import { Checkbox } from '../../ui/Checkbox.tsx';
import type { Loaded } from '../../stores/requests.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';

export interface OptionsStepProps {
  customizesGuest: boolean;
  onCustomizesGuest: (isWanted: boolean) => void;
  /** What there is to choose. */
  specs: Loaded<{ readonly specs: readonly unknown[] }>;
  customizesHardware: boolean;
  onCustomizesHardware: (isWanted: boolean) => void;
  powerOn: boolean;
  onPowerOn: (isWanted: boolean) => void;
}

/** What else is done with it. Each choice may bring a step of its own. */
export function OptionsStep({ customizesGuest, onCustomizesGuest, specs, customizesHardware, onCustomizesHardware, powerOn, onPowerOn }: OptionsStepProps) {
  const hasNone = specs.value !== null && specs.value.specs.length === 0 && !customizesGuest;
  return (
    <>
      {specs.fault === null ? null : <FaultAlert fault={specs.fault} action={{ label: 'Try again', onAction: specs.reload }} />}
      <Checkbox
        label="Customize the operating system"
        description={hasNone ? 'There is no customization specification yet.' : 'Tells the guest its name, addresses and more by a customization specification.'}
        isSelected={customizesGuest}
        isDisabled={hasNone}
        onChange={onCustomizesGuest}
      />
      <Checkbox
        label="Customize this virtual machine's hardware"
        description="CPUs, memory, larger disks and networks other than those of the template."
        isSelected={customizesHardware}
        onChange={onCustomizesHardware}
      />
      <Checkbox label="Power on virtual machine after creation" isSelected={powerOn} onChange={onPowerOn} />
    </>
  );
}
