/**
 * The kinds of arrays that can stand behind a datastore: what each can do, after the public documents of the vStorage APIs. Names of arrays
 * are invented. Datastores whose profiles have the same array name lie on one array.
 */
import { arrayProfileIdSchema, type ArrayProfileId, type Primitive } from '../../../shared/model/offload.ts';
import { profileWords } from '../../../shared/offloadWords.ts';
import type { ArrayProfile } from './deviceTypes.ts';

export type DatastoreType = 'NFS' | 'VMFS';

/** All that vSphere asks of block storage: vSphere 8 Storage, "Hardware Acceleration for Block Storage Devices". */
export const blockPrimitives: readonly Primitive[] = ['fullCopy', 'blockZero', 'ats', 'unmap', 'thinProvisioningStun'];
/** All that vSphere asks of NAS: vSphere 8 Storage, "Hardware Acceleration on NAS Devices". */
export const nasPrimitives: readonly Primitive[] = ['nasFullFileClone', 'nasFastFileClone', 'nasReserveSpace', 'nasExtendedStatistics'];

/** What can be offered behind a datastore of one type. */
export function primitivesOfType(type: DatastoreType): readonly Primitive[] {
  return type === 'NFS' ? nasPrimitives : blockPrimitives;
}

/** What most profiles have in common. */
const common = { sharingLimit: null, splitLoadLimitBytes: null, clonesPoweredOn: true, misbehaviour: 'none' } as const;

export const arrayProfiles: Readonly<Record<ArrayProfileId, ArrayProfile>> = {
  nasFiler: {
    ...common,
    id: 'nasFiler',
    name: profileWords.nasFiler,
    description: 'Clones files of one volume by sharing their blocks, in constant time. Between its volumes it copies.',
    type: 'NFS',
    arrayName: 'Filer A',
    primitives: new Set(nasPrimitives),
    copyEngine: 'share',
    // References to one block since ONTAP 8.1, by TR-3958; it was 255 before.
    sharingLimit: 32_767,
    // The limit of a real filer depends on its model (ONTAP, "volume file clone split load show"), and no public document gives the figures.
    splitLoadLimitBytes: null,
    // NetApp KB "What is needed for VAAI hardware acceleration to occur": with NFS, only machines that are powered off are handed over.
    clonesPoweredOn: false,
  },
  blockFull: {
    ...common,
    id: 'blockFull',
    name: profileWords.blockFull,
    description: 'Carries out XCOPY within a volume by sharing blocks: no data is read or written.',
    type: 'VMFS',
    arrayName: 'Block array B',
    primitives: new Set(blockPrimitives),
    copyEngine: 'share',
  },
  blockCopy: {
    ...common,
    id: 'blockCopy',
    name: profileWords.blockCopy,
    description: 'Accepts XCOPY at once and carries it out by reading and writing every block on its disks: the host is relieved, the array is not.',
    type: 'VMFS',
    arrayName: 'Block array C',
    primitives: new Set(blockPrimitives),
    copyEngine: 'copy',
  },
  blockPartial: {
    ...common,
    id: 'blockPartial',
    name: profileWords.blockPartial,
    description: 'Has ATS and WRITE SAME, but neither XCOPY nor UNMAP. Hosts copy by themselves.',
    type: 'VMFS',
    arrayName: 'Block array D',
    primitives: new Set<Primitive>(['ats', 'blockZero']),
    copyEngine: 'copy',
  },
  plain: {
    ...common,
    id: 'plain',
    name: profileWords.plain,
    description: 'Reads and writes, and nothing else. Hosts copy and zero by themselves and lock with SCSI reservations; NFS offers thin disks only.',
    type: 'any',
    arrayName: 'Plain storage E',
    primitives: new Set(),
    copyEngine: 'copy',
  },
  misbehaving: {
    ...common,
    id: 'misbehaving',
    name: profileWords.misbehaving,
    description: 'Accepts every copy command and then does nothing, or half of it. Found out by comparing what was copied.',
    type: 'VMFS',
    arrayName: 'Block array F',
    primitives: new Set(blockPrimitives),
    copyEngine: 'share',
    misbehaviour: 'acceptsAndIgnores',
  },
};

export function profileById(id: ArrayProfileId): ArrayProfile {
  return arrayProfiles[id];
}

/** What stands behind a datastore of which nothing else was said. */
export function defaultProfile(type: DatastoreType): ArrayProfile {
  return type === 'NFS' ? arrayProfiles.nasFiler : arrayProfiles.blockFull;
}

/** Those that can stand behind a datastore of the type, in the order in which they are offered. */
export function profilesOfType(type: DatastoreType): ArrayProfile[] {
  return arrayProfileIdSchema.options.map(profileById).filter((profile) => fitsType(profile, type));
}

export function fitsType(profile: ArrayProfile, type: DatastoreType): boolean {
  return profile.type === type || profile.type === 'any';
}
