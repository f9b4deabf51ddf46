/** What decisions and trails are called on the command line. What the client calls the same is in `shared/offloadWords.ts`. */
import type { DiskFormat } from '../../shared/model/inventory.ts';
import type { Attempt, Decision, OffloadOperation, RuleResult } from '../../shared/model/offload.ts';
import { isCopying, mechanismWords, wayWords } from '../../shared/offloadWords.ts';

/** The way of one attempt: of copies the mechanism, of everything else what is asked of the array, since there the mechanism says only who does it. */
export function attemptWords(operation: OffloadOperation, attempt: Pick<Attempt, 'mechanism' | 'primitive'>): string {
  return isCopying(operation) ? mechanismWords[attempt.mechanism] : wayWords(operation, attempt);
}

/** The way a decision came to. */
export function decisionWords(decision: Pick<Decision, 'operation' | 'mechanism' | 'attempts'>): string {
  return attemptWords(decision.operation, attemptTaken(decision));
}

/** The way a decision came to, and who carries it out where its name does not tell. */
export function wayAndPlace(decision: Pick<Decision, 'operation' | 'mechanism' | 'attempts' | 'isOffloaded'>): string {
  const words = decisionWords(decision);
  if (!isCopying(decision.operation) && attemptTaken(decision).primitive === null) return words;
  return `${words}, ${decision.isOffloaded ? 'offloaded to the array' : 'by the host'}`;
}

function attemptTaken({ mechanism, attempts }: Pick<Decision, 'mechanism' | 'attempts'>): Pick<Attempt, 'mechanism' | 'primitive'> {
  return attempts.find(({ outcome }) => outcome === 'used' || outcome === 'planned') ?? { mechanism, primitive: null };
}

export const operationWords: Readonly<Record<OffloadOperation, string>> = { clone: 'Clone', migrate: 'Migrate', zero: 'Zero', delete: 'Delete', snapshot: 'Snapshot' };

export const outcomeWords: Readonly<Record<Attempt['outcome'], string>> = {
  planned: 'this is what would be done',
  used: 'used',
  refused: 'not tried, a rule failed',
  failed: 'tried and failed',
};

export const verdictWords: Readonly<Record<RuleResult['verdict'], string>> = { passed: 'passed', failed: 'FAILED', notApplicable: 'not applicable' };

export const diskFormatWords: Readonly<Record<DiskFormat, string>> = {
  thin: 'thin provisioned',
  lazyZeroedThick: 'thick provisioned, zeroed on first write',
  eagerZeroedThick: 'thick provisioned, zeroed ahead of time',
};

/** How disk formats are typed after `--format`. */
export const diskFormats = { thin: 'thin', lazy: 'lazyZeroedThick', eager: 'eagerZeroedThick' } as const satisfies Record<string, DiskFormat>;
export type DiskFormatChoice = keyof typeof diskFormats;
export const diskFormatChoices: readonly string[] = Object.keys(diskFormats);

export const onOff = (isOn: boolean): 'on' | 'off' => (isOn ? 'on' : 'off');
