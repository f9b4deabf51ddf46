import { useMemo, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select, type SelectOption } from '../../ui/Select.tsx';
import { yard } from '../../stores/connection.ts';
import { useContainer, useInventoryIndex } from '../../stores/inventory.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useStarter } from '../../stores/requests.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import type { Container, Host } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { containerIcon } from '../parts/objectLook.ts';

/** Asks for the cluster that a host goes to. */
export function MoveHostDialog({ id, onClose }: { id: ObjectId; onClose: () => void }) {
  const host = useContainer(id);
  const { containers } = useInventoryIndex();
  const [placeId, setPlaceId] = useState<ObjectId | null>(null);
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault, clearFault } = useStarter();
  const options = useMemo(() => (host?.kind === 'host' ? placesFor(host, containers) : []), [host, containers]);
  if (host?.kind !== 'host') return <GoneDialog title={say('hosting.moveHost')} what="host" onClose={onClose} />;
  const submit = async () => {
    setWasTried(true);
    if (placeId === null) return;
    const started = await start((requestId) => yard().hosting.moveHost({ id, parentId: placeId, requestId }));
    if (started === null) return;
    onClose();
    void follow(started.taskId);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('hosting.moveHostNamed', { host: host.name })}
      icon="host"
      size="small"
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
      <Select
        label={say('hosting.clusterOrDatacenter')}
        options={options}
        value={placeId}
        onChange={(text) => {
          setPlaceId(objectIdSchema.parse(text));
          clearFault();
        }}
        placeholder={say('hosting.chooseWhereItGoes')}
        errorText={wasTried && placeId === null ? say('hosting.chooseWhereItGoesProblem') : undefined}
      />
      <p className="app-note">{say('hosting.machinesGoWithHost')}</p>
    </Dialog>
  );
}

/** The clusters of its datacenter, and the datacenter itself. */
function placesFor(host: Host, containers: readonly Container[]): SelectOption[] {
  const byId = new Map(containers.map((container) => [container.id, container]));
  const parent = byId.get(host.parentId);
  const datacenterId = parent?.kind === 'cluster' ? parent.parentId : host.parentId;
  return containers.flatMap((container): SelectOption[] => {
    const isPlace = container.id === datacenterId || (container.kind === 'cluster' && container.parentId === datacenterId);
    if (!isPlace) return [];
    const isHere = container.id === host.parentId;
    return [{ id: container.id, label: container.name, icon: containerIcon(container), isDisabled: isHere, description: isHere ? say('hosting.itIsThereNow') : container.kind === 'cluster' ? say('common.cluster') : say('hosting.inNoCluster') }];
  });
}
