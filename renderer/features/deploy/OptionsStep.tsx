import { Checkbox } from '../../ui/Checkbox.tsx';

export interface OptionsStepProps {
  customizesGuest: boolean;
  onCustomizesGuest: (isWanted: boolean) => void;
  /** False while there is no specification to choose. */
  hasSpecs: boolean;
  customizesHardware: boolean;
  onCustomizesHardware: (isWanted: boolean) => void;
  powerOn: boolean;
  onPowerOn: (isWanted: boolean) => void;
}

/** What else is done with it. Each choice may bring a step of its own. */
export function OptionsStep({ customizesGuest, onCustomizesGuest, hasSpecs, customizesHardware, onCustomizesHardware, powerOn, onPowerOn }: OptionsStepProps) {
  return (
    <>
      <Checkbox
        label="Customize the operating system"
        description={hasSpecs || customizesGuest ? 'Tells the guest its name, addresses and more by a customization specification.' : 'There is no customization specification yet.'}
        isSelected={customizesGuest}
        isDisabled={!hasSpecs && !customizesGuest}
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
