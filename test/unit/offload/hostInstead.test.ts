import { describe, expect, test } from 'vitest';
import { decideHostInstead, type RunFailure } from '../../../electron/offload/hostInstead.ts';
import { decideClone } from '../../../electron/offload/rules/decideClone.ts';
import { decideZero } from '../../../electron/offload/rules/decideLocal.ts';
import { decisionSchema } from '../../../shared/model/offload.ts';
import { cloneFacts, localFacts, place } from './rules/ruleFacts.ts';

const datastore = place('NFS', 2);
const rejected: RunFailure = { ruleId: 'acceptedByArray', primitive: 'nasFullFileClone', text: 'The filer is busy.', datastore };

describe('a decision whose planned way has failed', () => {
  test('leaves the rest to the host and tells what came before', () => {
    const decision = decideClone(cloneFacts('NFS', { target: datastore }));
    const after = decisionSchema.parse(decideHostInstead(decision, rejected, 'The host copies.', 'It copies what is left.'));
    const said = 'The array behind "nfs-2" did not carry out NAS Full File Clone: The filer is busy.';
    expect(after).toMatchObject({ operation: 'clone', mechanism: 'hostCopy', isOffloaded: false, reason: `${said} The host copies.` });
    expect(after.attempts.map(({ mechanism, primitive, outcome }) => [mechanism, primitive, outcome])).toEqual([
      ['fileClone', 'nasFastFileClone', 'refused'], ['fullCopy', 'nasFullFileClone', 'failed'], ['hostCopy', null, 'planned'],
    ]);
    expect(after.attempts[0]).toEqual(decision.attempts[0]);
    expect(after.attempts[1]).toMatchObject({ reason: said, rules: [...(decision.attempts[1]?.rules ?? []), { id: 'acceptedByArray', verdict: 'failed', facts: said }] });
    expect(after.attempts[2]).toMatchObject({ rules: [], reason: 'It copies what is left.', movedBytes: 0 });
    // What stood in the way of the best one comes first, as before.
    expect(after.firstFailed).toBe('sameVolume');
    expect(after.fixes).toEqual([...decision.fixes, { ruleId: 'acceptedByArray', text: 'Find out why the array behind "nfs-2" refused, then try again.', action: null }]);
  });

  test('because the array lied, is mended by a repair', () => {
    const after = decideHostInstead(decideZero(localFacts('NFS')), { ...rejected, ruleId: 'verified', primitive: 'nasReserveSpace', text: 'The disk is thin.' }, 'The host writes the zeros.');
    expect(after).toMatchObject({
      operation: 'zero', firstFailed: 'verified', reason: '"nfs-2" does not hold what its array says was done: The disk is thin. The host writes the zeros.',
      fixes: [{ ruleId: 'verified', action: { kind: 'clearDistrust', datastoreId: datastore.id } }],
      attempts: [{ outcome: 'failed' }, { outcome: 'planned', reason: 'The host writes the zeros.' }],
    });
  });
});
