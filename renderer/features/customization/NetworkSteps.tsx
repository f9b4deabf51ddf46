import { Button } from '../../ui/Button.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { ipPoolIdSchema } from '../../../shared/ids.ts';
import type { IpPool } from '../../../shared/model/customization.ts';
import type { SpecStepProps } from './IdentitySteps.tsx';
import { newNic, problemAt, type NicDraft } from './specDraft.ts';
import { rangeWords, usedWords } from './specWords.ts';

const mostNics = 10;

export function NetworkStep({ draft, onChange, problems, pools }: SpecStepProps & { pools: readonly IpPool[] }) {
  const change = (index: number, part: Partial<NicDraft>) => onChange({ nics: draft.nics.map((nic, at) => (at === index ? { ...nic, ...part } : nic)) });
  return (
    <>
      <RadioCards
        label="Network"
        value={draft.networkKind}
        onChange={(id) => onChange({ networkKind: id === 'custom' ? 'custom' : 'standard' })}
        options={[
          { id: 'standard', label: 'Standard settings', description: 'DHCP on every adapter, however many the machine has.' },
          { id: 'custom', label: 'Settings for each adapter', description: 'The machine must have exactly as many adapters.' },
        ]}
      />
      {draft.networkKind === 'standard' ? null : (
        <>
          {draft.nics.map((nic, index) => (
            // Adapters have no other name than their place.
            <fieldset key={index} className="ui-field app-nic">
              <legend className="ui-field-label">Adapter {index + 1}</legend>
              <NicFields nic={nic} onChange={(part) => change(index, part)} pools={pools} problemOf={(...fields) => problemAt(problems, ...fields.map((field) => `network.nics.${index}.${field}`))} />
            </fieldset>
          ))}
          <div className="app-pager">
            <Button icon="plus" onPress={() => onChange({ nics: [...draft.nics, newNic] })} disabledReason={draft.nics.length >= mostNics ? `A virtual machine has at most ${mostNics} adapters.` : undefined}>
              Add adapter
            </Button>
            <Button onPress={() => onChange({ nics: draft.nics.slice(0, -1) })} disabledReason={draft.nics.length === 1 ? 'There is one adapter at least.' : undefined}>
              Remove the last adapter
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
        label="Address"
        value={nic.kind}
        onChange={(id) => onChange({ kind: id === 'static' || id === 'pool' ? id : 'dhcp' })}
        options={[{ id: 'dhcp', label: 'By DHCP' }, { id: 'pool', label: 'From a pool' }, { id: 'static', label: 'Always the same' }]}
      />
      {nic.kind === 'pool' ? (
        <Select
          label="Pool"
          value={nic.poolId}
          onChange={(id) => onChange({ poolId: ipPoolIdSchema.parse(id) })}
          placeholder={pools.length === 0 ? 'There is no pool yet' : 'Choose a pool'}
          options={pools.map((pool) => ({ id: pool.id, label: pool.values.name, description: `${rangeWords(pool)}, ${usedWords(pool)} in use` }))}
          errorText={problemOf('poolId')}
        />
      ) : null}
      {nic.kind === 'static' ? (
        <>
          <TextField label="IPv4 address" value={nic.address} onChange={(address) => onChange({ address })} isCode description="For a single machine at a time." errorText={problemOf('address')} />
          <NumberField label="Prefix length" value={nic.prefixLength} onChange={(prefixLength) => onChange({ prefixLength })} minValue={1} maxValue={30} description="24 for 255.255.255.0." errorText={problemOf('prefixLength')} />
          <TextField label="Gateway" value={nic.gateway} onChange={(gateway) => onChange({ gateway })} isOptional isCode errorText={problemOf('gateway')} />
        </>
      ) : null}
    </div>
  );
}

export function DnsStep({ draft, onChange, problems }: SpecStepProps) {
  return (
    <>
      <TextField label="DNS servers" value={draft.dnsServersText} onChange={(dnsServersText) => onChange({ dnsServersText })} isOptional isCode description="Addresses with commas between them, in the order in which they are asked." errorText={problemAt(problems, 'dnsServers')} />
      <TextField label="DNS suffixes" value={draft.dnsSuffixesText} onChange={(dnsSuffixesText) => onChange({ dnsSuffixesText })} isOptional isCode description="Domains that short names are looked up in, with commas between them." errorText={problemAt(problems, 'dnsSuffixes')} />
    </>
  );
}

export function CommandsStep({ draft, onChange, problems }: SpecStepProps) {
  return (
    <TextField
      label="Commands"
      value={draft.commandsText}
      onChange={(commandsText) => onChange({ commandsText })}
      isOptional
      isMultiline
      isCode
      description={draft.guest === 'windows' ? 'One per line, carried out once in this order when somebody logs on for the first time.' : 'One per line, carried out once in this order at the first start, as root.'}
      errorText={problemAt(problems, 'commands')}
    />
  );
}
