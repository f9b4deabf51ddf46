import { Alert } from '../../ui/Alert.tsx';
import { Select, type SelectOption } from '../../ui/Select.tsx';
import { usePolicies, usePolicyBook } from '../../stores/policies.ts';
import { objectIdSchema, storagePolicyIdSchema, type ObjectId, type StoragePolicyId } from '../../../shared/ids.ts';
import { defaultPolicyName } from '../../../shared/model/policies.ts';
import { rulesText, type PolicyBook } from '../../../shared/storagePolicy.ts';
import { say } from '../../strings/say.ts';

/** What a choice of policies stands for: one, "Datastore default", or that it stays as it is. */
export type PolicyChoice = StoragePolicyId | null | 'same';

export interface PolicySelectProps {
  value: PolicyChoice;
  onChange: (choice: PolicyChoice) => void;
  /** What stays as it is, where that can be chosen: "Same as the template: Gold". */
  sameLabel?: string;
  description?: string;
}

const defaultKey = 'default';
const sameKey = 'same';

/** Chooses a storage policy. One that is gone reads "Datastore default". */
export function PolicySelect({ value, onChange, sameLabel, description }: PolicySelectProps) {
  const policies = usePolicies((state) => state.policies);
  const isKnown = policies.some(({ id }) => id === value);
  const options: SelectOption[] = [
    ...(sameLabel === undefined ? [] : [{ id: sameKey, label: sameLabel }]),
    { id: defaultKey, label: defaultPolicyName, description: say('parts.anyDatastoreWillDo') },
    ...policies.map(({ id, values }) => ({ id, label: values.name, description: rulesText(values.rules) })),
  ];
  return (
    <Select
      label={say('parts.vmStoragePolicy')}
      value={value === 'same' ? sameKey : isKnown && value !== null ? value : defaultKey}
      onChange={(key) => onChange(key === sameKey ? 'same' : key === defaultKey ? null : storagePolicyIdSchema.parse(key))}
      options={options}
      {...(description === undefined ? {} : { description })}
    />
  );
}

/** That a datastore does not fit, and why; it can be used nevertheless. */
export function IncompatibleNotice({ policyId, datastoreId }: { policyId: StoragePolicyId | null | undefined; datastoreId: ObjectId | null }) {
  const book = usePolicyBook();
  const name = usePolicies(({ datastores }) => datastores.find((facts) => facts.datastoreId === datastoreId)?.name ?? '');
  const shortfalls = datastoreId === null ? [] : book.shortfalls(policyId, datastoreId);
  if (shortfalls.length === 0) return null;
  return (
    <Alert tone="warning">
      {say('parts.doesNotFitPolicy', { datastore: name, policy: book.nameOf(policyId), shortfalls: shortfalls.join(' ') })}
    </Alert>
  );
}

/** The policy that a choice comes to, where `sameAs` is the one that stays. */
export function chosenPolicy(choice: PolicyChoice, sameAs: StoragePolicyId | undefined): StoragePolicyId | null | undefined {
  return choice === 'same' ? sameAs : choice;
}

/**
 * Datastores to choose from, those that fit the policy first and the others with the reason. They can be chosen
 * nevertheless. Options that are no datastores stay in front.
 */
export function compatibleFirst(options: readonly SelectOption[], book: PolicyBook, policyId: StoragePolicyId | null | undefined): SelectOption[] {
  if (book.find(policyId) === undefined) return [...options];
  const judged = options.map((option) => {
    const id = objectIdSchema.safeParse(option.id);
    const shortfalls = id.success ? book.shortfalls(policyId, id.data) : [];
    const note = !id.success ? '' : shortfalls.length === 0 ? say('parts.compatible') : say('parts.incompatible', { shortfalls: shortfalls.join(' ') });
    return { option: note === '' ? option : { ...option, description: [note, option.description].filter(Boolean).join(' ') }, fits: shortfalls.length === 0 };
  });
  return [...judged.filter(({ fits }) => fits), ...judged.filter(({ fits }) => !fits)].map(({ option }) => option);
}
