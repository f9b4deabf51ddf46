import { Fragment, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Select } from '../../ui/Select.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { useLoaded, useStarter, type Loaded } from '../../stores/requests.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import type { EvacuationPlan, PlannedEvacuation } from '../../../shared/model/datastores.ts';
import type { Datastore } from '../../../shared/model/inventory.ts';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { useDatastores } from '../parts/DatastoreSelect.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { maintenanceWords } from '../parts/objectLook.ts';

const shownMachines = 50;
const anywhere = 'anywhere';

/** Tells which machines would be moved away, where and how, and asks. */
export function EmptyDatastoreDialog({ datastoreId, onClose }: { datastoreId: ObjectId; onClose: () => void }) {
  const container = useInventory((state) => state.containers.get(datastoreId));
  if (container?.kind !== 'datastore') return <GoneDialog title={say('volumes.enterMaintenanceMode')} what="datastore" onClose={onClose} />;
  return <Enter datastore={container} onClose={onClose} />;
}

function Enter({ datastore, onClose }: { datastore: Datastore; onClose: () => void }) {
  const others = useDatastores().filter(({ id, parentId }) => id !== datastore.id && parentId === datastore.parentId);
  const machineCount = useInventoryIndex().vmIdsByDatastore.get(datastore.id)?.length ?? 0;
  const [targetId, setTargetId] = useState<ObjectId | null>(null);
  const { start, isBusy, fault } = useStarter();
  // What is free changes with every write, and no plan would ever be worked out to the end.
  const targets = others.map(({ id, space, maintenanceMode, unmountedHostIds }) => `${id} ${space.capacityBytes} ${maintenanceMode ?? ''} ${unmountedHostIds?.join(' ') ?? ''}`).join();
  const plan = useLoaded(`${datastore.id} ${targetId ?? ''} ${machineCount} ${targets}`, (signal) => yard().datastores.planMaintenance({ datastoreId: datastore.id, targetId }, { signal }), 150);
  const reason = whyNot(plan);
  const confirm = async () => {
    if (reason !== undefined) return;
    const started = await start((requestId) => yard().datastores.enterMaintenance({ datastoreId: datastore.id, targetId, requestId }));
    if (started !== null) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('volumes.enterMaintenanceModeOf', { datastore: datastore.name })}
      icon="datastore"
      size="large"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void confirm()} isBusy={isBusy} disabledReason={reason}>
            {say('volumes.enterMaintenanceMode')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>{say('volumes.emptyingExplained')}</p>
      {machineCount === 0 ? null : (
        <Select
          label={say('volumes.moveTo')}
          value={targetId ?? anywhere}
          onChange={(id) => setTargetId(id === anywhere ? null : objectIdSchema.parse(id))}
          options={[
            { id: anywhere, label: say('volumes.whereverThereIsRoom'), description: say('volumes.targetsInOrder', { type: datastore.type }) },
            ...others.map(({ id, name, type, space, maintenanceMode }) => ({
              id,
              label: name,
              icon: 'datastore' as const,
              isDisabled: maintenanceMode !== undefined,
              description: maintenanceMode === undefined ? say('volumes.typeAndFree', { type, free: formatBytes(space.freeBytes) }) : maintenanceWords[maintenanceMode],
            })),
          ]}
        />
      )}
      {plan.fault === null ? null : <FaultAlert fault={plan.fault} action={{ label: say('common.tryAgain'), onAction: plan.reload }} />}
      {plan.value === null && plan.fault === null ? <ProgressBar label={say('volumes.workingOutTargets')} isLabelVisible /> : null}
      {plan.value === null || plan.fault !== null ? null : <Plan plan={plan.value} onReload={plan.reload} />}
    </Dialog>
  );
}

/** Why it cannot be started by now, or undefined. */
function whyNot({ value, fault, isLoading }: Loaded<EvacuationPlan>): string | undefined {
  if (isLoading) return say('common.planBeingMade');
  return (fault ?? value?.refusals[0])?.message;
}

function Plan({ plan: { machines, bytesToCopy, unregisteredCount, unattachedCount, refusals }, onReload }: { plan: EvacuationPlan; onReload: () => void }) {
  const isInPart = machines.some(({ diskLabels }) => diskLabels !== undefined);
  return (
    <>
      {refusals.map((refusal) => (
        <FaultAlert key={refusal.message} fault={refusal} action={{ label: say('common.tryAgain'), onAction: onReload }} />
      ))}
      {machines.length === 0 ? (
        <p>{say('volumes.noMachineToMove')}</p>
      ) : (
        <>
          <p>
            <Filled text={say('volumes.machinesToMove', { machines: say('counts.machine', { count: machines.length }), size: slots[0] })}><Bytes value={bytesToCopy} /></Filled>
            {isInPart ? <>{' '}{say('volumes.disksElsewhereStay')}</> : null}
          </p>
          <table className="app-table">
            <thead>
              <tr>
                <th scope="col">{say('volumes.machine')}</th>
                {isInPart ? <th scope="col">{say('common.disks')}</th> : null}
                <th scope="col">{say('common.to')}</th>
                <th scope="col">{say('volumes.how')}</th>
                <th scope="col" className="is-end">
                  {say('volumes.data')}
                </th>
              </tr>
            </thead>
            <tbody>
              {machines.slice(0, shownMachines).map((machine) => (
                <MachineRow key={machine.vmId} machine={machine} isInPart={isInPart} />
              ))}
            </tbody>
          </table>
          {machines.length > shownMachines ? <p>{say('volumes.andMoreMachines', { count: machines.length - shownMachines })}</p> : null}
        </>
      )}
      {unregisteredCount === 0 ? null : <p className="app-note">{say('volumes.unregisteredMachinesStay', { count: unregisteredCount })}</p>}
      {unattachedCount === 0 ? null : <p className="app-note">{say('volumes.unattachedDisksStay', { count: unattachedCount })}</p>}
    </>
  );
}

/** Lines end between labels and not within one. */
function Labels({ labels }: { labels: readonly string[] }) {
  return labels.map((label, index) => (
    <Fragment key={label}>
      {index === 0 ? '' : ', '}
      <span className="is-line">{label}</span>
    </Fragment>
  ));
}

function MachineRow({ machine: { name, isTemplate, targetName, mechanism, diskLabels, bytesToCopy, refusal }, isInPart }: { machine: PlannedEvacuation; isInPart: boolean }) {
  return (
    <tr>
      <td className="is-cut" title={name}>
        {isTemplate ? say('volumes.nameOfTemplate', { name }) : name}
      </td>
      {isInPart ? <td>{diskLabels === undefined ? say('common.all') : diskLabels.length === 0 ? say('volumes.noneItsHome') : <Labels labels={diskLabels} />}</td> : null}
      {refusal === null ? (
        <>
          <td className="is-line">{targetName}</td>
          <td className="is-line">{mechanism === null ? say('volumes.noDisk') : mechanismWords[mechanism]}</td>
          <td className="is-end">
            <Bytes value={bytesToCopy} />
          </td>
        </>
      ) : (
        <td colSpan={3}>{refusal.message}</td>
      )}
    </tr>
  );
}
