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
import { formatPercent } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { CallButton } from '../parts/CallButton.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { boundWords } from '../parts/volumeWords.ts';

/** What a machine takes: its own, what it shares, and its fair share of that; the rest of what is provisioned is zero. */
export function VmSpaceCard({ vm }: { vm: VmRow }) {
  const { provisionedBytes, logicalBytes, uniqueBytes, sharedBytes, snapshotBytes, isExact } = vm.space;
  const { value: space, fault } = useMachineSpace(vm);
  const emptyBytes = provisionedBytes - logicalBytes;
  const heldBytes = uniqueBytes + sharedBytes;
  const bound = boundWords(isExact);
  const hasSnapshots = vm.snapshotCount > 0;
  // What several snapshots have in common is not counted, so only a single one's figure can be exact.
  const isSnapshotBound = !isExact || vm.snapshotCount > 1;
  const heldWords = (percent: string) => (hasSnapshots ? say('inventory.sizeOfAllItHolds', { size: slots[0], percent }) : say('inventory.sizeOfLogical', { size: slots[0], percent }));
  return (
    <Card
      title={say('inventory.space')}
      footer={
        <>
          <Button variant="flat" onPress={() => openDialog({ type: 'freedIfDeleted', vmIds: [vm.id] })}>
            {say('inventory.whatWouldDeletingThisFree')}
          </Button>
          {isExact && space?.exactAsOfMs != null ? null : (
            <CallButton call={contract.storage.exactPass} variant="flat" onPress={() => void countExactly()}>
              {say('common.countExactly')}
            </CallButton>
          )}
        </>
      }
    >
      <SpaceBar
        label={say('inventory.logicalSpaceOf', { vm: vm.name })}
        segments={[
          { label: hasSnapshots ? say('inventory.uniqueOnItsDisks') : say('common.unique'), value: uniqueBytes - snapshotBytes, valueText: bound.atLeast(uniqueBytes - snapshotBytes), tone: 'unique' },
          ...(hasSnapshots ? [{ label: say('common.onlyInSnapshots'), value: snapshotBytes, valueText: boundWords(!isSnapshotBound).atLeast(snapshotBytes), tone: 'snapshot' as const }] : []),
          { label: say('inventory.shared'), value: sharedBytes, valueText: bound.atMost(sharedBytes), tone: 'shared' },
        ]}
      />
      <KeyValueList
        items={[
          { label: say('common.provisioned'), value: <Bytes value={provisionedBytes} /> },
          { label: say('inventory.zeroOrNotWritten'), value: <Filled text={say('inventory.sizeOfProvisioned', { size: slots[0], percent: formatPercent(emptyBytes, provisionedBytes) })}><Bytes value={emptyBytes} /></Filled> },
          { label: say('common.logical'), value: <Filled text={say('inventory.sizeOfProvisioned', { size: slots[0], percent: formatPercent(logicalBytes, provisionedBytes) })}><Bytes value={logicalBytes} /></Filled> },
          { label: say('common.unique'), value: <Filled text={heldWords(formatPercent(uniqueBytes, heldBytes))}><Bytes value={uniqueBytes} isAtLeast={!isExact} /></Filled> },
          ...(hasSnapshots ? [{ label: say('common.onlyInSnapshots'), value: <Bytes value={snapshotBytes} isAtLeast={isSnapshotBound} /> }] : []),
          { label: say('inventory.shared'), value: <Filled text={heldWords(formatPercent(sharedBytes, heldBytes))}><Bytes value={sharedBytes} isAtMost={!isExact} /></Filled> },
          { label: say('inventory.fairShare'), value: space === null ? fault === null ? '' : say('inventory.notKnownAtTheMoment') : space.fairShareBytes === null ? say('inventory.notCountedYet') : <Bytes value={Math.round(space.fairShareBytes)} /> },
          { label: say('inventory.countedExactly'), value: space === null ? '' : space.exactAsOfMs === null ? say('inventory.notYet') : <Ago timeMs={space.exactAsOfMs} /> },
        ]}
      />
      <p className="app-note">{sharingSentence(vm)}</p>
      {isExact ? null : (
        <Alert tone="info">
          {say('inventory.sharingIsBound')}
        </Alert>
      )}
    </Card>
  );
}

/** The mechanism in plain words. */
function sharingSentence(vm: VmRow): string {
  const { uniqueBytes, sharedBytes, isExact } = vm.space;
  const freed = boundWords(isExact).atLeast(uniqueBytes);
  if (sharedBytes === 0) return say('inventory.sharesNothing', { freed });
  const shared = boundWords(isExact).atMost(sharedBytes);
  return vm.source === null ? say('inventory.sharesWithOthers', { shared, freed }) : say('inventory.sharesWithSource', { shared, source: vm.source.name, freed });
}
