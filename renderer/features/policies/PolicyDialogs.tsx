import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Link } from '../../ui/Link.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { navigate } from '../../stores/route.ts';
import type { PolicyCompliance, StoragePolicy } from '../../../shared/model/policies.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Compatibility } from './Compatibility.tsx';

export function DeletePolicyDialog({ policy, onClose }: { policy: StoragePolicy; onClose: () => void }) {
  const { start, isBusy, fault } = useStarter();
  const remove = async () => {
    if ((await start(() => yard().policies.remove({ id: policy.id }))) !== null) onClose();
  };
  return (
    <ConfirmDialog
      isOpen
      title={say('policies.deletePolicy', { policy: policy.values.name })}
      confirmLabel={say('common.deleteConfirm')}
      isDestructive
      isBusy={isBusy}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
      onConfirm={() => void remove()}
      onCancel={onClose}
    >
      <p>{say('policies.policyIsDeleted', { policy: policy.values.name })}</p>
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
      title={say('policies.complianceWith', { policy: policy.values.name })}
      icon="check"
      footer={
        <>
          <Button onPress={found.reload} isBusy={found.isLoading}>
            {say('policies.checkAgain')}
          </Button>
          <Button variant="primary" onPress={onClose}>
            {say('common.close')}
          </Button>
        </>
      }
    >
      {found.fault === null ? null : <FaultAlert fault={found.fault} />}
      {found.value === null ? found.fault === null ? <Spinner label={say('policies.checkingCompliance')} /> : null : <Found policy={policy} found={found.value} onClose={onClose} />}
    </Dialog>
  );
}

function Found({ policy, found, onClose }: { policy: StoragePolicy; found: PolicyCompliance; onClose: () => void }) {
  const { checkedAtMs, datastores, nonCompliantCount } = found;
  const vmCount = datastores.reduce((sum, datastore) => sum + datastore.vmCount, 0);
  const show = () => {
    onClose();
    navigate({ page: 'search', query: `policy="${policy.values.name}" compliance:noncompliant` });
  };
  return (
    <>
      <p role="status">
        {vmCount === 0
          ? say('policies.nobodyHasIt')
          : nonCompliantCount === 0
            ? say('policies.allCompliant', { count: vmCount })
            : nonCompliantWords(found, vmCount)}
      </p>
      {nonCompliantCount === 0 ? null : (
        <p>
          <Link onPress={show}>{say('policies.showThem')}</Link>
        </p>
      )}
      <Compatibility datastores={datastores.map(({ datastoreId, ...rest }) => ({ id: datastoreId, ...rest }))} />
      <p className="app-note">{say('policies.checkedAt', { time: new Date(checkedAtMs).toLocaleTimeString() })}</p>
    </>
  );
}

const shownNameCount = 5;

function nonCompliantWords({ nonCompliantCount: count, nonCompliant }: PolicyCompliance, vmCount: number): string {
  const all = formatCount(vmCount);
  const names = nonCompliant.slice(0, shownNameCount).map(({ name }) => name).join(', ');
  return count > shownNameCount ? say('policies.machinesNotCompliantAndMore', { count, all, names }) : say('policies.machinesNotCompliant', { count, all, names });
}
