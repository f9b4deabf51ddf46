/** What can be done with a volume and its datastore: the same list for the tree, the grid, the toolbar and the page. */
import { contract } from '../../../shared/contract/contract.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { countExactly, startDedupe, stopDedupe } from '../../stores/storageCommands.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';
import { limited, type ActionCalls } from './limited.ts';

const nothingSelected = say('parts.selectAVolumeFirst');
const onlyOne = say('parts.selectASingleVolume');

const { storage, system } = contract;

/** What the actions of volumes and of the array end in. */
export const volumeCalls: ActionCalls = {
  volumeSnapshot: storage.createSnapshot,
  flexClone: storage.cloneVolume,
  split: storage.splitVolume,
  startDedupe: storage.startDedupe,
  stopDedupe: storage.stopDedupe,
  countExactly: storage.exactPass,
  editVolume: storage.updateVolume,
  deleteVolume: storage.deleteVolume,
  createVolume: storage.createVolume,
  quota: storage.setQuota,
  scrub: storage.scrub,
  arrayCheck: system.startCheck,
};

/** Actions for the volumes that are selected. What does not apply stays visible and tells why. */
export function actionsForVolumes(volumes: readonly VolumeRow[]): ActionItem[] {
  return limited(volumeActions(volumes), volumeCalls);
}

function volumeActions(volumes: readonly VolumeRow[]): ActionItem[] {
  const volume = volumes.length === 1 ? volumes[0] : undefined;
  const none = volumes.length === 0 ? nothingSelected : volume === undefined ? onlyOne : undefined;
  const noDatastore = none ?? (volume?.datastore === null ? say('parts.noDatastoreOnIt') : undefined);
  const onDatastore = (act: (datastoreId: ObjectId) => void) => () => {
    if (volume?.datastore != null) act(volume.datastore.id);
  };
  const onVolume = (act: (chosen: VolumeRow) => void) => () => {
    if (volume !== undefined) act(volume);
  };
  return [
    {
      id: 'volumeSnapshot',
      label: say('parts.takeVolumeSnapshot'),
      icon: 'snapshot',
      separatorBefore: true,
      disabledReason: noDatastore,
      onAction: onDatastore((datastoreId) => openDialog({ type: 'createVolumeSnapshot', datastoreId })),
    },
    {
      id: 'flexClone',
      label: say('parts.createFlexClone'),
      icon: 'clone',
      disabledReason: noDatastore,
      onAction: onDatastore((datastoreId) => openDialog({ type: 'cloneVolume', datastoreId, snapshotId: null })),
    },
    {
      id: 'split',
      label: say('parts.splitFlexClone'),
      icon: 'split',
      disabledReason: noDatastore ?? splitReason(volume),
      onAction: onDatastore((datastoreId) => openDialog({ type: 'splitVolume', datastoreId })),
    },
    {
      id: 'startDedupe',
      label: say('parts.startDedupe'),
      icon: 'play',
      separatorBefore: true,
      disabledReason: none ?? startReason(volume),
      onAction: onVolume(({ id }) => void startDedupe(id, false)),
    },
    {
      id: 'stopDedupe',
      label: say('parts.stopDedupe'),
      icon: 'stop',
      disabledReason: none ?? (volume?.dedupe.state === 'idle' ? say('parts.noRunUnderWay') : undefined),
      onAction: onVolume(({ id }) => void stopDedupe(id)),
    },
    { id: 'countExactly', label: say('common.countExactly'), icon: 'check', onAction: () => void countExactly() },
    {
      id: 'editVolume',
      label: say('parts.resizeAndSettings'),
      icon: 'datastore',
      separatorBefore: true,
      disabledReason: noDatastore,
      onAction: onDatastore((datastoreId) => openDialog({ type: 'editVolume', datastoreId })),
    },
    {
      id: 'deleteVolume',
      label: say('parts.deleteVolume'),
      icon: 'trash',
      isDestructive: true,
      disabledReason: noDatastore ?? deleteReason(volume),
      onAction: onDatastore((datastoreId) => openDialog({ type: 'deleteVolume', datastoreId })),
    },
  ];
}

/** What concerns the array as a whole. */
export function arrayActions(): ActionItem[] {
  const actions: ActionItem[] = [
    { id: 'createVolume', label: say('parts.newDatastore'), icon: 'plus', separatorBefore: true, onAction: () => openDialog({ type: 'createVolume' }) },
    { id: 'quota', label: say('parts.setQuotaOfTheAggregate'), icon: 'disk', onAction: () => openDialog({ type: 'quota' }) },
    { id: 'scrub', label: say('parts.scrubTheArray'), icon: 'refresh', onAction: () => openDialog({ type: 'scrub' }) },
    { id: 'arrayCheck', label: say('parts.checkTheArray'), icon: 'check', onAction: () => openDialog({ type: 'arrayCheck' }) },
  ];
  return limited(actions, volumeCalls);
}

/** Why the volume cannot be split from a base, or undefined. */
export function splitReason(volume: VolumeRow | undefined): string | undefined {
  if (volume === undefined) return nothingSelected;
  if (volume.base === null) return say('parts.notAFlexClone');
  if (volume.isSplitting) return say('parts.beingSplitAlready');
  return volume.snapshotCount > 0 ? say('parts.splitNeedsNoSnapshots') : undefined;
}

function startReason(volume: VolumeRow | undefined): string | undefined {
  if (volume?.dedupe.isOn === false) return say('parts.dedupeOffTurnOnFirst');
  return volume?.dedupe.state === 'idle' ? undefined : say('parts.runUnderWay');
}

export function deleteReason(volume: VolumeRow | undefined): string | undefined {
  if (volume === undefined || volume.cloneNames.length === 0) return undefined;
  return say('parts.flexClonesBasedOnIt', { flexClones: volume.cloneNames.join(', ') });
}
