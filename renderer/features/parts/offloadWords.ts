/** What hardware acceleration is called: primitives, mechanisms, profiles, states and counters. Pure. */
import type { Mechanism } from '../../../shared/model/inventory.ts';
import type { AccelerationStatus, ArrayProfileId, Primitive } from '../../../shared/model/offload.ts';
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
}

export const profileWords: Record<ArrayProfileId, ProfileWords> = {
  nasFiler: { name: 'NAS filer with file cloning', description: 'Every NAS primitive. Clones on one volume share their blocks.' },
  blockFull: { name: 'Block array, all primitives', description: 'XCOPY, WRITE SAME, ATS, UNMAP and stun. XCOPY within a volume shares blocks.' },
  blockCopy: { name: 'Block array, copies for real', description: 'All block primitives, but XCOPY reads and writes every block on the disks of the array.' },
  blockPartial: { name: 'Block array, some primitives only', description: 'Not every block primitive is offered, so the status stays unknown until one fails.' },
  plain: { name: 'No hardware acceleration', description: 'Hosts read and write everything themselves.' },
  misbehaving: { name: 'Misbehaving block array', description: 'Accepts copy commands and does nothing, or half of them. Copies are verified; once caught, the device is distrusted.' },
};

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
