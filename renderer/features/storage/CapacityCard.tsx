import { Alert } from '../../ui/Alert.tsx';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { SpaceBar, type SpaceSegment } from '../../ui/SpaceBar.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { Datastore } from '../../../shared/model/inventory.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { formatBytes, formatCount, formatPercent } from '../../../shared/units.ts';
import { AccelerationLine } from '../parts/AccelerationLine.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { dialogAction } from '../parts/dialogAction.ts';
import { maintenanceWords } from '../parts/objectLook.ts';
import { boundWords, diskBytes, fillLook } from '../parts/volumeWords.ts';

export interface CapacityCardProps {
  datastore: Datastore;
  volume: VolumeRow;
  vmCount: number;
  templateCount: number;
}

/** What fills the volume, what is left, and where it counts as nearly full and full. */
export function CapacityCard({ datastore, volume, vmCount, templateCount }: CapacityCardProps) {
  const { sizeBytes, physicalBytes, snapshotBytes, reservedBytes, freeBytes, isExact, nearlyFullPercent, fullPercent } = volume;
  const bound = boundWords(isExact);
  const look = fillLook(volume);
  const disks = diskBytes(volume);
  const segments: SpaceSegment[] = [
    { label: 'Disks', value: disks, valueText: `${bound.atMost}${formatBytes(disks)}`, tone: 'used' },
    { label: 'Only in snapshots', value: snapshotBytes, valueText: `${bound.atLeast}${formatBytes(snapshotBytes)}`, tone: 'snapshot' },
    { label: 'Reserved', value: reservedBytes, valueText: formatBytes(reservedBytes), tone: 'reserved' },
    { label: 'Free', value: freeBytes, valueText: `${bound.atLeast}${formatBytes(freeBytes)}`, tone: 'free' },
  ];
  return (
    <Card
      title="Capacity"
      aside={
        <StatusText icon={look.icon} tone={look.tone}>
          {look.text}
        </StatusText>
      }
    >
      {volume.fill === 'normal' || datastore.id !== volume.datastore?.id ? null : (
        <Alert
          tone={volume.fill === 'full' ? 'danger' : 'warning'}
          {...dialogAction('Resize', { type: 'editVolume', datastoreId: datastore.id })}
        >
          {volume.fill === 'full' ? `More than ${fullPercent} % is used.` : `More than ${nearlyFullPercent} % is used.`} Delete what is no longer needed, or make the volume larger.
        </Alert>
      )}
      <SpaceBar
        label={`Capacity of ${datastore.name}`}
        total={sizeBytes}
        segments={segments.filter(({ value, tone }) => value > 0 || tone === 'used' || tone === 'free')}
        marks={
          nearlyFullPercent === fullPercent
            ? [{ value: (sizeBytes * fullPercent) / 100, label: `${fullPercent} %` }]
            : [nearlyFullPercent, fullPercent].map((percent) => ({ value: (sizeBytes * percent) / 100, label: `${percent} %` }))
        }
      />
      <KeyValueList
        items={[
          { label: 'Type', value: datastore.type },
          ...(datastore.maintenanceMode === undefined ? [] : [{ label: 'Mode', value: maintenanceWords[datastore.maintenanceMode] }]),
          { label: 'Hardware acceleration', value: <AccelerationLine datastoreId={datastore.id} /> },
          { label: 'Capacity', value: <Bytes value={sizeBytes} /> },
          { label: 'Used', value: (<><Bytes value={physicalBytes} isAtMost={!isExact} /> ({formatPercent(physicalBytes, sizeBytes)})</>) },
          { label: 'Only in snapshots', value: <Bytes value={snapshotBytes} isAtLeast={!isExact} /> },
          { label: 'Reserved', value: <Bytes value={reservedBytes} /> },
          { label: 'Free', value: (<><Bytes value={freeBytes} isAtLeast={!isExact} /> ({formatPercent(freeBytes, sizeBytes)})</>) },
          { label: 'Provisioned', value: (<><Bytes value={datastore.space.provisionedBytes} /> ({formatPercent(datastore.space.provisionedBytes, sizeBytes)} of capacity)</>) },
          { label: 'Virtual machines', value: formatCount(vmCount) },
          { label: 'Templates', value: formatCount(templateCount) },
        ]}
      />
    </Card>
  );
}
