import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Datastore } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { HostChecks, useHostsOf } from './HostChecks.tsx';

/** Which hosts see a datastore. */
export function MountDialog({ datastoreId, onClose }: { datastoreId: ObjectId; onClose: () => void }) {
  const container = useInventory((state) => state.containers.get(datastoreId));
  if (container?.kind !== 'datastore') return <GoneDialog title={say('volumes.mountOnHosts')} what="datastore" onClose={onClose} />;
  return <Mount datastore={container} onClose={onClose} />;
}

function Mount({ datastore, onClose }: { datastore: Datastore; onClose: () => void }) {
  const hosts = useHostsOf(datastore.parentId);
  const onHost = useMachinesByHost(datastore.id);
  const now: ReadonlySet<ObjectId> = new Set(datastore.unmountedHostIds);
  const [unmounted, setUnmounted] = useState(now);
  const { start, isBusy, fault } = useStarter();
  const save = async () => {
    const changed = hosts.filter(({ id }) => unmounted.has(id) !== now.has(id));
    const done = await start(async () => {
      for (const { id: hostId } of changed) await (unmounted.has(hostId) ? yard().datastores.unmount({ datastoreId: datastore.id, hostId }) : yard().datastores.mount({ datastoreId: datastore.id, hostId }));
      return true;
    });
    if (done !== null) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('volumes.mountNamedOnHosts', { datastore: datastore.name })}
      icon="datastore"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void save()} isBusy={isBusy}>
            {say('common.save')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>{say('volumes.mountingExplained')}</p>
      <HostChecks hosts={hosts} unmounted={unmounted} onChange={setUnmounted} machinesOn={onHost} />
    </Dialog>
  );
}

/** How many machines and templates of each host are on the datastore. */
function useMachinesByHost(datastoreId: ObjectId): ReadonlyMap<ObjectId, number> {
  const ids = useInventoryIndex().vmIdsByDatastore.get(datastoreId);
  const vms = useInventory((state) => state.vms);
  const counts = new Map<ObjectId, number>();
  for (const id of ids ?? []) {
    const hostId = vms.get(id)?.hostId;
    if (hostId !== undefined) counts.set(hostId, (counts.get(hostId) ?? 0) + 1);
  }
  return counts;
}
