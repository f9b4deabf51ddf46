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
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf } from '../parts/objectLook.ts';

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
  if (volume === undefined) return <GoneDialog title="Restore virtual machine" what="The volume" onClose={onClose} />;
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
      title={`Restore a virtual machine from ${snapshot.name}`}
      icon="revert"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant={chosen !== undefined && chosen.returnsAs === null ? 'danger' : 'primary'} onPress={() => void submit()} isBusy={isBusy}>
            Restore
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>One machine becomes what it was on {new Date(snapshot.createdAtMs).toLocaleString()}. Everything else on {volume.name} stays as it is.</p>
      {found.value === null && found.fault === null ? <ProgressBar label="Finding out what the snapshot holds" isLabelVisible /> : null}
      {found.fault === null ? null : <FaultAlert fault={found.fault} action={{ label: 'Try again', onAction: found.reload }} />}
      {found.value === null ? null : (
        <Choice found={found.value} shown={shown} search={search} onSearch={setSearch} chosenId={chosen?.id ?? null} onChoose={setChosenId} wasTried={wasTried} />
      )}
      {chosen === undefined || chosen.returnsAs !== null ? null : (
        <Alert tone="warning">What was written to {chosen.name} since the snapshot is lost. This cannot be undone.</Alert>
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
    return <EmptyState icon="vm" title="The snapshot holds no machine" text="There was none on the volume when it was taken, or their disks are not registered." />;
  }
  const left = found.count - shown.length;
  return (
    <>
      <SearchField label="Search machines by name" placeholder="Search by name" value={search} onChange={onSearch} />
      {found.count === 0 ? (
        <p>No machine in the snapshot has that in its name.</p>
      ) : (
        <RadioCards
          label="Machine to restore"
          value={chosenId}
          onChange={onChoose}
          errorText={wasTried && chosenId === null ? 'Choose a machine.' : undefined}
          {...(left > 0 ? { description: `${countOf(left, 'more machine')} in the snapshot. Search to find one by its name.` } : {})}
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
  if (returnsAs !== null) return `Deleted since. Comes back as ${returnsAs}, powered off, with ${countOf(diskCount, 'disk')}; nothing is copied.`;
  const later = laterDiskCount === 0 ? '' : ` ${countOf(laterDiskCount, 'disk added since stays as it is', 'disks added since stay as they are')}.`;
  const apart = elsewhere.length === 0 ? '' : ` Not in the snapshot, and left as ${elsewhere.length === 1 ? 'it is' : 'they are'}: ${elsewhere.join(', ')}.`;
  return `${countOf(diskCount, 'disk goes', 'disks go')} back to what the snapshot holds; what was written since is lost.${later}${apart} Its own snapshots stay.`;
}
