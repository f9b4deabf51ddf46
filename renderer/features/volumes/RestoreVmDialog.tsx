import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { revisionOf } from '../../stores/revision.ts';
import { useVolumeUnder } from '../../stores/storage.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { RestorableVm, RestorableVms, VolumeSnapshot } from '../../../shared/model/storage.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

/** More are found by their names. */
const shownCount = 20;

/** Takes one of the machines that a snapshot of the volume holds back to it, or brings back one that was deleted since. */
export function RestoreVmDialog({ datastoreId, snapshot, onClose }: { datastoreId: ObjectId; snapshot: VolumeSnapshot; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  const [search, setSearch] = useState('');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const key = volume === undefined ? null : `${snapshot.id} ${revisionOf(volume)} ${search}`;
  const found = useLoaded(key, (signal) => yard().storage.restorableVms({ snapshotId: snapshot.id, search }, { signal }), 100);
  if (volume === undefined) return <GoneDialog title={say('volumes.restoreVirtualMachine')} what="volume" onClose={onClose} />;
  const shown = found.value?.machines.slice(0, shownCount) ?? [];
  const chosen = shown.find(({ id, refusal }) => id === chosenId && refusal === null);
  const submit = async () => {
    setWasTried(true);
    if (chosen === undefined) return;
    const started = await start((requestId) => yard().storage.restoreVm({ snapshotId: snapshot.id, vmId: chosen.id, requestId }));
    if (started !== null) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('volumes.restoreVirtualMachineFrom', { snapshot: snapshot.name })}
      icon="revert"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant={chosen !== undefined && chosen.returnsAs === null ? 'danger' : 'primary'} onPress={() => void submit()} isBusy={isBusy}>
            {say('volumes.restore')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>{say('volumes.oneMachineIsRestored', { time: new Date(snapshot.createdAtMs).toLocaleString(), volume: volume.name })}</p>
      {found.value === null && found.fault === null ? <ProgressBar label={say('volumes.findingOutSnapshotContents')} isLabelVisible /> : null}
      {found.fault === null ? null : <FaultAlert fault={found.fault} action={{ label: say('common.tryAgain'), onAction: found.reload }} />}
      {found.value === null ? null : (
        <Choice found={found.value} shown={shown} search={search} onSearch={setSearch} chosenId={chosen?.id ?? null} onChoose={setChosenId} wasTried={wasTried} />
      )}
      {chosen === undefined || chosen.returnsAs !== null ? null : (
        <Alert tone="warning">{say('volumes.writtenSinceIsLost', { machine: chosen.name })}</Alert>
      )}
    </Dialog>
  );
}

interface ChoiceProps {
  readonly found: RestorableVms;
  readonly shown: readonly RestorableVm[];
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly chosenId: string | null;
  readonly onChoose: (id: string) => void;
  readonly wasTried: boolean;
}

function Choice({ found, shown, search, onSearch, chosenId, onChoose, wasTried }: ChoiceProps) {
  if (found.count === 0 && search === '') {
    return <EmptyState icon="vm" title={say('volumes.theSnapshotHoldsNoMachine')} text={say('volumes.noMachineInSnapshotExplained')} />;
  }
  const left = found.count - shown.length;
  return (
    <>
      <SearchField label={say('volumes.searchMachinesByName')} placeholder={say('volumes.searchByName')} value={search} onChange={onSearch} />
      {found.count === 0 ? (
        <p>{say('volumes.noMachineHasThatName')}</p>
      ) : (
        <RadioCards
          label={say('volumes.machineToRestore')}
          value={chosenId}
          onChange={onChoose}
          errorText={wasTried && chosenId === null ? say('volumes.chooseAMachine') : undefined}
          {...(left > 0 ? { description: say('volumes.moreMachinesInSnapshot', { count: left }) } : {})}
          options={shown.map((machine) => ({
            id: machine.id,
            label: machine.name,
            icon: machine.isTemplate ? 'template' : 'vm',
            isDisabled: machine.refusal !== null,
            description: machineWords(machine),
          }))}
        />
      )}
    </>
  );
}

function machineWords({ diskCount, laterDiskCount, elsewhere, returnsAs, refusal }: RestorableVm): string {
  if (refusal !== null) return `${refusal.message} ${refusal.hint ?? ''}`.trimEnd();
  if (returnsAs !== null) return say('volumes.deletedSinceComesBackAs', { name: returnsAs, disks: say('counts.disk', { count: diskCount }) });
  const sentences = [
    say('volumes.disksGoBack', { count: diskCount }),
    laterDiskCount === 0 ? '' : say('volumes.laterDisksStay', { count: laterDiskCount }),
    elsewhere.length === 0 ? '' : say('volumes.disksElsewhereAreLeft', { count: elsewhere.length, disks: elsewhere.join(', ') }),
    say('volumes.ownSnapshotsStay'),
  ];
  return sentences.filter(Boolean).join(' ');
}
