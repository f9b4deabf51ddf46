/** What is decided once an array has refused something, or has not done it although it said so. */
import type { Decision, Primitive } from '../../shared/model/offload.ts';
import { CommandFailed, type Device } from '../offload/device/deviceTypes.ts';
import { DistrustedClone, type Outcome } from '../offload/engineTypes.ts';
import { decideHostInstead, type RunFailure } from '../offload/hostInstead.ts';
import type { CloneRuleFacts, DatastoreFacts } from '../offload/rules/facts.ts';

export type Refusal = CommandFailed | DistrustedClone;

export function isRefusal(error: unknown): error is Refusal {
  return error instanceof CommandFailed || error instanceof DistrustedClone;
}

/** The device tells of it from now on. One that only said it had done so is marked. */
export function noteRefusal(device: Device, primitive: Extract<Primitive, 'nasFastFileClone' | 'nasReserveSpace'>, refusal: Refusal): void {
  device.note(primitive, false, refusal.message);
  if (refusal instanceof DistrustedClone) device.distrustIt(refusal.message);
}

/** File clones are not tried again in this run: the host copies, and the trail tells what came before. */
export function decideAfterRefusal(decision: Decision, refusal: Refusal): (facts: CloneRuleFacts) => Decision {
  return ({ target }) => decideHostInstead(decision, failureOf(refusal, 'nasFastFileClone', target), 'The host copies every byte.', 'The host copies what the array did not clone.');
}

/** The space of eager-zeroed disks was not set aside, so that their zeros have to be written. */
export function zeroAfterRefusal(decision: Decision, refusal: Refusal, target: DatastoreFacts): Decision {
  return decideHostInstead(decision, failureOf(refusal, 'nasReserveSpace', target), 'The host writes the zeros.');
}

function failureOf(refusal: Refusal, primitive: Primitive, datastore: DatastoreFacts): RunFailure {
  return { ruleId: refusal instanceof CommandFailed ? 'acceptedByArray' : 'verified', primitive, text: refusal.message, datastore };
}

/** What became of a decision that could not even be begun, or whose work was given up at the end. */
export function givenUp(outcome: Decision | Outcome, why: string): Outcome {
  const attempts = outcome.attempts.map((attempt) => (attempt.outcome === 'planned' ? { ...attempt, outcome: 'failed' as const, reason: why } : attempt));
  const moved = { networkReadBytes: 0, networkWriteBytes: 0, arrayReadBytes: 0, arrayWriteBytes: 0, allocatedBytes: 0 };
  return { moved, elapsedMs: 0, ...outcome, attempts };
}
