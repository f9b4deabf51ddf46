import { NumberField } from '../../ui/NumberField.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { SecretName, SecretState } from '../../../shared/model/customization.ts';
import { windowsTimeZones } from '../../../shared/windowsTimeZones.ts';
import { say } from '../../strings/say.ts';
import { SecretField } from './SecretField.tsx';
import type { SpecDraft, SpecProblems } from './specDraft.ts';

export interface SpecStepProps {
  draft: SpecDraft;
  onChange: (change: Partial<SpecDraft>) => void;
  /** Empty until it is time to show them. */
  problems: SpecProblems;
}

export interface SecretStepProps extends SpecStepProps {
  /** Those that are set already. */
  known: readonly SecretState[];
}

const ianaTimeZones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** What a field of a secret shows and changes. */
function secretProps({ draft, onChange, known }: SecretStepProps, name: SecretName) {
  return {
    name,
    value: draft.secrets[name],
    onChange: (value: string) => onChange({ secrets: { ...draft.secrets, [name]: value } }),
    known: known.find((state) => state.name === name) ?? null,
    isRemoved: draft.removed.has(name),
    onRemove: (isRemoved: boolean) => {
      const removed = new Set(draft.removed);
      if (isRemoved) removed.add(name);
      else removed.delete(name);
      onChange({ removed });
    },
  };
}

export function NameStep({ draft, onChange, problems }: SpecStepProps) {
  return (
    <>
      <TextField label={say('common.name')} value={draft.name} onChange={(name) => onChange({ name })} errorText={problems.get('name')} autoFocus />
      <TextField label={say('common.description')} value={draft.description} onChange={(description) => onChange({ description })} isOptional isMultiline errorText={problems.get('description')} />
      <RadioCards
        label={say('customization.guestOperatingSystem')}
        value={draft.guest}
        onChange={(id) => onChange({ guest: id === 'windows' ? 'windows' : 'linux' })}
        options={[
          { id: 'linux', label: say('customization.linux'), description: say('customization.linuxExplained') },
          { id: 'windows', label: say('customization.windows'), description: say('customization.windowsExplained') },
        ]}
        isRow
      />
    </>
  );
}

export function ComputerNameStep({ draft, onChange, problems }: SpecStepProps) {
  const limit = draft.guest === 'windows' ? 15 : 63;
  return (
    <>
      <RadioCards
        label={say('customization.computerName')}
        value={draft.nameKind}
        onChange={(id) => onChange({ nameKind: id === 'fixed' || id === 'prefix' ? id : 'vmName' })}
        options={[
          { id: 'vmName', label: say('customization.namedByMachine'), description: say('customization.namedByMachineExplained', { limit }) },
          { id: 'prefix', label: say('customization.namedByPrefixAndNumber'), description: say('customization.namedByPrefixExplained') },
          { id: 'fixed', label: say('customization.alwaysTheSame'), description: say('customization.forOneMachineAtATime') },
        ]}
      />
      {draft.nameKind === 'prefix' ? <TextField label={say('customization.prefix')} value={draft.prefix} onChange={(prefix) => onChange({ prefix })} isCode description={say('customization.prefixExplained', { limit: limit - 6 })} errorText={problems.get('computerName.prefix')} /> : null}
      {draft.nameKind === 'fixed' ? <TextField label={say('customization.nameOfTheComputer')} value={draft.fixedName} onChange={(fixedName) => onChange({ fixedName })} isCode description={say('customization.fixedNameExplained', { limit })} errorText={problems.get('computerName.name')} /> : null}
      {draft.guest === 'linux' ? <TextField label={say('customization.domain')} value={draft.linuxDomain} onChange={(linuxDomain) => onChange({ linuxDomain })} isOptional isCode description={say('customization.linuxDomainExplained')} errorText={problems.get('domain')} /> : null}
    </>
  );
}

export function RegistrationStep(props: SecretStepProps) {
  const { draft, onChange, problems } = props;
  return (
    <>
      <TextField label={say('customization.owner')} value={draft.owner} onChange={(owner) => onChange({ owner })} errorText={problems.get('owner')} />
      <TextField label={say('customization.organization')} value={draft.organization} onChange={(organization) => onChange({ organization })} errorText={problems.get('organization')} />
      <SecretField {...secretProps(props, 'productKey')} isOptional description={say('customization.productKeyExplained')} errorText={problems.get('productKey')} />
    </>
  );
}

export function AdministratorStep(props: SecretStepProps) {
  const { draft, onChange, problems } = props;
  return (
    <>
      <SecretField {...secretProps(props, 'adminPassword')} isOptional />
      <TextField label={say('customization.passwordAgain')} value={draft.adminPasswordAgain} onChange={(adminPasswordAgain) => onChange({ adminPasswordAgain })} isSecret isOptional errorText={problems.get('adminPasswordAgain')} />
      <NumberField
        label={say('customization.autoLogonLabel')}
        value={draft.autoLogonCount}
        onChange={(autoLogonCount) => onChange({ autoLogonCount })}
        minValue={0}
        maxValue={9999}
        description={say('customization.autoLogonExplained')}
        errorText={problems.get('autoLogonCount')}
      />
    </>
  );
}

export function TimeZoneStep({ draft, onChange, problems }: SpecStepProps) {
  const isWindows = draft.guest === 'windows';
  const value = isWindows ? draft.windowsTimeZone : draft.linuxTimeZone;
  const zones = isWindows ? windowsTimeZones : ianaTimeZones;
  // One that this browser does not know stays what it is.
  const known = zones.includes(value) ? zones : [value, ...zones];
  return (
    <Select
      label={say('customization.timeZone')}
      value={value}
      onChange={(id) => onChange(isWindows ? { windowsTimeZone: id } : { linuxTimeZone: id })}
      options={known.map((zone) => ({ id: zone, label: zone }))}
      description={say('customization.timeZoneExplained')}
      errorText={problems.get('timeZone')}
    />
  );
}

export function MembershipStep(props: SecretStepProps) {
  const { draft, onChange, problems } = props;
  return (
    <>
      <RadioCards
        label={say('customization.membershipLabel')}
        value={draft.membershipKind}
        onChange={(id) => onChange({ membershipKind: id === 'domain' ? 'domain' : 'workgroup' })}
        options={[{ id: 'workgroup', label: say('customization.aWorkgroup') }, { id: 'domain', label: say('customization.aDomain') }]}
        isRow
      />
      {draft.membershipKind === 'workgroup' ? (
        <TextField label={say('customization.workgroup')} value={draft.workgroup} onChange={(workgroup) => onChange({ workgroup })} errorText={problems.get('membership.workgroup')} />
      ) : (
        <>
          <TextField label={say('customization.domain')} value={draft.domain} onChange={(domain) => onChange({ domain })} isCode description={say('customization.domainExample')} errorText={problems.get('membership.domain')} />
          <TextField label={say('customization.userWhoMayJoinComputers')} value={draft.userName} onChange={(userName) => onChange({ userName })} errorText={problems.get('membership.userName')} />
          <SecretField {...secretProps(props, 'domainPassword')} description={say('customization.domainPasswordExplained')} />
          <TextField
            label={say('customization.organizationalUnit')}
            value={draft.organizationalUnit}
            onChange={(organizationalUnit) => onChange({ organizationalUnit })}
            isOptional
            isCode
            description={say('customization.organizationalUnitExample')}
            errorText={problems.get('membership.organizationalUnit')}
          />
        </>
      )}
    </>
  );
}
