/** Whatever the facts are, a decision comes of them, and its parts agree with each other. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrayProfiles } from '../../../../electron/offload/device/profiles.ts';
import { decideClone, forHost } from '../../../../electron/offload/rules/decideClone.ts';
import { decideDelete, decideSnapshot, decideZero } from '../../../../electron/offload/rules/decideLocal.ts';
import type { CloneRuleFacts, DatastoreFacts, HostFacts, LocalRuleFacts, MachineFacts } from '../../../../electron/offload/rules/facts.ts';
import { sharingRoom, splitBySharing } from '../../../../electron/offload/rules/sharingRules.ts';
import { arrayProfileIdSchema, decisionSchema, offloadRuleIdSchema, type Decision } from '../../../../shared/model/offload.ts';
import { testSeed } from '../../../sim/random.ts';
import { id } from './ruleFacts.ts';

const seed = testSeed('offload decisions') | 0;
const runs = { seed, numRuns: 2_000 };

const bytes = fc.integer({ min: 0, max: 2 ** 40 });
const mostly = fc.oneof({ weight: 6, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) });
const seldom = mostly.map((isOn) => !isOn);
const usually = <T, U>(usual: T, ...others: U[]) => fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const datastore: fc.Arbitrary<DatastoreFacts> = fc
  .record({
    number: fc.integer({ min: 1, max: 2 }),
    type: fc.constantFrom('NFS' as const, 'VMFS' as const),
    profileId: usually(null, ...arrayProfileIdSchema.options),
    sharingLimit: fc.option(fc.integer({ min: 0, max: 300 })),
    splitLoadLimitBytes: fc.option(bytes),
    clonesPoweredOn: fc.boolean(),
    otherArray: usually(null, 'Other array'),
    fileBlockBytes: fc.constantFrom(1_048_576, 1_048_576, 8_388_608),
    switches: fc.record({ isMoveOn: mostly, isInitOn: mostly, isLockingOn: mostly }),
    distrust: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.record({ sinceMs: fc.integer(), reason: fc.string() }) }),
  })
  .map(({ number, type, profileId, otherArray, sharingLimit, splitLoadLimitBytes, clonesPoweredOn, ...others }) => {
    const usual = type === 'NFS' ? arrayProfiles.nasFiler : arrayProfiles.blockFull;
    const chosen = profileId === null ? usual : arrayProfiles[profileId];
    const profile = { ...chosen, arrayName: otherArray ?? chosen.arrayName, sharingLimit, splitLoadLimitBytes, clonesPoweredOn };
    return { id: id(`datastore-${number}`), name: `ds-${number}`, type, profile, ...others };
  });

const host: fc.Arbitrary<HostFacts> = fc
  .record({ hardwareAcceleratedMove: mostly, hardwareAcceleratedInit: mostly, hardwareAcceleratedLocking: mostly, maxTransferBytes: fc.constant(4_194_304), isNasPluginInstalled: mostly })
  .map((switches) => ({ id: id('host-1'), name: 'esx-01', switches }));

const format = fc.constantFrom('thin' as const, 'lazyZeroedThick' as const, 'eagerZeroedThick' as const);
const disk = fc.record({ label: fc.string(), backing: usually('flat' as const, 'rdm' as const, 'sparse' as const, 'hosted' as const), format, sizeBytes: bytes, logicalBytes: fc.integer({ min: 0, max: 2 ** 34 }), misalignmentBytes: usually(0, 512) });
const machine: fc.Arbitrary<MachineFacts> = fc.record({
  id: fc.constant(id('vm-1')), name: fc.string(), powerState: fc.constantFrom('poweredOff' as const, 'poweredOff' as const, 'poweredOn' as const, 'suspended' as const), isWindows: fc.boolean(), hasEnableUuid: fc.boolean(), hasSnapshot: seldom,
  disks: fc.array(disk, { maxLength: 3 }), cloneCount: fc.integer({ min: 0, max: 400 }),
});

const cloneFacts: fc.Arbitrary<CloneRuleFacts> = fc
  .record({ host, machine, targetFormat: fc.option(format), source: datastore, other: fc.option(datastore), count: fc.integer({ min: 1, max: 50 }), splitLoadBytes: bytes })
  .map(({ other, ...facts }) => ({ ...facts, target: other === null || other.id === facts.source.id ? facts.source : other }));
const localFacts: fc.Arbitrary<LocalRuleFacts> = fc.record({ host, machine, datastore });

const order = (ruleId: (typeof offloadRuleIdSchema.options)[number]) => offloadRuleIdSchema.options.indexOf(ruleId);

function expectConsistent(decision: Decision): void {
  decisionSchema.parse(decision);
  const planned = decision.attempts.filter(({ outcome }) => outcome === 'planned');
  expect(planned).toEqual([decision.attempts.at(-1)]);
  expect(decision.mechanism).toBe(planned[0]?.mechanism);
  expect(decision.isOffloaded).toBe(decision.mechanism !== 'hostCopy');
  expect(planned[0]?.rules.every(({ verdict }) => verdict !== 'failed')).toBe(true);
  if (!decision.isOffloaded) expect(planned[0]?.rules).toEqual([]);
  const refused = decision.attempts.slice(0, -1);
  for (const { outcome, rules, mechanism, reason } of refused) {
    expect(outcome).toBe('refused');
    expect(mechanism).not.toBe('hostCopy');
    expect(rules.flatMap(({ verdict }, index) => (verdict === 'failed' ? [index] : []))).toEqual([rules.length - 1]);
    expect(reason).toBe(rules.at(-1)?.facts);
  }
  for (const { rules } of decision.attempts) {
    const places = rules.map((rule) => order(rule.id));
    expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
  }
  expect(decision.firstFailed).toBe(refused[0]?.rules.at(-1)?.id ?? null);
  expect(decision.fixes.length === 0).toBe(decision.firstFailed === null);
  if (decision.firstFailed !== null) expect(decision.fixes[0]?.ruleId).toBe(decision.firstFailed);
}

describe('every decision', () => {
  test('about a clone is total and agrees with itself', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(cloneFacts, (facts) => {
        const decision = decideClone(facts);
        expectConsistent(decision);
        expect(decideClone(facts)).toEqual(decision);
        if (decision.mechanism === 'fileClone' || decision.mechanism === 'xcopy') expect(facts.source.id).toBe(facts.target.id);
        if (decision.isOffloaded) {
          expect(facts.source.type).toBe(facts.target.type);
          expect(facts.source.profile.arrayName).toBe(facts.target.profile.arrayName);
          expect(facts.source.distrust ?? facts.target.distrust).toBeNull();
        }
        seen.add(decision.mechanism);
        if (decision.firstFailed !== null) seen.add(decision.firstFailed);
        expectConsistent(forHost(facts));
      }),
      runs,
    );
    // Facts that never reach a rule would prove nothing about it.
    expect(['fileClone', 'xcopy', 'fullCopy', 'hostCopy', ...offloadRuleIdSchema.options].filter((name) => !seen.has(name))).toEqual(['acceptedByArray', 'verified']);
  });

  test('about one datastore is total and agrees with itself', () => {
    fc.assert(
      fc.property(localFacts, (facts) => {
        for (const decide of [decideZero, decideDelete, decideSnapshot]) expectConsistent(decide(facts));
      }),
      { seed, numRuns: 500 },
    );
  });

  test('of a part that fits is about sharing no more, and parts add up', () => {
    fc.assert(
      fc.property(cloneFacts, (facts) => {
        const parts = splitBySharing(facts);
        expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(facts.count);
        const [first] = parts;
        if (first === undefined || sharingRoom(facts) === 0) return;
        expect(sharingRoom(first)).toBe(first.count);
        expect(decideClone(first).attempts.flatMap(({ rules }) => rules).filter(({ id: ruleId, verdict }) => verdict === 'failed' && (ruleId === 'sharingLimit' || ruleId === 'splitLoad'))).toEqual([]);
        for (const rest of parts.slice(1)) expect(sharingRoom(rest)).toBe(0);
      }),
      runs,
    );
  });

  test('follows its fixes: when the switches, the plug-in, the mark and the power are mended, none of them is asked for again', () => {
    fc.assert(
      fc.property(cloneFacts, (facts) => {
        const mended = decideClone(applyActions(facts, decideClone(facts)));
        const failedBefore = decideClone(facts).fixes.filter(({ action }) => action !== null).map(({ ruleId }) => ruleId);
        expect(failedBefore).not.toContain(mended.isOffloaded ? null : mended.firstFailed);
      }),
      runs,
    );
  });
});

/** What pressing every Fix would come to. */
function applyActions(facts: CloneRuleFacts, decision: Decision): CloneRuleFacts {
  let { host: hostNow, machine: machineNow, source, target } = facts;
  const at = (place: DatastoreFacts, datastoreId: string, change: Partial<DatastoreFacts>): DatastoreFacts => (place.id === datastoreId ? { ...place, ...change } : place);
  for (const { action } of decision.fixes) {
    if (action?.kind === 'setHostSwitch') hostNow = { ...hostNow, switches: { ...hostNow.switches, ...action.change } };
    if (action?.kind === 'powerOff') machineNow = { ...machineNow, powerState: 'poweredOff' };
    if (action?.kind === 'clearDistrust') [source, target] = [at(source, action.datastoreId, { distrust: null }), at(target, action.datastoreId, { distrust: null })];
    if (action?.kind === 'setDatastoreSwitch') {
      const { datastoreId, change } = action;
      [source, target] = [at(source, datastoreId, { switches: { ...source.switches, ...change } }), at(target, datastoreId, { switches: { ...target.switches, ...change } })];
    }
  }
  return { ...facts, host: hostNow, machine: machineNow, source, target };
}
