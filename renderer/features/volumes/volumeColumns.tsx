/** Columns of the lists of volumes. */
import { Icon } from '../../ui/Icon.tsx';
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { formatCount } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { dedupeLook, fillLook } from '../parts/volumeWords.ts';

type Column = DataGridColumn<VolumeRow>;

const name: Column = {
  id: 'name',
  header: 'Name',
  width: 150,
  canHide: false,
  cell: (volume) => (
    <span className="app-name-cell">
      <Icon name="datastore" tone="accent" />
      {volume.datastore === null ? <span className="app-name-text">{volume.name}</span> : <ObjectLink id={volume.datastore.id} name={volume.name} view="storage" />}
    </span>
  ),
  sortValue: (volume) => volume.name,
  filterText: (volume) => volume.name,
};

const fill: Column = {
  id: 'fill',
  header: 'Fill state',
  width: 106,
  cell: (volume) => {
    const { text, icon, tone } = fillLook(volume);
    return (
      <StatusText icon={icon} tone={tone}>
        {text}
      </StatusText>
    );
  },
  sortValue: (volume) => ['normal', 'nearlyFull', 'full'].indexOf(volume.fill),
  filterText: (volume) => fillLook(volume).text,
};

const used: Column = {
  id: 'usedPercent',
  header: 'Used',
  width: 120,
  cell: (volume) => {
    const percent = usedPercent(volume);
    const tone = volume.fill === 'full' ? 'danger' : volume.fill === 'nearlyFull' ? 'warning' : 'accent';
    return <ProgressBar label={`Used share of ${volume.name}`} value={percent} valueText={`${percent > 0 && percent < 1 ? '< 1' : Math.floor(percent)} %`} tone={tone} />;
  },
  sortValue: usedPercent,
  unit: 'percent',
};

function usedPercent({ sizeBytes, freeBytes }: VolumeRow): number {
  return sizeBytes === 0 ? 0 : ((sizeBytes - freeBytes) / sizeBytes) * 100;
}

const dedupe: Column = {
  id: 'dedupe',
  header: 'Dedupe',
  width: 94,
  cell: (volume) => {
    const { text, icon, tone } = dedupeLook(volume);
    return (
      <StatusText icon={icon} tone={tone}>
        {text}
      </StatusText>
    );
  },
  sortValue: (volume) => dedupeLook(volume).text,
  filterText: (volume) => dedupeLook(volume).text,
};

function bytes(id: string, header: string, read: (volume: VolumeRow) => number, bound: 'lower' | 'upper' | null = null, width = 96): Column {
  return {
    id,
    header,
    width,
    align: 'end',
    cell: (volume) => <Bytes value={read(volume)} isCompact isAtLeast={bound === 'lower' && !volume.isExact} isAtMost={bound === 'upper' && !volume.isExact} />,
    sortValue: read,
    unit: 'bytes',
    ...(bound === null ? {} : { bound: (volume) => (volume.isExact ? 'exact' : bound === 'lower' ? 'at least' : 'at most') }),
  };
}

const snapshotCount: Column = {
  id: 'snapshots',
  header: 'Snapshots',
  width: 96,
  align: 'end',
  cell: (volume) => formatCount(volume.snapshotCount),
  sortValue: (volume) => volume.snapshotCount,
  unit: 'count',
};

const base: Column = {
  id: 'base',
  header: 'FlexClone of',
  width: 150,
  cell: (volume) => (volume.base === null ? '' : `${volume.base.volumeName}, ${volume.base.snapshotName}`),
  sortValue: (volume) => volume.base?.volumeName ?? '',
  filterText: (volume) => (volume.base === null ? '' : `${volume.base.volumeName}, ${volume.base.snapshotName}`),
};

const created: Column = {
  id: 'created',
  header: 'Created',
  width: 170,
  cell: (volume) => <DateTime timeMs={volume.createdAtMs} />,
  sortValue: (volume) => volume.createdAtMs,
  unit: 'time',
};

export const volumeColumns: readonly Column[] = [
  name,
  fill,
  used,
  bytes('size', 'Size', (volume) => volume.sizeBytes, null, 76),
  bytes('logical', 'Logical', (volume) => volume.logicalBytes, null, 86),
  bytes('physical', 'Physical', (volume) => volume.physicalBytes, 'upper'),
  bytes('savedByClones', 'Saved by clones', (volume) => volume.savedByCloneBytes, 'lower', 126),
  bytes('savedByDedupe', 'Saved by dedupe', (volume) => volume.savedByDedupeBytes, 'lower', 138),
  dedupe,
  snapshotCount,
  base,
  { ...created, isHiddenByDefault: true },
];

export const flexCloneColumns: readonly Column[] = [
  name,
  {
    id: 'baseSnapshot',
    header: 'Based on snapshot',
    width: 180,
    cell: (volume) => volume.base?.snapshotName ?? '',
    sortValue: (volume) => volume.base?.snapshotName ?? '',
    filterText: (volume) => volume.base?.snapshotName ?? '',
  },
  created,
  bytes('own', 'Own blocks', (volume) => volume.physicalBytes, 'upper', 110),
  bytes('inherited', 'Shared with base', (volume) => volume.inheritedBytes, 'upper', 130),
  {
    id: 'state',
    header: 'State',
    width: 130,
    isFlexible: true,
    cell: (volume) => (volume.isSplitting ? <StatusText icon="split">Being split</StatusText> : <StatusText icon="clone">Shares blocks</StatusText>),
    sortValue: (volume) => (volume.isSplitting ? 1 : 0),
    filterText: (volume) => (volume.isSplitting ? 'Being split' : 'Shares blocks'),
  },
];
