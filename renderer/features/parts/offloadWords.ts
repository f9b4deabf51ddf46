/** What the names of `shared/offloadWords.ts` mean, for those who do not know them, and how states look. Pure. */
import { arrayProfileIdSchema, type AccelerationStatus, type ArrayProfileId, type Primitive } from '../../../shared/model/offload.ts';
import { statusWords } from '../../../shared/offloadWords.ts';
import { say } from '../../strings/say.ts';
import type { IconName, IconTone } from '../../ui/Icon.tsx';

export const primitiveDescriptions: Record<Primitive, string> = {
  fullCopy: say('parts.fullCopyExplained'),
  blockZero: say('parts.blockZeroExplained'),
  ats: say('parts.atsExplained'),
  unmap: say('parts.unmapExplained'),
  thinProvisioningStun: say('parts.stunExplained'),
  nasFullFileClone: say('parts.fullFileCloneExplained'),
  nasFastFileClone: say('parts.fastFileCloneExplained'),
  nasReserveSpace: say('parts.reserveSpaceExplained'),
  nasExtendedStatistics: say('parts.extendedStatisticsExplained'),
};

interface ProfileNotes {
  readonly description: string;
  /** The type of datastore it can stand behind. */
  readonly type: 'NFS' | 'VMFS' | 'any';
}

/** As the array profiles of the yard describe themselves. */
export const profileNotes: Record<ArrayProfileId, ProfileNotes> = {
  nasFiler: { description: say('parts.profileNasFiler'), type: 'NFS' },
  blockFull: { description: say('parts.profileBlockFull'), type: 'VMFS' },
  blockCopy: {
    description: say('parts.profileBlockCopy'),
    type: 'VMFS',
  },
  blockPartial: { description: say('parts.profileBlockPartial'), type: 'VMFS' },
  plain: {
    description: say('parts.profilePlain'),
    type: 'any',
  },
  misbehaving: {
    description: say('parts.profileMisbehaving'),
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
