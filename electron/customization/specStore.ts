/** Customization specifications as they are kept: everything in plain sight but the secrets. */
import { Fault, faultRecordOf } from '../../shared/faults.ts';
import { customizationSpecIdSchema, type CustomizationSpecId } from '../../shared/ids.ts';
import { secretNames, type CustomizationDraft, type CustomizationSpec, type CustomizationValues, type SecretName, type SecretProtection } from '../../shared/model/customization.ts';
import { nameKey } from '../../shared/naming.ts';
import type { Meta, Table } from '../meta/meta.ts';
import { changedMeanwhile } from './poolStore.ts';
import type { SealedSecret, SecretBox } from './secretBox.ts';

type SealedSecrets = Partial<Readonly<Record<SecretName, SealedSecret>>>;

interface SpecRecord {
  readonly id: CustomizationSpecId;
  readonly version: number;
  readonly modifiedAtMs: number;
  readonly values: CustomizationValues;
  readonly secrets: SealedSecrets;
}

/** A specification to be applied. Secrets are opened one by one, by whoever writes them down for a guest. */
export interface ReadableSpec {
  readonly id: CustomizationSpecId;
  readonly values: CustomizationValues;
  readonly secretNames: ReadonlySet<SecretName>;
  /** Null when it is not set. @throws Fault when it cannot be read, naming the specification */
  secret(name: SecretName): string | null;
}

const words: Readonly<Record<SecretName, string>> = { adminPassword: 'administrator password', productKey: 'product key', domainPassword: 'domain password' };

export class SpecStore {
  readonly #meta: Meta;
  readonly #box: SecretBox;
  readonly #table: Table<number, SpecRecord>;
  readonly #counters: Table<string, number>;

  constructor(meta: Meta, box: SecretBox) {
    this.#meta = meta;
    this.#box = box;
    this.#table = meta.table('customizationSpecs');
    this.#counters = meta.table('customizationCounters');
  }

  get protectedBy(): SecretProtection {
    return this.#box.protectedBy;
  }

