import { Alert } from '../../ui/Alert.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { revisionOf } from '../../stores/revision.ts';
import { useVolumeUnder } from '../../stores/storage.ts';
import type { ObjectId, SnapshotId } from '../../../shared/ids.ts';
import type { RestorePlan } from '../../../shared/model/storage.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

const shownNameCount = 6;

/** Tells exactly what taking a volume back to a snapshot does, and asks. */
export function RestoreVolumeDialog({ datastoreId, snapshotId, onClose }: { datastoreId: ObjectId; snapshotId: SnapshotId; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  const plan = useLoaded(volume === undefined ? null : `${snapshotId} ${revisionOf(volume)}`, (signal) => yard().storage.planRestore({ snapshotId }, { signal }), 50);
  const { start, isBusy, fault } = useStarter();
  if (volume === undefined) return <GoneDialog title={say('volumes.restoreVolume')} what="volume" onClose={onClose} />;
  const found = plan.value;
  const isRefused = found === null || found.refusals.length > 0;
  const confirm = async () => {
    if (isRefused) return;
    const started = await start((requestId) => yard().storage.restoreSnapshot({ snapshotId, requestId }));
    if (started !== null) onClose();
  };
  return (
    <ConfirmDialog
      isOpen
      title={found === null ? say('volumes.restoreNamed', { volume: volume.name }) : say('volumes.restoreNamedTo', { volume: volume.name, snapshot: found.snapshot.name })}
      confirmLabel={say('volumes.restore')}
      isDestructive
      isBusy={isBusy}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      {found === null && plan.fault !== null ? <FaultAlert fault={plan.fault} action={{ label: say('common.tryAgain'), onAction: plan.reload }} /> : null}
      {found === null && plan.fault === null ? <ProgressBar label={say('volumes.findingOutWhatWouldHappen')} isLabelVisible /> : null}
      {found === null ? null : <Plan plan={found} />}
    </ConfirmDialog>
  );
}

function Plan({ plan }: { plan: RestorePlan }) {
  const { unregistered, unattached } = plan;
  const lostCount = plan.removed.count + unregistered.removed.count;
  const isNothing = plan.reverted.count + unregistered.reverted.count + plan.returned.count + plan.incomplete.count + plan.lostDisks.count + lostCount === 0;
  const lostDisks = unattached.removed.count;
  return (
    <>
      {plan.refusals.map((refusal) => (
        <FaultAlert key={`${refusal.code} ${refusal.message}`} fault={refusal} />
      ))}
      <p>{say('volumes.wholeVolumeIsRestored', { time: new Date(plan.snapshot.createdAtMs).toLocaleString() })}</p>
      {isNothing ? <p>{say('volumes.noMachineHasChanged')}</p> : null}
      <Names what={plan.reverted} head={say('volumes.machinesGoBack', { count: plan.reverted.count })} sentence={say('volumes.revertedMachines', { count: plan.reverted.count, what: slots[0] })} />
      <Names what={plan.removed} head={say('volumes.machinesMadeSinceDisappear', { count: plan.removed.count })} sentence={say('volumes.removedMachines', { count: plan.removed.count, what: slots[0] })} />
      <Names what={plan.returned} head={say('volumes.machinesDeletedSinceComeBack', { count: plan.returned.count })} sentence={say('volumes.returnedMachines', { what: slots[0] })} />
      <Names what={unregistered.reverted} head={say('volumes.unregisteredMachinesGoBack', { count: unregistered.reverted.count })} sentence={say('volumes.revertedMachines', { count: unregistered.reverted.count, what: slots[0] })} />
      <Names what={unregistered.removed} head={say('volumes.unregisteredMachinesDisappear', { count: unregistered.removed.count })} sentence={say('volumes.removedMachines', { count: unregistered.removed.count, what: slots[0] })} />
      <Names what={unattached.reverted} head={say('volumes.unattachedDisksGoBack', { count: unattached.reverted.count })} sentence={say('volumes.revertedDisks', { what: slots[0] })} />
      <Names what={unattached.removed} head={say('volumes.unattachedDisksDisappear', { count: unattached.removed.count })} sentence={say('volumes.removedDisks', { what: slots[0] })} />
      <Names what={plan.lostDisks} head={say('volumes.disksMadeSinceDisappear', { count: plan.lostDisks.count })} sentence={say('volumes.lostDisks', { what: slots[0] })} />
      <Names what={plan.incomplete} head={say('volumes.machinesDoNotComeBack', { count: plan.incomplete.count })} sentence={say('volumes.incompleteMachines', { what: slots[0] })} />
      <Names what={unattached.returned} head={say('volumes.disksComeBackUnattached', { count: unattached.returned.count })} sentence={say('volumes.returnedDisks', { what: slots[0] })} />
      <Names what={plan.elsewhere} head={say('volumes.machinesHaveDisksElsewhere', { count: plan.elsewhere.count })} sentence={say('volumes.elsewhereMachines', { what: slots[0] })} />
      {plan.refusals.length > 0 || plan.lostDisks.count === 0 ? null : <Alert tone="warning">{say('volumes.laterDisksWillBeGone', { count: plan.lostDisks.count })}</Alert>}
      {plan.refusals.length > 0 || lostDisks === 0 ? null : <Alert tone="warning">{say('volumes.laterUnattachedDisksWillBeGone', { count: lostDisks })}</Alert>}
      {plan.refusals.length > 0 || lostCount === 0 ? null : (
        <Alert tone="warning">{say('volumes.laterMachinesWillBeGone', { count: lostCount })}</Alert>
      )}
    </>
  );
}

/** The sentence has the head, which is told in bold, as its first element. */
function Names({ what, head, sentence }: { what: RestorePlan['reverted']; head: string; sentence: string }) {
  if (what.count === 0) return null;
  const left = what.count - Math.min(shownNameCount, what.names.length);
  return (
    <div>
      <p>
        <Filled text={sentence}><strong>{head}</strong></Filled>
      </p>
      <ul className="app-name-list">
        {what.names.slice(0, shownNameCount).map((name) => (
          <li key={name}>{name}</li>
        ))}
        {left > 0 ? <li>{say('common.andMore', { count: left })}</li> : null}
      </ul>
    </div>
  );
}
