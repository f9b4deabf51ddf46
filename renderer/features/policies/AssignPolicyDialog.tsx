import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useInventory } from '../../stores/inventory.ts';
import { assignPolicy, usePolicyBook } from '../../stores/policies.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { datastoreIdsOf } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { PolicySelect, type PolicyChoice } from '../parts/PolicySelect.tsx';
import { Compatibility } from './Compatibility.tsx';

/** Gives machines and templates another storage policy, and tells beforehand who of them will be compliant. */
export function AssignPolicyDialog({ vmIds, onClose }: { vmIds: readonly ObjectId[]; onClose: () => void }) {
  const table = useInventory((state) => state.vms);
  const containers = useInventory((state) => state.containers);
  const book = usePolicyBook();
  const vms = vmIds.flatMap((id) => table.get(id) ?? []);
  const [first] = vms;
  const common = first !== undefined && vms.every((vm) => book.find(vm.policyId) === book.find(first.policyId)) ? (book.find(first.policyId)?.id ?? null) : 'same';
  const [choice, setChoice] = useState<PolicyChoice>(common);
  const { start, isBusy, fault } = useStarter();
  if (first === undefined) return <GoneDialog title={say('policies.assignPolicy')} what="virtualMachine" onClose={onClose} />;

  const policyId = choice === 'same' ? null : choice;
  const counts = new Map<ObjectId, number>();
  for (const vm of vms) for (const id of datastoreIdsOf(vm)) counts.set(id, (counts.get(id) ?? 0) + 1);
  const places = Array.from(counts, ([id, vmCount]) => ({ id, name: containers.get(id)?.name ?? id, vmCount, shortfalls: book.shortfalls(policyId, id) }));
  const nonCompliant = vms.filter((vm) => datastoreIdsOf(vm).some((id) => book.shortfalls(policyId, id).length > 0)).length;
  const submit = async () => {
    if (choice === 'same') return onClose();
    if ((await start(() => assignPolicy(vms.map(({ id }) => id), choice))) !== null) onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('policies.assignPolicyTo', { count: vms.length, machine: first.name })}
      icon="tasks"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('common.ok')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <PolicySelect value={choice} onChange={setChoice} {...(common === 'same' ? { sameLabel: say('policies.eachKeepsItsOwn') } : {})} description={say('policies.assignExplained')} />
      {book.find(policyId) === undefined ? null : (
        <>
          {nonCompliant === 0 ? null : (
            <Alert tone="warning">
              {say('policies.willNotBeCompliant', { count: vms.length, machine: first.name, nonCompliant: say('counts.machine', { count: nonCompliant }) })}
            </Alert>
          )}
          <Compatibility datastores={places} />
        </>
      )}
    </Dialog>
  );
}
