/** What the names of `shared/offloadWords.ts` mean, for those who do not know them, and how states look. Pure. */
import { arrayProfileIdSchema, type AccelerationStatus, type ArrayProfileId, type Primitive } from '../../../shared/model/offload.ts';
import { statusWords } from '../../../shared/offloadWords.ts';
import { say } from '../../strings/say.ts';
import type { IconName, IconTone } from '../../ui/Icon.tsx';

export const primitiveDescriptions: Record<Primitive, string> = {
  fullCopy: say('parts.theArrayCopiesBlockRanges'),
  blockZero: say('parts.theArrayWritesRangesOf'),
  ats: say('parts.hostsLockSingleDiskSectors'),
  unmap: say('parts.spaceOfWhatWasDeleted'),
  thinProvisioningStun: say('parts.whenTheVolumeIsFull'),
  nasFullFileClone: say('parts.theFilerCopiesWholeFiles'),
  nasFastFileClone: say('parts.theFilerClonesFilesBy'),
  nasReserveSpace: say('parts.theFilerSetsSpaceAside'),
  nasExtendedStatistics: say('parts.theFilerTellsWhatSpace'),
};

interface ProfileNotes {
  readonly description: string;
  /** The type of datastore it can stand behind. */
  readonly type: 'NFS' | 'VMFS' | 'any';
}

/** As the array profiles of the yard describe themselves. */
export const profileNotes: Record<ArrayProfileId, ProfileNotes> = {
  nasFiler: { description: say('parts.clonesFilesOfOneVolume'), type: 'NFS' },
  blockFull: { description: say('parts.carriesOutXCOPYWithinA'), type: 'VMFS' },
  blockCopy: {
    description: say('parts.acceptsXCOPYAtOnceAnd'),
    type: 'VMFS',
  },
  blockPartial: { description: say('parts.hasATSAndWRITESAME'), type: 'VMFS' },
  plain: {
    description: say('parts.readsAndWritesAndNothing'),
    type: 'any',
  },
  misbehaving: {
    description: say('parts.acceptsEveryCopyCommandAnd'),
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
