import { describe, expect, it } from 'vitest';
import { objectIdSchema, storagePolicyIdSchema } from '../../../shared/ids.ts';
import { noRules, policyRulesSchema, type PolicyFacts, type PolicyRules } from '../../../shared/model/policies.ts';
import { PolicyBook, inOrder, ruleWords, rulesProblem, shortfallsOf } from '../../../shared/storagePolicy.ts';

const filer: PolicyFacts = {
  datastoreId: objectIdSchema.parse('datastore-1'), name: 'nfs-gold-01', type: 'NFS', sharesClones: 'usable', isDedupeOn: true, guarantee: 'none', freePercent: 40, arrayName: 'Filer A',
  primitives: [{ primitive: 'nasFastFileClone', usability: 'usable' }, { primitive: 'nasFullFileClone', usability: 'switchedOff' }],
};
const block: PolicyFacts = {
  datastoreId: objectIdSchema.parse('datastore-2'), name: 'vmfs-prod-01', type: 'VMFS', sharesClones: null, isDedupeOn: false, guarantee: 'volume', freePercent: 10, arrayName: 'Block array C',
  primitives: [{ primitive: 'fullCopy', usability: 'distrusted' }],
};
const rules = (part: Partial<PolicyRules>): PolicyRules => ({ ...noRules, ...part });

describe('a rule', () => {
  const cases: [string, Partial<PolicyRules>, readonly string[]][] = [
    ['type', { type: 'NFS' }, ['It is VMFS; the policy asks for NFS.']],
    ['cloning by sharing', { sharesClones: true }, ['Cloning by sharing blocks: the array does not offer it.']],
    ['a primitive', { primitives: ['nasFastFileClone'] }, ['NAS Fast File Clone: the array does not offer it.']],
    ['dedupe', { dedupe: 'on' }, ['Dedupe is off; the policy asks for on.']],
    ['a thin volume', { guarantee: 'none' }, ['Its volume is not thin: the whole size is set aside.']],
    ['free space', { freePercent: 40 }, ['10 % is free; the policy asks for at least 40 %.']],
    ['the array', { arrayName: 'filer a' }, ['It lies on "Block array C"; the policy asks for "filer a".']],
    ['the name', { names: ['none', 'NFS-*'] }, ['Its name does not fit "none" or "NFS-*".']],
  ];
  it.each(cases)('about %s holds or says why not', (_, part, reasons) => {
    expect(shortfallsOf(rules(part), filer)).toEqual([]);
    expect(shortfallsOf(rules(part), block)).toEqual(reasons);
    expect(ruleWords(rules(part))).toHaveLength(1);
    expect(rulesProblem(rules(part))).toBeNull();
  });
  it('about a primitive tells what is switched off and what is not trusted from what is not there', () => {
    expect(shortfallsOf(rules({ primitives: ['nasFullFileClone'] }), filer)).toEqual(['NAS Full File Clone: switched off for this datastore.']);
    expect(shortfallsOf(rules({ primitives: ['fullCopy'] }), block)).toEqual(['Full Copy (XCOPY): the device is not trusted, since it did not do what it had accepted.']);
  });
  it('about guaranteed space is the other way round', () => {
    expect(shortfallsOf(rules({ guarantee: 'volume' }), block)).toEqual([]);
    expect(shortfallsOf(rules({ guarantee: 'volume' }), filer)).toEqual(['Its volume is thin: the space is not guaranteed.']);
  });
});

describe('rules', () => {
  it('all have to hold', () => {
    expect(shortfallsOf(rules({ type: 'NFS', dedupe: 'on', freePercent: 20 }), block)).toHaveLength(3);
  });
  it('that no datastore or every datastore fits are refused', () => {
    expect(rulesProblem(noRules)).toMatch(/at least one rule/);
    expect(rulesProblem(rules({ type: 'NFS', primitives: ['fullCopy'] }))).toMatch(/belongs to VMFS/);
    expect(rulesProblem(rules({ primitives: ['ats', 'nasReserveSpace'] }))).toMatch(/no datastore has both/);
  });
  it('have a largest and a smallest share of free space', () => {
    expect(policyRulesSchema.safeParse(rules({ freePercent: 0 })).success).toBe(false);
    expect(policyRulesSchema.safeParse(rules({ freePercent: 100 })).success).toBe(false);
  });
  it('name primitives in one order, each once', () => {
    expect(inOrder(['ats', 'fullCopy', 'ats'])).toEqual(['fullCopy', 'ats']);
  });
});

describe('the book', () => {
  const policy = { id: storagePolicyIdSchema.parse('policy-1'), version: 1, modifiedAtMs: 0, values: { name: 'Gold', description: '', rules: rules({ type: 'NFS' }) } };
  const book = new PolicyBook({ policies: [policy], datastores: [filer, block] });
  it('knows who is compliant', () => {
    expect(book.stateOf({ policyId: policy.id, datastoreId: filer.datastoreId })).toBe('compliant');
    expect(book.stateOf({ policyId: policy.id, datastoreId: block.datastoreId })).toBe('nonCompliant');
    expect(book.stateOf({ datastoreId: block.datastoreId })).toBe('none');
  });
  it('judges a machine by the worst datastore that holds something of it, and names that', () => {
    const vm = { policyId: policy.id, datastoreId: filer.datastoreId, otherDatastoreIds: [block.datastoreId] };
    expect(book.stateOf(vm)).toBe('nonCompliant');
    expect(book.machineShortfalls(vm)).toEqual(['vmfs-prod-01: It is VMFS; the policy asks for NFS.']);
    expect(book.machineShortfalls({ policyId: policy.id, datastoreId: block.datastoreId })).toEqual(['It is VMFS; the policy asks for NFS.']);
    expect(book.stateOf({ ...vm, datastoreId: block.datastoreId, otherDatastoreIds: [filer.datastoreId] })).toBe('nonCompliant');
  });
  it('takes a policy that is gone for none', () => {
    const gone = storagePolicyIdSchema.parse('policy-9');
    expect(book.stateOf({ policyId: gone, datastoreId: block.datastoreId })).toBe('none');
    expect([book.nameOf(policy.id), book.nameOf(gone), book.nameOf(null)]).toEqual(['Gold', 'Datastore default', 'Datastore default']);
  });
});
