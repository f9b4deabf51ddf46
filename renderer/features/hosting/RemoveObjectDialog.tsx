import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { yard } from '../../stores/connection.ts';
import { useContainer } from '../../stores/inventory.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Obstacle } from '../../../shared/model/hosting.ts';
import type { Container, ContainerKind } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { andMore } from '../parts/listOf.ts';

const titles: Readonly<Record<ContainerKind, (name: string) => string>> = {
  vcenter: (name) => say('hosting.removeVcenter', { name }),
  datacenter: (name) => say('hosting.removeDatacenter', { name }),
  cluster: (name) => say('hosting.removeCluster', { name }),
  host: (name) => say('hosting.removeHost', { name }),
  folder: (name) => say('hosting.removeFolder', { name }),
  datastore: (name) => say('hosting.removeDatastore', { name }),
  network: (name) => say('hosting.removeNetwork', { name }),
};

const obstacleWords: Readonly<Record<Obstacle['kind'], (count: number) => string>> = {
  cluster: (count) => say('counts.cluster', { count }),
  host: (count) => say('counts.host', { count }),
  folder: (count) => say('counts.folder', { count }),
  datastore: (count) => say('counts.datastore', { count }),
  network: (count) => say('counts.network', { count }),
  vm: (count) => say('counts.virtualMachine', { count }),
  template: (count) => say('counts.template', { count }),
  unregistered: (count) => say('counts.unregisteredMachine', { count }),
};

/** Asks before an empty object is removed, or tells what is still in it. */
export function RemoveObjectDialog({ id, onClose }: { id: ObjectId; onClose: () => void }) {
  const object = useContainer(id);
  const obstacles = useLoaded(id, (signal) => yard().hosting.obstacles({ id }, { signal }));
  const { start, isBusy, fault } = useStarter();
  if (object === undefined) return <GoneDialog title={say('hosting.remove')} what="object" onClose={onClose} />;
  const title = titles[object.kind](object.name);
  if (obstacles.value !== null && obstacles.value.length === 0) {
    const confirm = async () => {
      const started = await start((requestId) => yard().hosting.remove({ id, requestId }));
      if (started === null) return;
      onClose();
      void follow(started.taskId);
    };
    return (
      <ConfirmDialog isOpen title={title} confirmLabel={say('hosting.remove')} isDestructive isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
        {fault === null ? null : <FaultAlert fault={fault} />}
        <p>{object.kind === 'network' ? say('hosting.networkIsEmpty') : say('hosting.objectIsEmpty')}</p>
      </ConfirmDialog>
    );
  }
  return (
    <Dialog isOpen onClose={onClose} title={title} icon={object.kind} size="small" footer={<Button onPress={onClose}>{say('common.close')}</Button>}>
      {obstacles.fault === null ? null : <FaultAlert fault={obstacles.fault} action={{ label: say('common.tryAgain'), onAction: obstacles.reload }} />}
      {obstacles.value === null ? obstacles.fault === null ? <Spinner label={say('hosting.lookingForContents')} /> : null : <Obstacles object={object} obstacles={obstacles.value} />}
    </Dialog>
  );
}

function Obstacles({ object, obstacles }: { object: Container; obstacles: readonly Obstacle[] }) {
  return (
    <>
      <p>{object.kind === 'network' ? say('hosting.networkIsInUse') : say('hosting.objectIsInUse')}</p>
      <ul className="app-name-list">
        {obstacles.map(({ kind, count, names }) => (
          <li key={kind}>{say('hosting.obstaclesNamed', { obstacles: obstacleWords[kind](count), names: andMore(names, count - names.length) })}</li>
        ))}
      </ul>
      <p className="app-note">{adviceFor(object)}</p>
    </>
  );
}

function adviceFor({ kind }: Container): string {
  if (kind === 'host') return say('hosting.emptyTheHostFirst');
  return kind === 'network' ? say('hosting.emptyTheNetworkFirst') : say('hosting.emptyTheObjectFirst');
}
