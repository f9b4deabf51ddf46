/** What hardware acceleration is called, in the client and on the command line alike. */
import type { Mechanism } from './model/inventory.ts';
import type { AccelerationStatus, ArrayProfileId, Attempt, OffloadOperation, Primitive } from './model/offload.ts';

export const mechanismWords: Readonly<Record<Mechanism, string>> = {
  imported: 'Imported',
  created: 'Created empty',
  fileClone: 'File clone',
  xcopy: 'Full Copy (XCOPY)',
  fullCopy: 'Full copy in the array',
  hostCopy: 'Software data mover',
};

/** As the vSphere documentation calls them, with the command that carries them out. */
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
  blockFull: 'Block array with all primitives',
  blockCopy: 'Block array that copies blocks',
  blockPartial: 'Block array with partial support',
  plain: 'No hardware acceleration',
  misbehaving: 'Block array that does not keep its word',
};

/** As the vSphere Client words it. */
export const statusWords: Readonly<Record<AccelerationStatus, string>> = { unknown: 'Unknown', supported: 'Supported', notSupported: 'Not supported' };

/** What a host does by itself, without the array. */
const hostWays: Readonly<Record<OffloadOperation, string>> = {
  clone: mechanismWords.hostCopy,
  migrate: mechanismWords.hostCopy,
  zero: 'Host writes zeros',
  delete: 'Files removed without UNMAP',
  snapshot: 'Redo log kept by the host',
};

/** Clones and migrations bring data from one place to another; the other operations are about one place. */
export function isCopying(operation: OffloadOperation): operation is 'clone' | 'migrate' {
  return operation === 'clone' || operation === 'migrate';
}

/** What one way is called: by the primitive that it asks for, or by what is done without any. */
export function wayWords(operation: OffloadOperation, { mechanism, primitive }: Pick<Attempt, 'mechanism' | 'primitive'>): string {
  if (primitive !== null) return primitiveWords[primitive];
  if (mechanism === 'hostCopy') return hostWays[operation];
  if (isCopying(operation)) return mechanismWords[mechanism];
  return operation === 'delete' ? 'Files removed by the filer' : 'By the array alone';
}
