/** Rapid clone, as the contract offers it. */
import { Fault } from '../../shared/faults.ts';
import type { RequestId, TaskId } from '../../shared/ids.ts';
import type { ClonePlan, CloneSpec } from '../../shared/model/clonePlan.ts';
import { expandNames, parseNamePattern } from '../../shared/naming.ts';
import { formatCount } from '../../shared/units.ts';
import { gatherFacts, type CloneRooms } from './facts.ts';
import { planClones } from './plan.ts';

/** What would happen, with every refusal. Changes nothing. */
export function planRapidClone(rooms: CloneRooms, spec: CloneSpec): ClonePlan {
  return planClones(gatherFacts(rooms, spec), spec);
}

/**
 * Plans again, since time has passed, and starts.
 * @throws Fault the first refusal of the plan
 */
export async function startRapidClone(rooms: CloneRooms, spec: CloneSpec, requestId: RequestId, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(requestId);
  if (known) return known;
  const plan = planRapidClone(rooms, spec);
  const [refusal] = plan.refusals;
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
  const names = expandNames(parseNamePattern(spec.pattern), spec.startNumber, spec.count);
  return rooms.tasks.start({
    kind: 'rapidClone',
    name: spec.count === 1 ? 'Rapid clone virtual machine' : `Rapid clone ${formatCount(spec.count)} virtual machines`,
    target: { id: plan.source.id, name: plan.source.name },
    requestId,
    spec,
    initiator,
    isCancelable: true,
    children: names.map((name) => ({ name, targetId: null })),
  });
}
