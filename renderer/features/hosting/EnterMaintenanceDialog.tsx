import { useState } from 'react';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Alert } from '../../ui/Alert.tsx';
import { yard } from '../../stores/connection.ts';
import { useContainer, useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { vmIdsUnder } from '../../stores/inventoryIndex.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf } from '../parts/objectLook.ts';

/** Tells what will become of the machines on a host before it is taken out of use. */
export function EnterMaintenanceDialog({ id, onClose }: { id: ObjectId; onClose: () => void }) {
  const host = useContainer(id);
  const index = useInventoryIndex();
  const vms = useInventory((state) => state.vms);
  const [withPoweredOff, setWithPoweredOff] = useState(true);
  const { start, isBusy, fault } = useStarter();
  if (host?.kind !== 'host') return <GoneDialog title="Enter maintenance mode" what="The host" onClose={onClose} />;
  const machines = vmIdsUnder(index, host).flatMap((vmId) => vms.get(vmId) ?? []);
  const running = machines.filter(({ powerState }) => powerState === 'poweredOn').length;
  const resting = machines.length - running;
  const isInCluster = index.containers.some((container) => container.kind === 'cluster' && container.id === host.parentId);
  const canMove = isInCluster && index.containers.some((other) => other.kind === 'host' && other.id !== id && other.parentId === host.parentId && other.connectionState === 'connected');
  const confirm = async () => {
    const started = await start((requestId) => yard().hosting.enterMaintenance({ id, withPoweredOff: withPoweredOff && isInCluster, isWaiting: true, requestId }));
    if (started === null) return;
    onClose();
    void follow(started.taskId);
  };
  return (
    <ConfirmDialog isOpen title={`Enter maintenance mode: ${host.name}`} confirmLabel="Enter" isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>From now on no machine can be powered on here, and none can be created, deployed, cloned or migrated to this host.</p>
      {running === 0 ? <p>No machine runs on it.</p> : null}
      {running > 0 && canMove ? <p>{countOf(running, 'running machine')} will be migrated to other hosts of its cluster.</p> : null}
      {running > 0 && !canMove ? (
        <Alert tone="warning">
          {countOf(running, 'machine runs', 'machines run')} here, and {isInCluster ? 'no other host of its cluster is connected' : 'the host is in no cluster'}. The task waits until {running === 1 ? 'it is' : 'they are'} powered off or migrated, or the task is cancelled.
        </Alert>
      ) : null}
      {isInCluster && resting > 0 ? (
        <Checkbox
          label="Move powered-off and suspended virtual machines to other hosts in the cluster"
          isSelected={withPoweredOff}
          onChange={setWithPoweredOff}
          description={`${countOf(resting, 'machine')}, templates included. There they can be powered on and worked with.`}
        />
      ) : null}
    </ConfirmDialog>
  );
}
