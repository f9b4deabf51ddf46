import { Checkbox } from '../../ui/Checkbox.tsx';
import type { Loaded } from '../../stores/requests.ts';
import { say } from '../../strings/say.ts';
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
      {specs.fault === null ? null : <FaultAlert fault={specs.fault} action={{ label: say('common.tryAgain'), onAction: specs.reload }} />}
      <Checkbox
        label={say('deploy.customizeTheOperatingSystem')}
        description={hasNone ? say('deploy.noSpecificationYet') : say('deploy.customizeGuestExplained')}
        isSelected={customizesGuest}
        isDisabled={hasNone}
        onChange={onCustomizesGuest}
      />
      <Checkbox
        label={say('deploy.customizeThisVirtualMachinesHardware')}
        description={say('deploy.customizeHardwareExplained')}
        isSelected={customizesHardware}
        onChange={onCustomizesHardware}
      />
      <Checkbox label={say('deploy.powerOnAfterCreation')} isSelected={powerOn} onChange={onPowerOn} />
    </>
  );
}
