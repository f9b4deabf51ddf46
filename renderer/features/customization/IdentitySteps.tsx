import { NumberField } from '../../ui/NumberField.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { SecretName, SecretState } from '../../../shared/model/customization.ts';
import { windowsTimeZones } from '../../../shared/windowsTimeZones.ts';
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
      <TextField label="Name" value={draft.name} onChange={(name) => onChange({ name })} errorText={problems.get('name')} autoFocus />
      <TextField label="Description" value={draft.description} onChange={(description) => onChange({ description })} isOptional isMultiline errorText={problems.get('description')} />
      <RadioCards
        label="Guest operating system"
        value={draft.guest}
        onChange={(id) => onChange({ guest: id === 'windows' ? 'windows' : 'linux' })}
        options={[
          { id: 'linux', label: 'Linux', description: 'Guests with cloud-init.' },
          { id: 'windows', label: 'Windows', description: 'Generalized installations (Sysprep), through an answer file.' },
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
        label="Computer name"
        value={draft.nameKind}
        onChange={(id) => onChange({ nameKind: id === 'fixed' || id === 'prefix' ? id : 'vmName' })}
        options={[
          { id: 'vmName', label: "Made of the virtual machine's name", description: `Cut to ${limit} characters; what a computer name cannot have becomes a hyphen.` },
          { id: 'prefix', label: 'A prefix and a number', description: 'The number of the virtual machine, which no other one ever has.' },
          { id: 'fixed', label: 'Always the same', description: 'For a single machine at a time.' },
        ]}
      />
      {draft.nameKind === 'prefix' ? <TextField label="Prefix" value={draft.prefix} onChange={(prefix) => onChange({ prefix })} isCode description={`At most ${limit - 6} characters, so that a number fits behind it.`} errorText={problems.get('computerName.prefix')} /> : null}
      {draft.nameKind === 'fixed' ? <TextField label="Name of the computer" value={draft.fixedName} onChange={(fixedName) => onChange({ fixedName })} isCode description={`At most ${limit} letters, digits and hyphens.`} errorText={problems.get('computerName.name')} /> : null}
      {draft.guest === 'linux' ? <TextField label="Domain" value={draft.linuxDomain} onChange={(linuxDomain) => onChange({ linuxDomain })} isOptional isCode description="Follows the computer name, for example example.org." errorText={problems.get('domain')} /> : null}
    </>
  );
}

export function RegistrationStep(props: SecretStepProps) {
  const { draft, onChange, problems } = props;
  return (
    <>
      <TextField label="Owner" value={draft.owner} onChange={(owner) => onChange({ owner })} errorText={problems.get('owner')} />
      <TextField label="Organization" value={draft.organization} onChange={(organization) => onChange({ organization })} errorText={problems.get('organization')} />
      <SecretField {...secretProps(props, 'productKey')} isOptional description="Five groups of five letters and digits. Without one, Windows keeps the key of the template." errorText={problems.get('productKey')} />
    </>
  );
}

export function AdministratorStep(props: SecretStepProps) {
  const { draft, onChange, problems } = props;
  return (
    <>
      <SecretField {...secretProps(props, 'adminPassword')} isOptional />
      <TextField label="Password again" value={draft.adminPasswordAgain} onChange={(adminPasswordAgain) => onChange({ adminPasswordAgain })} isSecret isOptional errorText={problems.get('adminPasswordAgain')} />
      <NumberField
        label="Log on automatically (times)"
        value={draft.autoLogonCount}
        onChange={(autoLogonCount) => onChange({ autoLogonCount })}
        minValue={0}
        maxValue={9999}
        description="0 for never. Commands are carried out at the first logon."
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
      label="Time zone"
      value={value}
      onChange={(id) => onChange(isWindows ? { windowsTimeZone: id } : { linuxTimeZone: id })}
      options={known.map((zone) => ({ id: zone, label: zone }))}
      description="Open the list and type the first letters."
      errorText={problems.get('timeZone')}
    />
  );
}

export function MembershipStep(props: SecretStepProps) {
  const { draft, onChange, problems } = props;
  return (
    <>
      <RadioCards
        label="The guest becomes a member of"
        value={draft.membershipKind}
        onChange={(id) => onChange({ membershipKind: id === 'domain' ? 'domain' : 'workgroup' })}
        options={[{ id: 'workgroup', label: 'A workgroup' }, { id: 'domain', label: 'A domain' }]}
        isRow
      />
      {draft.membershipKind === 'workgroup' ? (
        <TextField label="Workgroup" value={draft.workgroup} onChange={(workgroup) => onChange({ workgroup })} errorText={problems.get('membership.workgroup')} />
      ) : (
        <>
          <TextField label="Domain" value={draft.domain} onChange={(domain) => onChange({ domain })} isCode description="For example example.org." errorText={problems.get('membership.domain')} />
          <TextField label="User who may join computers" value={draft.userName} onChange={(userName) => onChange({ userName })} errorText={problems.get('membership.userName')} />
          <SecretField {...secretProps(props, 'domainPassword')} description="Needed before the specification can be applied." />
          <TextField
            label="Organizational unit"
            value={draft.organizationalUnit}
            onChange={(organizationalUnit) => onChange({ organizationalUnit })}
            isOptional
            isCode
            description="For example OU=Desktops,DC=example,DC=org."
            errorText={problems.get('membership.organizationalUnit')}
          />
        </>
      )}
    </>
  );
}
