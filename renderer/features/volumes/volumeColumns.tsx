/** Columns of the lists of volumes. */
import { Icon } from '../../ui/Icon.tsx';
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { dedupeLook, fillLook } from '../parts/volumeWords.ts';

type Column = DataGridColumn<VolumeRow>;

const name: Column = {
  id: 'name',
  header: say('common.name'),
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
  header: say('volumes.fillState'),
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
  header: say('common.used'),
  width: 120,
  cell: (volume) => {
    const percent = usedPercent(volume);
    const tone = volume.fill === 'full' ? 'danger' : volume.fill === 'nearlyFull' ? 'warning' : 'accent';
    return <ProgressBar label={say('volumes.usedShareOf', { volume: volume.name })} value={percent} valueText={`${percent > 0 && percent < 1 ? '< 1' : Math.floor(percent)} %`} tone={tone} />;
  },
  sortValue: usedPercent,
  unit: 'percent',
};

function usedPercent({ sizeBytes, freeBytes }: VolumeRow): number {
  return sizeBytes === 0 ? 0 : ((sizeBytes - freeBytes) / sizeBytes) * 100;
}

const dedupe: Column = {
  id: 'dedupe',
  header: say('common.dedupe'),
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
  header: say('common.snapshots'),
  width: 96,
  align: 'end',
  cell: (volume) => formatCount(volume.snapshotCount),
  sortValue: (volume) => volume.snapshotCount,
  unit: 'count',
};

const base: Column = {
  id: 'base',
  header: say('volumes.flexCloneOf'),
  width: 150,
  cell: (volume) => (volume.base === null ? '' : `${volume.base.volumeName}, ${volume.base.snapshotName}`),
  sortValue: (volume) => volume.base?.volumeName ?? '',
  filterText: (volume) => (volume.base === null ? '' : `${volume.base.volumeName}, ${volume.base.snapshotName}`),
};

const created: Column = {
  id: 'created',
  header: say('common.created'),
  width: 170,
  cell: (volume) => <DateTime timeMs={volume.createdAtMs} />,
  sortValue: (volume) => volume.createdAtMs,
  unit: 'time',
};

export const volumeColumns: readonly Column[] = [
  name,
  fill,
  used,
  bytes('size', say('common.size'), (volume) => volume.sizeBytes, null, 76),
  bytes('logical', say('common.logical'), (volume) => volume.logicalBytes, null, 86),
  bytes('physical', say('common.physical'), (volume) => volume.physicalBytes, 'upper'),
  bytes('savedByClones', say('common.savedByClones'), (volume) => volume.savedByCloneBytes, 'lower', 126),
  bytes('savedByDedupe', say('common.savedByDedupe'), (volume) => volume.savedByDedupeBytes, 'lower', 138),
  dedupe,
  snapshotCount,
  base,
  { ...created, isHiddenByDefault: true },
];

export const flexCloneColumns: readonly Column[] = [
  name,
  {
    id: 'baseSnapshot',
    header: say('volumes.basedOnSnapshot'),
    width: 180,
    cell: (volume) => volume.base?.snapshotName ?? '',
    sortValue: (volume) => volume.base?.snapshotName ?? '',
    filterText: (volume) => volume.base?.snapshotName ?? '',
  },
  created,
  bytes('own', say('volumes.ownBlocks'), (volume) => volume.physicalBytes, 'upper', 110),
  bytes('inherited', say('volumes.sharedWithBase'), (volume) => volume.inheritedBytes, 'upper', 130),
  {
    id: 'state',
    header: say('common.state'),
    width: 130,
    isFlexible: true,
    cell: (volume) => (volume.isSplitting ? <StatusText icon="split">{say('volumes.beingSplit')}</StatusText> : <StatusText icon="clone">{say('volumes.sharesBlocks')}</StatusText>),
    sortValue: (volume) => (volume.isSplitting ? 1 : 0),
    filterText: (volume) => (volume.isSplitting ? say('volumes.beingSplit') : say('volumes.sharesBlocks')),
  },
];
