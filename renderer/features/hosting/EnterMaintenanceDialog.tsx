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
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

/** Tells what will become of the machines on a host before it is taken out of use. */
export function EnterMaintenanceDialog({ id, onClose }: { id: ObjectId; onClose: () => void }) {
  const host = useContainer(id);
  const index = useInventoryIndex();
  const vms = useInventory((state) => state.vms);
  const [withPoweredOff, setWithPoweredOff] = useState(true);
  const { start, isBusy, fault } = useStarter();
  if (host?.kind !== 'host') return <GoneDialog title={say('hosting.enterMaintenanceMode')} what="host" onClose={onClose} />;
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
    <ConfirmDialog isOpen title={say('hosting.enterMaintenanceModeOf', { host: host.name })} confirmLabel={say('hosting.enterConfirm')} isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>{say('hosting.maintenanceExplained')}</p>
      {running === 0 ? <p>{say('hosting.noMachineRunsOnIt')}</p> : null}
      {running > 0 && canMove ? <p>{say('hosting.runningMachinesAreMigrated', { count: running })}</p> : null}
      {running > 0 && !canMove ? (
        <Alert tone="warning">
          {isInCluster ? say('hosting.runningMachinesNoOtherHost', { count: running }) : say('hosting.runningMachinesNoCluster', { count: running })}
        </Alert>
      ) : null}
      {isInCluster && resting > 0 ? (
        <Checkbox
          label={say('hosting.moveRestingMachines')}
          isSelected={withPoweredOff}
          onChange={setWithPoweredOff}
          description={say('hosting.restingMachinesExplained', { machines: say('counts.machine', { count: resting }) })}
        />
      ) : null}
    </ConfirmDialog>
  );
}
