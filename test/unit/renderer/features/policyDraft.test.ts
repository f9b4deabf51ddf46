import { describe, expect, it } from 'vitest';
import { draftOf, readDraft, withType, type PolicyDraft } from '../../../../renderer/features/policies/policyDraft.ts';
import { policyRows } from '../../../../renderer/features/policies/policyRows.ts';
import { objectIdSchema, storagePolicyIdSchema } from '../../../../shared/ids.ts';
import { noRules, type PolicyFacts, type StoragePolicy } from '../../../../shared/model/policies.ts';
import { PolicyBook } from '../../../../shared/storagePolicy.ts';
import { vmRow } from '../stores/rows.ts';

const gold: StoragePolicy = {
  id: storagePolicyIdSchema.parse('policy-1'), version: 3, modifiedAtMs: 0,
  values: { name: 'Gold', description: 'For databases', rules: { ...noRules, type: 'VMFS', primitives: ['fullCopy', 'ats'], freePercent: 20, names: ['vmfs-*', 'block-01'] } },
};
const read = (change: Partial<PolicyDraft>, others: readonly StoragePolicy[] = []) => readDraft({ ...draftOf(gold), ...change }, others);

describe('the draft of a policy', () => {
  it('loses nothing on the way through the dialog', () => {
    expect(readDraft(draftOf(gold), [])).toEqual({ values: gold.values, rules: gold.values.rules, problems: {} });
  });
  it('begins empty, and is refused until it has a name and a rule', () => {
    const { values, problems } = readDraft(draftOf(null), []);
    expect(values).toBeNull();
    expect(problems).toEqual({ name: 'A name is needed.', rules: expect.stringContaining('at least one rule') });
  });
  it('says what is wrong where it is wrong', () => {
    expect(read({ freeText: '100' }).problems).toEqual({ free: expect.stringContaining('from 1 to 99') });
    expect(read({ freeText: 'much' }).values).toBeNull();
    expect(read({ freeText: ' 25 ' }).values?.rules.freePercent).toBe(25);
    expect(read({ namesText: Array.from({ length: 21 }, (_, at) => `ds-${at}`).join() }).problems).toHaveProperty('names');
    expect(read({ name: ' gOLD ' }, [gold]).problems.name).toMatch(/already/);
    expect(read({ name: 'Datastore Default' }).problems.name).toMatch(/already/);
    expect(read({ description: 'x'.repeat(256) }).problems).toHaveProperty('description');
  });
  it('drops primitives that the other type does not have', () => {
    expect(withType(draftOf(gold), 'NFS').primitives).toEqual([]);
    expect(withType(draftOf(gold), null).primitives).toEqual(['fullCopy', 'ats']);
  });
});

describe('the rows of policies', () => {
  const facts: PolicyFacts = { datastoreId: objectIdSchema.parse('datastore-1'), name: 'nfs', type: 'NFS', primitives: [], sharesClones: null, isDedupeOn: false, guarantee: 'none', freePercent: 50, arrayName: 'A' };
  const vms = [
    vmRow(1, { datastoreId: facts.datastoreId, policyId: gold.id }),
    vmRow(2, { datastoreId: facts.datastoreId, policyId: storagePolicyIdSchema.parse('policy-9') }),
    vmRow(3, { datastoreId: facts.datastoreId }),
  ];
  it('count who has which, those of a policy that is gone with the default', () => {
    const rows = policyRows([gold], [facts], new PolicyBook({ policies: [gold], datastores: [facts] }), vms);
    expect(rows).toMatchObject([
      { name: 'Datastore default', policy: null, vmCount: 2, nonCompliantCount: 0, compatibleCount: 1, datastoreCount: 1 },
      { name: 'Gold', vmCount: 1, nonCompliantCount: 1, compatibleCount: 0, rules: 'Type VMFS; Full Copy (XCOPY); Atomic Test and Set (ATS); at least 20 % free; named "vmfs-*" or "block-01"' },
    ]);
  });
});
