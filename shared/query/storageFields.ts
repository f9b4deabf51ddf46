/** What can be asked about volumes of the storage array. */
import type { VolumeRow } from '../model/storage.ts';
import { yesNo, yesNoWord, type Choice, type QueryField } from './queryField.ts';

const fillChoices: readonly Choice[] = [
  { word: 'normal', label: 'Normal' },
  { word: 'nearlyfull', label: 'Nearly full' },
  { word: 'full', label: 'Full' },
];

const dedupeChoices: readonly Choice[] = [
  { word: 'on', label: 'On' },
  { word: 'off', label: 'Off' },
];

export const volumeFields: readonly QueryField<VolumeRow>[] = [
  { name: 'name', label: 'Name', type: 'text', read: ({ name }) => name },
  { name: 'datastore', label: 'Datastore on it', type: 'text', read: ({ datastore }) => datastore?.name ?? [] },
  { name: 'fill', label: 'Fill state', type: 'choice', choices: fillChoices, read: ({ fill }) => fill.toLowerCase() },
  { name: 'used', label: 'Used share of the size', type: 'percent', read: ({ sizeBytes, freeBytes }) => (sizeBytes === 0 ? null : ((sizeBytes - freeBytes) / sizeBytes) * 100) },
  { name: 'size', label: 'Size', type: 'size', read: ({ sizeBytes }) => sizeBytes },
  { name: 'free', label: 'Free', type: 'size', read: ({ freeBytes }) => freeBytes },
  { name: 'logical', label: 'Logical', type: 'size', read: ({ logicalBytes }) => logicalBytes },
  { name: 'physical', label: 'Physical; at most, until exact', type: 'size', read: ({ physicalBytes }) => physicalBytes },
  { name: 'saved', label: 'Saved by clones and dedupe; at least, until exact', type: 'size', read: ({ savedBytes }) => savedBytes },
  { name: 'exact', label: 'Whether physical and saved are exact', type: 'choice', choices: yesNo, read: ({ isExact }) => yesNoWord(isExact) },
  { name: 'dedupe', label: 'Dedupe on or off', type: 'choice', choices: dedupeChoices, read: ({ dedupe }) => (dedupe.isOn ? 'on' : 'off') },
  { name: 'snapshots', label: 'Number of snapshots', type: 'count', read: ({ snapshotCount }) => snapshotCount },
  { name: 'base', label: 'Volume it is a FlexClone of', type: 'text', read: ({ base }) => base?.volumeName ?? [] },
  { name: 'created', label: 'Created', type: 'time', read: ({ createdAtMs }) => createdAtMs },
];
