import { Alert } from '../../ui/Alert.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { revisionOf } from '../../stores/revision.ts';
import { useVolumeUnder } from '../../stores/storage.ts';
import type { ObjectId, SnapshotId } from '../../../shared/ids.ts';
import type { RestorePlan } from '../../../shared/model/storage.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf } from '../parts/objectLook.ts';

const shownNameCount = 6;

/** Tells exactly what taking a volume back to a snapshot does, and asks. */
export function RestoreVolumeDialog({ datastoreId, snapshotId, onClose }: { datastoreId: ObjectId; snapshotId: SnapshotId; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  const plan = useLoaded(volume === undefined ? null : `${snapshotId} ${revisionOf(volume)}`, (signal) => yard().storage.planRestore({ snapshotId }, { signal }), 50);
  const { start, isBusy, fault } = useStarter();
  if (volume === undefined) return <GoneDialog title="Restore volume" what="The volume" onClose={onClose} />;
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
      title={`Restore ${volume.name}${found === null ? '' : ` to ${found.snapshot.name}`}`}
      confirmLabel="Restore"
      isDestructive
      isBusy={isBusy}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      {found === null && plan.fault !== null ? <FaultAlert fault={plan.fault} action={{ label: 'Try again', onAction: plan.reload }} /> : null}
      {found === null && plan.fault === null ? <ProgressBar label="Finding out what would happen" isLabelVisible /> : null}
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
      <p>The whole volume becomes what it was on {new Date(plan.snapshot.createdAtMs).toLocaleString()}. This cannot be undone.</p>
      {isNothing ? <p>No virtual machine or template has changed since.</p> : null}
      <Names what={plan.reverted} one="machine goes back" many="machines go back" rest="to what its disks held then; what was written since is lost." />
      <Names what={plan.removed} one="machine made since disappears" many="machines made since disappear" rest="with its disks." />
      <Names what={plan.returned} one="machine deleted since comes back" many="machines deleted since come back" rest="powered off." />
      <Names what={unregistered.reverted} one="machine that is not in the inventory goes back" many="machines that are not in the inventory go back" rest="to what its disks held then; what was written since is lost." />
      <Names what={unregistered.removed} one="machine that is not in the inventory and was made since disappears" many="machines that are not in the inventory and were made since disappear" rest="with its disks." />
      <Names what={unattached.reverted} one="unattached disk goes back" many="unattached disks go back" rest="to the data of then; what was written since is lost." />
      <Names what={unattached.removed} one="unattached disk made since disappears" many="unattached disks made since disappear" rest="with all data." />
      <Names what={plan.lostDisks} one="disk made since disappears" many="disks made since disappear" rest="while the rest of the machine stays." />
      <Names what={plan.incomplete} one="machine deleted since does not come back" many="machines deleted since do not come back" rest="since disks on other datastores are gone with the machine:" />
      <Names what={unattached.returned} one="disk deleted since comes back unattached" many="disks deleted since come back unattached" rest="with the data of then." />
      <Names what={plan.elsewhere} one="machine has disks on other datastores" many="machines have disks on other datastores" rest="which stay as they are, whatever the disks here go back to:" />
      {plan.refusals.length > 0 || plan.lostDisks.count === 0 ? null : <Alert tone="warning">{countOf(plan.lostDisks.count, 'disk')} made after the snapshot will be gone from machines that stay.</Alert>}
      {plan.refusals.length > 0 || lostDisks === 0 ? null : <Alert tone="warning">{countOf(lostDisks, 'unattached disk')} made after the snapshot will be gone.</Alert>}
      {plan.refusals.length > 0 || lostCount === 0 ? null : (
        <Alert tone="warning">{countOf(lostCount, 'machine')} made after the snapshot will be gone.</Alert>
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
        {left > 0 ? <li>and {countOf(left, 'more', 'more')}</li> : null}
      </ul>
    </div>
  );
}
