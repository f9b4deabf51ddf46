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
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf } from '../parts/objectLook.ts';

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
      title={say('volumes.restore3', { volume: volume.name, part: found === null ? '' : say('volumes.to', { snapshot: found.snapshot.name }) })}
      confirmLabel={say('volumes.restore2')}
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
      <p>{say('volumes.theWholeVolumeBecomesWhat', { value: new Date(plan.snapshot.createdAtMs).toLocaleString() })}</p>
      {isNothing ? <p>{say('volumes.noVirtualMachineOrTemplateHas')}</p> : null}
      <Names what={plan.reverted} one={say('volumes.machineGoesBack')} many={say('volumes.machinesGoBack')} rest={say('volumes.toWhatItsDisksHeld')} />
      <Names what={plan.removed} one={say('volumes.machineMadeSinceDisappears')} many={say('volumes.machinesMadeSinceDisappear')} rest={say('volumes.withItsDisks')} />
      <Names what={plan.returned} one={say('volumes.machineDeletedSinceComesBack')} many={say('volumes.machinesDeletedSinceComeBack')} rest={say('volumes.poweredOff')} />
      <Names what={unregistered.reverted} one={say('volumes.machineThatIsNotIn')} many={say('volumes.machinesThatAreNotIn')} rest={say('volumes.toWhatItsDisksHeld')} />
      <Names what={unregistered.removed} one={say('volumes.machineThatIsNotInTheInventory')} many={say('volumes.machinesThatAreNotInThe')} rest={say('volumes.withItsDisks')} />
      <Names what={unattached.reverted} one={say('volumes.unattachedDiskGoesBack')} many={say('volumes.unattachedDisksGoBack')} rest={say('volumes.toTheDataOfThen')} />
      <Names what={unattached.removed} one={say('volumes.unattachedDiskMadeSinceDisappears')} many={say('volumes.unattachedDisksMadeSinceDisappear')} rest={say('volumes.withAllData')} />
      <Names what={plan.lostDisks} one={say('volumes.diskMadeSinceDisappears')} many={say('volumes.disksMadeSinceDisappear')} rest={say('volumes.whileTheRestOfThe')} />
      <Names what={plan.incomplete} one={say('volumes.machineDeletedSinceDoesNot')} many={say('volumes.machinesDeletedSinceDoNot')} rest={say('volumes.sinceDisksOnOtherDatastores')} />
      <Names what={unattached.returned} one={say('volumes.diskDeletedSinceComesBack')} many={say('volumes.disksDeletedSinceComeBack')} rest={say('volumes.withTheDataOfThen')} />
      <Names what={plan.elsewhere} one={say('volumes.machineHasDisksOnOther')} many={say('volumes.machinesHaveDisksOnOther')} rest={say('volumes.whichStayAsTheyAre')} />
      {plan.refusals.length > 0 || plan.lostDisks.count === 0 ? null : <Alert tone="warning">{say('volumes.madeAfterTheSnapshotWill', { disk: say('counts.disk', { count: plan.lostDisks.count }) })}</Alert>}
      {plan.refusals.length > 0 || lostDisks === 0 ? null : <Alert tone="warning">{say('volumes.madeAfterTheSnapshotWillBe', { unattachedDisk: say('counts.unattachedDisk', { count: lostDisks }) })}</Alert>}
      {plan.refusals.length > 0 || lostCount === 0 ? null : (
        <Alert tone="warning">{say('volumes.madeAfterTheSnapshotWillBeGone', { machine: say('counts.machine', { count: lostCount }) })}</Alert>
      )}
    </>
  );
}

function Names({ what, one, many, rest }: { what: RestorePlan['reverted']; one: string; many: string; rest: string }) {
  if (what.count === 0) return null;
  const left = what.count - Math.min(shownNameCount, what.names.length);
  return (
    <div>
      <p>
        <strong>{countOf(what.count, one, many)}</strong>, {what.count === 1 ? rest : rest.replace('its disks', 'their disks')}
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
