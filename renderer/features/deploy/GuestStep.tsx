import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Select } from '../../ui/Select.tsx';
import type { Loaded } from '../../stores/requests.ts';
import type { FaultRecord } from '../../../shared/faults.ts';
import { customizationSpecIdSchema, type CustomizationSpecId } from '../../../shared/ids.ts';
import type { CustomizationSpec } from '../../../shared/model/customization.ts';
import type { DeployPlan } from '../../../shared/model/deploy.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GuestPreview } from '../parts/GuestPreview.tsx';
import { guestWords } from '../parts/guestWords.ts';

export interface GuestStepProps {
  specs: readonly CustomizationSpec[];
  specId: CustomizationSpecId | null;
  onChange: (id: CustomizationSpecId) => void;
  plan: Loaded<DeployPlan>;
  refusals: readonly FaultRecord[];
  isValidationShown: boolean;
}

/** Chooses what the guest is told when it starts, and shows exactly that. */
export function GuestStep({ specs, specId, onChange, plan, refusals, isValidationShown }: GuestStepProps) {
  const preview = plan.value?.customization;
  return (
    <>
      <Select
        label={say('deploy.customizationSpecification')}
        value={specId}
        onChange={(id) => onChange(customizationSpecIdSchema.parse(id))}
        errorText={isValidationShown && specId === null ? say('deploy.chooseASpecification') : ''}
        options={specs.map(({ id, values }) => ({ id, label: values.name, description: [guestWords[values.guest], values.description].filter(Boolean).join(', ') }))}
      />
      {refusals.map((fault) => (
        <FaultAlert key={fault.message} fault={fault} />
      ))}
      {specId === null || refusals.length > 0 ? null : preview ? (
        <>
          <GuestPreview preview={preview} level={4} />
          <p className="app-note">{say('deploy.guestPreviewExplained')}</p>
        </>
      ) : (
        <ProgressBar label={say('deploy.workingOutGuest')} isLabelVisible />
      )}
    </>
  );
}
