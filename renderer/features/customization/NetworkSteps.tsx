import { Button } from '../../ui/Button.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { ipPoolIdSchema } from '../../../shared/ids.ts';
import type { IpPool } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';
import type { SpecStepProps } from './IdentitySteps.tsx';
import { newNic, problemAt, type NicDraft } from './specDraft.ts';
import { rangeWords, usedWords } from './specWords.ts';

const mostNics = 10;

export function NetworkStep({ draft, onChange, problems, pools }: SpecStepProps & { pools: readonly IpPool[] }) {
  const change = (index: number, part: Partial<NicDraft>) => onChange({ nics: draft.nics.map((nic, at) => (at === index ? { ...nic, ...part } : nic)) });
  return (
    <>
      <RadioCards
        label={say('common.network')}
        value={draft.networkKind}
        onChange={(id) => onChange({ networkKind: id === 'custom' ? 'custom' : 'standard' })}
        options={[
          { id: 'standard', label: say('customization.standardSettings'), description: say('customization.standardSettingsExplained') },
          { id: 'custom', label: say('customization.settingsForEachAdapter'), description: say('customization.settingsForEachAdapterExplained') },
        ]}
      />
      {draft.networkKind === 'standard' ? null : (
        <>
          {draft.nics.map((nic, index) => (
            // Adapters have no other name than their place.
            <fieldset key={index} className="ui-field app-nic">
              <legend className="ui-field-label">{say('customization.adapterNumber', { number: index + 1 })}</legend>
              <NicFields nic={nic} onChange={(part) => change(index, part)} pools={pools} problemOf={(...fields) => problemAt(problems, ...fields.map((field) => `network.nics.${index}.${field}`))} />
            </fieldset>
          ))}
          <div className="app-pager">
            <Button icon="plus" onPress={() => onChange({ nics: [...draft.nics, newNic] })} disabledReason={draft.nics.length >= mostNics ? say('customization.tooManyAdapters', { limit: mostNics }) : undefined}>
              {say('customization.addAdapter')}
            </Button>
            <Button onPress={() => onChange({ nics: draft.nics.slice(0, -1) })} disabledReason={draft.nics.length === 1 ? say('customization.oneAdapterAtLeast') : undefined}>
              {say('customization.removeTheLastAdapter')}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

interface NicFieldsProps {
  nic: NicDraft;
  onChange: (part: Partial<NicDraft>) => void;
  pools: readonly IpPool[];
  problemOf: (...fields: readonly string[]) => string | undefined;
}

function NicFields({ nic, onChange, pools, problemOf }: NicFieldsProps) {
  return (
    <div className="app-form-grid">
      <Select
        label={say('customization.address')}
        value={nic.kind}
        onChange={(id) => onChange({ kind: id === 'static' || id === 'pool' ? id : 'dhcp' })}
        options={[{ id: 'dhcp', label: say('customization.byDHCP') }, { id: 'pool', label: say('customization.fromAPool') }, { id: 'static', label: say('customization.alwaysTheSame') }]}
      />
      {nic.kind === 'pool' ? (
        <Select
          label={say('customization.pool')}
          value={nic.poolId}
          onChange={(id) => onChange({ poolId: ipPoolIdSchema.parse(id) })}
          placeholder={pools.length === 0 ? say('customization.noPoolYet') : say('customization.poolPlaceholder')}
          options={pools.map((pool) => ({ id: pool.id, label: pool.values.name, description: say('customization.rangeAndUse', { range: rangeWords(pool), used: usedWords(pool) }) }))}
          errorText={problemOf('poolId')}
        />
      ) : null}
      {nic.kind === 'static' ? (
        <>
          <TextField label={say('customization.iPv4Address')} value={nic.address} onChange={(address) => onChange({ address })} isCode description={say('customization.forOneMachineAtATime')} errorText={problemOf('address')} />
          <NumberField label={say('customization.prefixLength')} value={nic.prefixLength} onChange={(prefixLength) => onChange({ prefixLength })} minValue={1} maxValue={30} description={say('customization.prefixLengthExplained')} errorText={problemOf('prefixLength')} />
          <TextField label={say('customization.gateway')} value={nic.gateway} onChange={(gateway) => onChange({ gateway })} isOptional isCode errorText={problemOf('gateway')} />
        </>
      ) : null}
    </div>
  );
}

export function DnsStep({ draft, onChange, problems }: SpecStepProps) {
  return (
    <>
      <TextField label={say('customization.dnsServers')} value={draft.dnsServersText} onChange={(dnsServersText) => onChange({ dnsServersText })} isOptional isCode description={say('customization.dnsServersExplained')} errorText={problemAt(problems, 'dnsServers')} />
      <TextField label={say('customization.dnsSuffixes')} value={draft.dnsSuffixesText} onChange={(dnsSuffixesText) => onChange({ dnsSuffixesText })} isOptional isCode description={say('customization.dnsSuffixesExplained')} errorText={problemAt(problems, 'dnsSuffixes')} />
    </>
  );
}

export function CommandsStep({ draft, onChange, problems }: SpecStepProps) {
  return (
    <TextField
      label={say('customization.commands')}
      value={draft.commandsText}
      onChange={(commandsText) => onChange({ commandsText })}
      isOptional
      isMultiline
      isCode
      description={draft.guest === 'windows' ? say('customization.commandsWindowsExplained') : say('customization.commandsLinuxExplained')}
      errorText={problemAt(problems, 'commands')}
    />
  );
}
