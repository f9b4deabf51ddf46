import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Select } from '../../ui/Select.tsx';
import type { Loaded } from '../../stores/requests.ts';
import type { FaultRecord } from '../../../shared/faults.ts';
import { customizationSpecIdSchema, type CustomizationSpecId } from '../../../shared/ids.ts';
import type { AppliedNic, CustomizationPreview, CustomizationSpec } from '../../../shared/model/customization.ts';
import type { DeployPlan } from '../../../shared/model/deploy.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { countOf } from '../parts/objectLook.ts';

export interface GuestStepProps {
  specs: readonly CustomizationSpec[];
  specId: CustomizationSpecId | null;
  onChange: (id: CustomizationSpecId) => void;
  plan: Loaded<DeployPlan>;
  refusals: readonly FaultRecord[];
  isValidationShown: boolean;
}

const guestWords: Record<CustomizationSpec['values']['guest'], string> = { windows: 'Windows', linux: 'Linux' };

/** Chooses what the guest is told when it starts, and shows exactly that. */
export function GuestStep({ specs, specId, onChange, plan, refusals, isValidationShown }: GuestStepProps) {
  const preview = plan.value?.customization;
  return (
    <>
      <Select
        label="Customization specification"
        value={specId}
        onChange={(id) => onChange(customizationSpecIdSchema.parse(id))}
        errorText={isValidationShown && specId === null ? 'Choose a specification.' : ''}
        options={specs.map(({ id, values }) => ({ id, label: values.name, description: [guestWords[values.guest], values.description].filter(Boolean).join(', ') }))}
      />
      {refusals.map((fault) => (
        <FaultAlert key={fault.message} fault={fault} />
      ))}
      {specId === null || refusals.length > 0 ? null : preview ? <Preview preview={preview} /> : <ProgressBar label="Working out what the guest will be told" isLabelVisible />}
    </>
  );
}

function Preview({ preview }: { preview: CustomizationPreview }) {
  return (
    <section aria-label="What the guest will be told">
      <h4 className="app-subhead">What the guest will be told</h4>
      <KeyValueList
        items={[
          { label: 'Computer name', value: preview.computerName },
          { label: 'Time zone', value: preview.timeZone },
          ...(preview.membership === null ? [] : [{ label: 'Member of', value: preview.membership }]),
          ...preview.nics.map((nic) => ({ label: nic.label, value: nicWords(nic) })),
          ...(preview.dnsServers.length === 0 ? [] : [{ label: 'DNS servers', value: preview.dnsServers.join(', ') }]),
          ...(preview.commandCount === 0 ? [] : [{ label: 'Commands', value: `${countOf(preview.commandCount, 'command')} when it first starts` }]),
        ]}
      />
      <p className="app-note">Addresses and numbers are those that are free now; they are given out when the virtual machine is made.</p>
    </section>
  );
}

function nicWords({ address, pool }: AppliedNic): string {
  if (address === null) return 'By DHCP';
  const gateway = address.gateway === null ? '' : `, gateway ${address.gateway}`;
  return `${address.address}/${address.prefixLength}${gateway}${pool === null ? '' : `, from ${pool.name}`}`;
}
