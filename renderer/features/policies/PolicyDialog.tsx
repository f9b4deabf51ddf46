import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { usePolicies } from '../../stores/policies.ts';
import { useStarter } from '../../stores/requests.ts';
import { primitiveSchema } from '../../../shared/model/offload.ts';
import type { PolicyRules, StoragePolicy } from '../../../shared/model/policies.ts';
import { primitiveWords } from '../../../shared/offloadWords.ts';
import { inOrder, shortfallsOf, typeOf } from '../../../shared/storagePolicy.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Compatibility } from './Compatibility.tsx';
import { draftOf, readDraft, withType, type PolicyDraft } from './policyDraft.ts';

const any = 'any';
const types = [{ id: any, label: say('policies.any') }, { id: 'NFS', label: 'NFS' }, { id: 'VMFS', label: 'VMFS' }] as const;
const dedupes = [{ id: any, label: say('policies.dedupeOnOrOff') }, { id: 'on', label: say('policies.dedupeOn') }, { id: 'off', label: say('common.off') }] as const;
const guarantees = [{ id: any, label: say('policies.any') }, { id: 'none', label: say('common.thin') }, { id: 'volume', label: say('policies.spaceGuaranteed') }] as const;

/** The option that was chosen, or null for any. */
function chosen<Id extends string>(options: readonly { readonly id: Id }[], key: string): Exclude<Id, 'any'> | null {
  const isWanted = (id: Id): id is Exclude<Id, 'any'> => id !== any && id === key;
  return options.map(({ id }) => id).find(isWanted) ?? null;
}

/** Makes a policy, or changes one for all who have it. Which datastores fit is told while it is written. */
export function PolicyDialog({ policy, onClose }: { policy: StoragePolicy | null; onClose: () => void }) {
  const [draft, setDraft] = useState<PolicyDraft>(() => draftOf(policy));
  const [wasTried, setWasTried] = useState(false);
  const policies = usePolicies((state) => state.policies);
  const datastores = usePolicies((state) => state.datastores);
  const { start, isBusy, fault } = useStarter();
  const change = (part: Partial<PolicyDraft>) => setDraft((before) => ({ ...before, ...part }));
  const { values, rules, problems } = readDraft(draft, policies.filter(({ id }) => id !== policy?.id));
  const shown = wasTried ? problems : {};

  const submit = async () => {
    setWasTried(true);
    if (values === null) return;
    const done = await start(() => (policy === null ? yard().policies.create(values) : yard().policies.update({ id: policy.id, version: policy.version, values })));
    if (done !== null) onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={policy === null ? say('policies.newVMStoragePolicy') : say('policies.editPolicy', { policy: policy.values.name })}
      icon="tasks"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {policy === null ? say('common.create') : say('common.save')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField label={say('common.name')} value={draft.name} onChange={(name) => change({ name })} errorText={shown.name} autoFocus onSubmit={() => void submit()} />
      <TextField label={say('common.description')} value={draft.description} onChange={(description) => change({ description })} errorText={shown.description} isOptional />
      <h3 className="app-subhead">{say('policies.rulesTitle')}</h3>
      {shown.rules === undefined ? null : (
        <Alert tone="danger" isLive>
          {shown.rules}
        </Alert>
      )}
      <Rules draft={draft} onChange={change} onType={(type) => setDraft((before) => withType(before, type))} freeError={shown.free} namesError={shown.names} />
      <Compatibility datastores={datastores.map((facts) => ({ id: facts.datastoreId, name: facts.name, shortfalls: shortfallsOf(rules, facts) }))} />
    </Dialog>
  );
}

interface RulesProps {
  draft: PolicyDraft;
  onChange: (change: Partial<PolicyDraft>) => void;
  onType: (type: PolicyRules['type']) => void;
  freeError: string | undefined;
  namesError: string | undefined;
}

function Rules({ draft, onChange, onType, freeError, namesError }: RulesProps) {
  const { type, primitives, arrayName } = draft;
  const known = usePolicies((state) => state.datastores);
  const arrays = [...new Set([...known.map((facts) => facts.arrayName), ...(arrayName === null ? [] : [arrayName])])].toSorted();
  return (
    <>
      <div className="app-form-row">
        <Select label={say('policies.datastoreType')} value={type ?? any} onChange={(key) => onType(chosen(types, key))} options={types} />
        <Select label={say('common.dedupe')} value={draft.dedupe ?? any} onChange={(key) => onChange({ dedupe: chosen(dedupes, key) })} options={dedupes} />
        <Select label={say('common.volume')} value={draft.guarantee ?? any} onChange={(key) => onChange({ guarantee: chosen(guarantees, key) })} options={guarantees} />
      </div>
      <Checkbox
        label={say('policies.clonesShareBlocks')}
        description={say('policies.clonesShareBlocksExplained')}
        isSelected={draft.sharesClones}
        onChange={(sharesClones) => onChange({ sharesClones })}
      />
      <fieldset className="ui-field app-checks">
        <legend className="ui-field-label">{say('policies.accelerationLabel')}</legend>
        {primitiveSchema.options
          .filter((primitive) => type === null || typeOf(primitive) === type)
          .map((primitive) => (
            <Checkbox
              key={primitive}
              label={primitiveWords[primitive]}
              isSelected={primitives.includes(primitive)}
              onChange={(isSelected) => onChange({ primitives: inOrder(isSelected ? [...primitives, primitive] : primitives.filter((other) => other !== primitive)) })}
            />
          ))}
      </fieldset>
      <div className="app-form-row">
        <TextField label={say('policies.freeSpaceAtLeast')} value={draft.freeText} onChange={(freeText) => onChange({ freeText })} errorText={freeError} isOptional />
        <Select label={say('common.storageArray')} value={arrayName ?? any} onChange={(key) => onChange({ arrayName: key === any ? null : key })} options={[{ id: any, label: say('policies.any') }, ...arrays.map((name) => ({ id: name, label: name }))]} />
      </div>
      <TextField
        label={say('policies.namesOfDatastores')}
        value={draft.namesText}
        onChange={(namesText) => onChange({ namesText })}
        description={say('policies.namesExplained')}
        errorText={namesError}
        isOptional
      />
    </>
  );
}
