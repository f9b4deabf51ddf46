/** What the names of `shared/offloadWords.ts` mean, for those who do not know them, and how states look. Pure. */
import { arrayProfileIdSchema, type AccelerationStatus, type ArrayProfileId, type Primitive } from '../../../shared/model/offload.ts';
import { statusWords } from '../../../shared/offloadWords.ts';
import type { IconName, IconTone } from '../../ui/Icon.tsx';

export const primitiveDescriptions: Record<Primitive, string> = {
  fullCopy: 'The array copies block ranges; the host sends the commands only.',
  blockZero: 'The array writes ranges of zeros by itself.',
  ats: 'Hosts lock single disk sectors instead of reserving the whole LUN.',
  unmap: 'Space of what was deleted or moved goes back to the array.',
  thinProvisioningStun: 'When the volume is full, only virtual machines that ask for new blocks pause, and go on once there is space.',
  nasFullFileClone: 'The filer copies whole files by itself.',
  nasFastFileClone: 'The filer clones files by sharing their blocks.',
  nasReserveSpace: 'The filer sets space aside for thick disks. Without it, NFS offers thin disks only.',
  nasExtendedStatistics: 'The filer tells what space a file really takes.',
};

interface ProfileNotes {
  readonly description: string;
  /** The type of datastore it can stand behind. */
  readonly type: 'NFS' | 'VMFS' | 'any';
}

/** As the array profiles of the yard describe themselves. */
export const profileNotes: Record<ArrayProfileId, ProfileNotes> = {
  nasFiler: { description: 'Clones files of one volume by sharing their blocks, in constant time. Between its volumes it copies.', type: 'NFS' },
  blockFull: { description: 'Carries out XCOPY within a volume by sharing blocks: no data is read or written.', type: 'VMFS' },
  blockCopy: {
    description: 'Accepts XCOPY at once and carries it out by reading and writing every block on its disks: the host is relieved, the array is not.',
    type: 'VMFS',
  },
  blockPartial: { description: 'Has ATS and WRITE SAME, but neither XCOPY nor UNMAP. Hosts copy by themselves.', type: 'VMFS' },
  plain: {
    description: 'Reads and writes, and nothing else. Hosts copy and zero by themselves and lock with SCSI reservations; NFS offers thin disks only.',
    type: 'any',
  },
  misbehaving: {
    description: 'Accepts every copy command and then does nothing, or half of it. Copies are compared; once it is caught, nothing is offloaded to it.',
    type: 'VMFS',
  },
};

/** Those that can stand behind a datastore of the type. */
export function profilesFor(type: 'NFS' | 'VMFS'): ArrayProfileId[] {
  return arrayProfileIdSchema.options.filter((id) => profileNotes[id].type === type || profileNotes[id].type === 'any');
}

export interface StatusLook {
  readonly text: string;
  readonly icon: IconName;
  readonly tone: IconTone;
}

const statusLooks: Record<AccelerationStatus, Pick<StatusLook, 'icon' | 'tone'>> = {
  unknown: { icon: 'info', tone: 'muted' },
  supported: { icon: 'check', tone: 'success' },
  notSupported: { icon: 'error', tone: 'warning' },
};

export function statusLook(status: AccelerationStatus): StatusLook {
  return { text: statusWords[status], ...statusLooks[status] };
}
