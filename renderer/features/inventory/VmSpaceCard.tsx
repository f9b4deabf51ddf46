import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { SpaceBar } from '../../ui/SpaceBar.tsx';
import { openDialog } from '../../stores/dialogs.ts';
import { useMachineSpace } from '../../stores/machines.ts';
import { countExactly } from '../../stores/storageCommands.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { formatBytes, formatPercent } from '../../../shared/units.ts';
import { Ago } from '../parts/Ago.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { CallButton } from '../parts/CallButton.tsx';

/** What a machine takes: its own, what it shares, and its fair share of that; the rest of what is provisioned is zero. */
export function VmSpaceCard({ vm }: { vm: VmRow }) {
  const { provisionedBytes, logicalBytes, uniqueBytes, sharedBytes, snapshotBytes, isExact } = vm.space;
  const { value: space, fault } = useMachineSpace(vm);
  const emptyBytes = provisionedBytes - logicalBytes;
  const heldBytes = uniqueBytes + sharedBytes;
  const atLeast = isExact ? '' : 'at least ';
  const atMost = isExact ? '' : 'at most ';
  const hasSnapshots = vm.snapshotCount > 0;
  // What several snapshots have in common is not counted, so only a single one's figure can be exact.
  const isSnapshotBound = !isExact || vm.snapshotCount > 1;
  return (
    <Card
      title="Space"
      footer={
        <>
          <Button variant="flat" onPress={() => openDialog({ type: 'freedIfDeleted', vmIds: [vm.id] })}>
            What would deleting this free?
          </Button>
          {isExact && space?.exactAsOfMs != null ? null : (
            <CallButton call={contract.storage.exactPass} variant="flat" onPress={() => void countExactly()}>
              Count exactly
            </CallButton>
          )}
        </>
      }
    >
      <SpaceBar
        label={`Logical space of ${vm.name}`}
        segments={[
          { label: hasSnapshots ? 'Unique, on its disks' : 'Unique', value: uniqueBytes - snapshotBytes, valueText: `${atLeast}${formatBytes(uniqueBytes - snapshotBytes)}`, tone: 'unique' },
          ...(hasSnapshots ? [{ label: 'Only in snapshots', value: snapshotBytes, valueText: `${isSnapshotBound ? 'at least ' : ''}${formatBytes(snapshotBytes)}`, tone: 'snapshot' as const }] : []),
          { label: 'Shared', value: sharedBytes, valueText: `${atMost}${formatBytes(sharedBytes)}`, tone: 'shared' },
        ]}
      />
      <KeyValueList
        items={[
          { label: 'Provisioned', value: <Bytes value={provisionedBytes} /> },
          { label: 'Zero or not written', value: (<><Bytes value={emptyBytes} /> ({formatPercent(emptyBytes, provisionedBytes)} of provisioned)</>) },
          { label: 'Logical', value: (<><Bytes value={logicalBytes} /> ({formatPercent(logicalBytes, provisionedBytes)} of provisioned)</>) },
          { label: 'Unique', value: (<><Bytes value={uniqueBytes} isAtLeast={!isExact} /> ({formatPercent(uniqueBytes, heldBytes)} of {hasSnapshots ? 'all it holds' : 'logical'})</>) },
          ...(hasSnapshots ? [{ label: 'Only in snapshots', value: <Bytes value={snapshotBytes} isAtLeast={isSnapshotBound} /> }] : []),
          { label: 'Shared', value: (<><Bytes value={sharedBytes} isAtMost={!isExact} /> ({formatPercent(sharedBytes, heldBytes)} of {hasSnapshots ? 'all it holds' : 'logical'})</>) },
          { label: 'Fair share', value: space === null ? fault === null ? '' : 'Not known at the moment' : space.fairShareBytes === null ? 'Not counted yet' : <Bytes value={Math.round(space.fairShareBytes)} /> },
          { label: 'Counted exactly', value: space === null ? '' : space.exactAsOfMs === null ? 'Not yet' : <Ago timeMs={space.exactAsOfMs} /> },
        ]}
      />
      <p className="app-note">{sharingSentence(vm)}</p>
      {isExact ? null : (
        <Alert tone="info">
          Something that shared blocks with this machine was deleted or overwritten. Until the next exact pass, what counts as shared may already be unique.
        </Alert>
      )}
    </Card>
  );
}

/** The mechanism in plain words. */
function sharingSentence(vm: VmRow): string {
  const { uniqueBytes, sharedBytes, isExact } = vm.space;
  const freed = `${isExact ? '' : 'at least '}${formatBytes(uniqueBytes)}`;
  if (sharedBytes === 0) return `No other disk uses blocks of this one. Deleting it would free ${freed}.`;
  const partner = vm.source === null ? 'other disks' : `${vm.source.name} or other disks`;
  return `Shares ${isExact ? '' : 'at most '}${formatBytes(sharedBytes)} with ${partner}; ${freed} is its own. Deleting it would free ${freed}. Its fair share is each block it holds, divided by how many hold it.`;
}
