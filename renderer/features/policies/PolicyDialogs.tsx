import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Link } from '../../ui/Link.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { navigate } from '../../stores/route.ts';
import type { PolicyCompliance, StoragePolicy } from '../../../shared/model/policies.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { countOf } from '../parts/objectLook.ts';
import { Compatibility } from './Compatibility.tsx';

export function DeletePolicyDialog({ policy, onClose }: { policy: StoragePolicy; onClose: () => void }) {
  const { start, isBusy, fault } = useStarter();
  const remove = async () => {
    if ((await start(() => yard().policies.remove({ id: policy.id }))) !== null) onClose();
  };
  return (
    <ConfirmDialog
      isOpen
      title={`Delete ${policy.values.name}`}
      confirmLabel="Delete"
      isDestructive
      isBusy={isBusy}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
      onConfirm={() => void remove()}
      onCancel={onClose}
    >
      <p>The storage policy {policy.values.name} is deleted. Datastores and disks stay as they are.</p>
    </ConfirmDialog>
  );
}

/** What the yard finds when it looks at everybody who has the policy, now. */
export function ComplianceDialog({ policy, onClose }: { policy: StoragePolicy; onClose: () => void }) {
  const found = useLoaded(`${policy.id} ${policy.version}`, (signal) => yard().policies.compliance({ id: policy.id }, { signal }));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Compliance with ${policy.values.name}`}
      icon="check"
      footer={
        <>
          <Button onPress={found.reload} isBusy={found.isLoading}>
            Check again
          </Button>
          <Button variant="primary" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      {found.fault === null ? null : <FaultAlert fault={found.fault} />}
      {found.value === null ? found.fault === null ? <Spinner label="Looking at everybody who has the policy" /> : null : <Found policy={policy} found={found.value} onClose={onClose} />}
    </Dialog>
  );
}

function Found({ policy, found, onClose }: { policy: StoragePolicy; found: PolicyCompliance; onClose: () => void }) {
  const { checkedAtMs, datastores, nonCompliantCount, nonCompliant } = found;
  const vmCount = datastores.reduce((sum, datastore) => sum + datastore.vmCount, 0);
  const show = () => {
    onClose();
    navigate({ page: 'search', query: `policy="${policy.values.name}" compliance:noncompliant` });
  };
  return (
    <>
      <p role="status">
        {vmCount === 0
          ? 'No machine or template has it.'
          : nonCompliantCount === 0
            ? `${countOf(vmCount, 'machine has', 'machines have')} it, and ${vmCount === 1 ? 'it is' : 'all of them are'} compliant.`
            : `${countOf(nonCompliantCount, 'machine')} of ${vmCount.toLocaleString('en-US')} ${nonCompliantCount === 1 ? 'is' : 'are'} not compliant: ${nonCompliant.slice(0, 5).map(({ name }) => name).join(', ')}${nonCompliantCount > 5 ? ' and more' : ''}.`}
      </p>
      {nonCompliantCount === 0 ? null : (
        <p>
          <Link onPress={show}>Show them</Link>
        </p>
      )}
      <Compatibility datastores={datastores.map(({ datastoreId, ...rest }) => ({ id: datastoreId, ...rest }))} />
      <p className="app-note">Checked at {new Date(checkedAtMs).toLocaleTimeString()}. Templates count as machines here.</p>
    </>
  );
}
