/** What hardware acceleration is called: primitives, mechanisms, profiles, states and counters. Pure. */
import type { Mechanism } from '../../../shared/model/inventory.ts';
import { arrayProfileIdSchema, type AccelerationStatus, type ArrayProfileId, type Primitive } from '../../../shared/model/offload.ts';
import type { IconName, IconTone } from '../../ui/Icon.tsx';

export const mechanismWords: Record<Mechanism, string> = {
  imported: 'Imported',
  fileClone: 'File clone',
  xcopy: 'Full Copy (XCOPY)',
  fullCopy: 'Full copy in the array',
  hostCopy: 'Software data mover',
};

/** One sentence about each way, for those who do not know its name. */
export const mechanismDescriptions: Record<Mechanism, string> = {
  imported: 'Its data came from a disk image.',
  fileClone: 'The array shares every block of the file; no data is moved.',
  xcopy: 'The array shares the blocks of each range that the host names; no data crosses the storage network.',
  fullCopy: 'The array reads and writes every block within itself; no data crosses the storage network.',
  hostCopy: 'The host reads every block and writes it again; all of it crosses the storage network twice.',
};

export interface PrimitiveWords {
  /** "Full Copy (XCOPY)" */
  readonly name: string;
  readonly description: string;
}

export const primitiveWords: Record<Primitive, PrimitiveWords> = {
  fullCopy: { name: 'Full Copy (XCOPY)', description: 'The array copies block ranges; the host sends the commands only.' },
  blockZero: { name: 'Block Zero (WRITE SAME)', description: 'The array writes ranges of zeros by itself.' },
  ats: { name: 'Atomic Test and Set (ATS)', description: 'Hosts lock single disk sectors instead of reserving the whole LUN.' },
  unmap: { name: 'Space reclamation (UNMAP)', description: 'Space of what was deleted or moved goes back to the array.' },
  thinProvisioningStun: { name: 'Thin-provisioning stun', description: 'When the volume is full, only virtual machines that ask for new blocks pause, and go on once there is space.' },
  nasFullFileClone: { name: 'NAS Full File Clone', description: 'The filer copies whole files by itself.' },
  nasFastFileClone: { name: 'NAS Fast File Clone', description: 'The filer clones files by sharing their blocks.' },
  nasReserveSpace: { name: 'NAS Reserve Space', description: 'The filer sets space aside for thick disks. Without it, NFS offers thin disks only.' },
  nasExtendedStatistics: { name: 'NAS Extended Statistics', description: 'The filer tells what space a file really takes.' },
};

export interface ProfileWords {
  readonly name: string;
  readonly description: string;
  /** The type of datastore it can stand behind. */
  readonly type: 'NFS' | 'VMFS' | 'any';
}

/** As the array profiles of the yard describe themselves. */
export const profileWords: Record<ArrayProfileId, ProfileWords> = {
  nasFiler: {
    name: 'NAS filer with file cloning',
    description: 'Clones files of one volume by sharing their blocks, in constant time. Between its volumes it copies.',
    type: 'NFS',
  },
  blockFull: {
    name: 'Block array with all primitives',
    description: 'Carries out XCOPY within a volume by sharing blocks: no data is read or written.',
    type: 'VMFS',
  },
  blockCopy: {
    name: 'Block array that copies blocks',
    description: 'Accepts XCOPY at once and carries it out by reading and writing every block on its disks: the host is relieved, the array is not.',
    type: 'VMFS',
  },
  blockPartial: {
    name: 'Block array with partial support',
    description: 'Has ATS and WRITE SAME, but neither XCOPY nor UNMAP. Hosts copy by themselves.',
    type: 'VMFS',
  },
  plain: {
    name: 'No hardware acceleration',
    description: 'Reads and writes, and nothing else. Hosts copy and zero by themselves and lock with SCSI reservations; NFS offers thin disks only.',
    type: 'any',
  },
  misbehaving: {
    name: 'Block array that does not keep its word',
    description: 'Accepts every copy command and then does nothing, or half of it. Copies are compared; once it is caught, nothing is offloaded to it.',
    type: 'VMFS',
  },
};

/** Those that can stand behind a datastore of the type. */
export function profilesFor(type: 'NFS' | 'VMFS'): ArrayProfileId[] {
  return arrayProfileIdSchema.options.filter((id) => profileWords[id].type === type || profileWords[id].type === 'any');
}

export interface StatusLook {
  readonly text: string;
  readonly icon: IconName;
  readonly tone: IconTone;
}

/** As the vSphere Client words it. */
export function statusLook(status: AccelerationStatus): StatusLook {
  switch (status) {
    case 'unknown':
      return { text: 'Unknown', icon: 'info', tone: 'muted' };
    case 'supported':
      return { text: 'Supported', icon: 'check', tone: 'success' };
    case 'notSupported':
      return { text: 'Not supported', icon: 'error', tone: 'warning' };
  }
}
