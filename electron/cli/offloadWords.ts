/** What hardware acceleration is called on the command line, in the words that the client uses as well. */
import type { DiskFormat, Mechanism } from '../../shared/model/inventory.ts';
import type { AccelerationStatus, ArrayProfileId, Attempt, Decision, OffloadOperation, Primitive, RuleResult } from '../../shared/model/offload.ts';

export const mechanismWords: Readonly<Record<Mechanism, string>> = {
  imported: 'Imported',
  fileClone: 'File clone',
  xcopy: 'Full Copy (XCOPY)',
  fullCopy: 'Full copy in the array',
  hostCopy: 'Software data mover',
};

export const primitiveWords: Readonly<Record<Primitive, string>> = {
  fullCopy: 'Full Copy (XCOPY)',
  blockZero: 'Block Zero (WRITE SAME)',
  ats: 'Atomic Test and Set (ATS)',
  unmap: 'Space reclamation (UNMAP)',
  thinProvisioningStun: 'Thin-provisioning stun',
  nasFullFileClone: 'NAS Full File Clone',
  nasFastFileClone: 'NAS Fast File Clone',
  nasReserveSpace: 'NAS Reserve Space',
  nasExtendedStatistics: 'NAS Extended Statistics',
};

export const profileWords: Readonly<Record<ArrayProfileId, string>> = {
  nasFiler: 'NAS filer with file cloning',
  blockFull: 'block array, all primitives',
  blockCopy: 'block array, copies for real',
  blockPartial: 'block array, some primitives only',
  plain: 'no hardware acceleration',
  misbehaving: 'misbehaving block array',
};

/** As the vSphere Client words it. */
export const statusWords: Readonly<Record<AccelerationStatus, string>> = { unknown: 'Unknown', supported: 'Supported', notSupported: 'Not supported' };

/** The way of one attempt: of copies the mechanism, of everything else the primitive, since there the mechanism says only who does it. */
export function attemptWords(operation: OffloadOperation, { mechanism, primitive }: Pick<Attempt, 'mechanism' | 'primitive'>): string {
  const isMoving = operation === 'clone' || (operation === 'zero' && mechanism === 'hostCopy');
  if (isMoving) return mechanismWords[mechanism];
  if (mechanism === 'hostCopy') return byTheHost;
  return primitive === null ? byTheArray : primitiveWords[primitive];
}

/** Where nothing is asked of an array. */
const byTheHost = 'By the host alone';
const byTheArray = 'By the array alone';

/** The way a decision came to, and who carries it out. */
export function wayAndPlace(decision: Pick<Decision, 'operation' | 'mechanism' | 'attempts' | 'isOffloaded'>): string {
  const way = wayWords(decision);
  if (way === byTheHost || way === byTheArray) return way;
  return `${way}, ${decision.isOffloaded ? 'offloaded to the array' : 'by the host'}`;
}

/** The way a decision came to. */
export function wayWords({ operation, mechanism, attempts }: Pick<Decision, 'operation' | 'mechanism' | 'attempts'>): string {
  const taken = attempts.find(({ outcome }) => outcome === 'used' || outcome === 'planned');
  return attemptWords(operation, taken ?? { mechanism, primitive: null });
}

export const operationWords: Readonly<Record<OffloadOperation, string>> = { clone: 'Clone', zero: 'Zero', delete: 'Delete', snapshot: 'Snapshot' };

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
