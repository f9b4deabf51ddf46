import { Alert } from '../../ui/Alert.tsx';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { SpaceBar, type SpaceSegment } from '../../ui/SpaceBar.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { Datastore } from '../../../shared/model/inventory.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { formatBytes, formatCount, formatPercent } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { AccelerationLine } from '../parts/AccelerationLine.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { dialogAction } from '../parts/dialogAction.ts';
import { Filled, slots } from '../parts/Filled.tsx';
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
    { label: say('common.disks'), value: disks, valueText: bound.atMost(disks), tone: 'used' },
    { label: say('common.onlyInSnapshots'), value: snapshotBytes, valueText: bound.atLeast(snapshotBytes), tone: 'snapshot' },
    { label: say('storage.reserved'), value: reservedBytes, valueText: formatBytes(reservedBytes), tone: 'reserved' },
    { label: say('common.free'), value: freeBytes, valueText: bound.atLeast(freeBytes), tone: 'free' },
  ];
  return (
    <Card
      title={say('common.capacity')}
      aside={
        <StatusText icon={look.icon} tone={look.tone}>
          {look.text}
        </StatusText>
      }
    >
      {volume.fill === 'normal' || datastore.id !== volume.datastore?.id ? null : (
        <Alert
          tone={volume.fill === 'full' ? 'danger' : 'warning'}
          {...dialogAction(say('storage.resize'), { type: 'editVolume', datastoreId: datastore.id })}
        >
          {say('storage.makeRoom', { percent: volume.fill === 'full' ? fullPercent : nearlyFullPercent })}
        </Alert>
      )}
      <SpaceBar
        label={say('storage.capacityOf', { datastore: datastore.name })}
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
          { label: say('common.type'), value: datastore.type },
          ...(datastore.maintenanceMode === undefined ? [] : [{ label: say('storage.mode'), value: maintenanceWords[datastore.maintenanceMode] }]),
          { label: say('common.hardwareAcceleration'), value: <AccelerationLine datastoreId={datastore.id} /> },
          { label: say('common.capacity'), value: <Bytes value={sizeBytes} /> },
          { label: say('common.used'), value: (<><Bytes value={physicalBytes} isAtMost={!isExact} /> ({formatPercent(physicalBytes, sizeBytes)})</>) },
          { label: say('common.onlyInSnapshots'), value: <Bytes value={snapshotBytes} isAtLeast={!isExact} /> },
          { label: say('storage.reserved'), value: <Bytes value={reservedBytes} /> },
          { label: say('common.free'), value: (<><Bytes value={freeBytes} isAtLeast={!isExact} /> ({formatPercent(freeBytes, sizeBytes)})</>) },
          { label: say('common.provisioned'), value: <Filled text={say('storage.sizeOfCapacity', { size: slots[0], percent: formatPercent(datastore.space.provisionedBytes, sizeBytes) })}><Bytes value={datastore.space.provisionedBytes} /></Filled> },
          { label: say('common.virtualMachines'), value: formatCount(vmCount) },
          { label: say('common.templates'), value: formatCount(templateCount) },
        ]}
      />
    </Card>
  );
}