  /** In the order in which they were made. */
  list(): CustomizationSpec[] {
    return Array.from(this.#table.entries(), ({ value }) => this.#view(value));
  }

  /** @throws Fault ManagedObjectNotFound */
  get(id: CustomizationSpecId): CustomizationSpec {
    return this.#view(this.#record(id));
  }

  /** @throws Fault ManagedObjectNotFound */
  read(id: CustomizationSpecId): ReadableSpec {
    const { values, secrets } = this.#record(id);
    return {
      id,
      values,
      secretNames: new Set(secretNames.filter((name) => secrets[name] !== undefined)),
      secret: (name) => {
        const sealed = secrets[name];
        return sealed ? this.#open(id, name, sealed, values.name) : null;
      },
    };
  }

  /** @throws Fault DuplicateName, InvalidArgument for secrets that do not belong to such a guest */
  create({ values, secrets }: CustomizationDraft): CustomizationSpecId {
    this.#requireFreeName(values.name, null);
    return this.#add(values, (id) => this.#changed(id, values, {}, secrets));
  }

  /** With the same secrets, sealed anew: they belong to one specification each. @throws Fault DuplicateName, and what opening secrets throws */
  duplicate(id: CustomizationSpecId, name: string): CustomizationSpecId {
    const { values } = this.#record(id);
    const from = this.read(id);
    this.#requireFreeName(name, null);
    const secrets = Object.fromEntries([...from.secretNames].map((secretName) => [secretName, from.secret(secretName)]));
    const copy = { ...values, name };
    return this.#add(copy, (newId) => this.#changed(newId, copy, {}, secrets));
  }

  /** @throws Fault ManagedObjectNotFound, DuplicateName, InvalidState when it was changed meanwhile, InvalidArgument */
  update(id: CustomizationSpecId, version: number, { values, secrets }: CustomizationDraft): void {
    const record = this.#record(id);
    if (record.version !== version) throw changedMeanwhile(record.values.name);
    this.#requireFreeName(values.name, id);
    const sealed = this.#changed(id, values, record.secrets, secrets);
    this.#meta.transaction((tx) => this.#table.put(tx, numberOf(id), { id, version: version + 1, modifiedAtMs: Date.now(), values, secrets: sealed }));
  }

  /** @throws Fault ManagedObjectNotFound */
  remove(id: CustomizationSpecId): void {
    this.#record(id);
    this.#meta.transaction((tx) => this.#table.remove(tx, numberOf(id)));
  }

  #add(values: CustomizationValues, seal: (id: CustomizationSpecId) => SealedSecrets): CustomizationSpecId {
    const number = this.#counters.get('nextSpec') ?? 1;
    const id = customizationSpecIdSchema.parse(`customization-${number}`);
    const secrets = seal(id);
    this.#meta.transaction((tx) => {
      this.#counters.put(tx, 'nextSpec', number + 1);
      this.#table.put(tx, number, { id, version: 1, modifiedAtMs: Date.now(), values, secrets });
    });
    return id;
  }

  #changed(id: CustomizationSpecId, values: CustomizationValues, before: SealedSecrets, changes: CustomizationDraft['secrets']): SealedSecrets {
    const after: Partial<Record<SecretName, SealedSecret>> = {};
    for (const name of secretNames) {
      const wanted = changes[name];
      const kept = before[name];
      if (!isUsed(name, values)) {
        if (typeof wanted === 'string') throw new Fault('InvalidArgument', `The ${words[name]} has no use in this specification.`, { names: [name] });
      } else if (typeof wanted === 'string') after[name] = this.#box.seal(wanted, placeOf(id, name));
      else if (wanted === undefined && kept) after[name] = kept;
    }
    return after;
  }

  #view({ id, version, modifiedAtMs, values, secrets }: SpecRecord): CustomizationSpec {
    const states = secretNames.flatMap((name) => {
      const sealed = secrets[name];
      return sealed ? [{ name, protectedBy: sealed.protectedBy, problem: this.#problem(id, name, sealed) }] : [];
    });
    return { id, version, modifiedAtMs, values, secrets: states };
  }

  #problem(id: CustomizationSpecId, name: SecretName, sealed: SealedSecret): string | null {
    try {
      this.#box.open(sealed, placeOf(id, name));
      return null;
    } catch (error) {
      // A specification whose secrets cannot be read can still be looked at, changed and exported.
      return faultRecordOf(error).message;
    }
  }

  #open(id: CustomizationSpecId, name: SecretName, sealed: SealedSecret, specName: string): string {
    try {
      return this.#box.open(sealed, placeOf(id, name));
    } catch (error) {
      const { code, message, hint } = faultRecordOf(error);
      throw new Fault(code, `The ${words[name]} of "${specName}" cannot be read. ${message}`, { names: [specName], hint }, { cause: error });
    }
  }

  #record(id: CustomizationSpecId): SpecRecord {
    const record = this.#table.get(numberOf(id));
    if (!record) throw new Fault('ManagedObjectNotFound', `There is no customization specification ${id}.`);
    return record;
  }

  #requireFreeName(name: string, exceptId: CustomizationSpecId | null): void {
    for (const { value } of this.#table.entries()) {
      if (value.id !== exceptId && nameKey(value.values.name) === nameKey(name)) throw new Fault('DuplicateName', `There is a customization specification "${name}" already.`, { names: [name] });
    }
  }
}

/** What a guest has no use for is not kept: a password for a domain goes with the domain. */
function isUsed(name: SecretName, values: CustomizationValues): boolean {
  if (values.guest === 'linux') return false;
  return name !== 'domainPassword' || values.membership.kind === 'domain';
}

function placeOf(id: CustomizationSpecId, name: SecretName): string {
  return `${id}/${name}`;
}

function numberOf(id: CustomizationSpecId): number {
  return Number(id.slice('customization-'.length));
}
