import { Checkbox } from '../../ui/Checkbox.tsx';

export interface OptionsStepProps {
  customizesHardware: boolean;
  onCustomizesHardware: (isWanted: boolean) => void;
  powerOn: boolean;
  onPowerOn: (isWanted: boolean) => void;
}

/** What else is done with it. Each choice may bring a step of its own. */
export function OptionsStep({ customizesHardware, onCustomizesHardware, powerOn, onPowerOn }: OptionsStepProps) {
  return (
    <>
      <Checkbox
        label="Customize this virtual machine's hardware"
        description="CPUs and memory other than those of the template, in a step of their own."
        isSelected={customizesHardware}
        onChange={onCustomizesHardware}
      />
      <Checkbox label="Power on virtual machine after creation" isSelected={powerOn} onChange={onPowerOn} />
    </>
  );
}
