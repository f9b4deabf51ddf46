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
import type { Container } from '../../../shared/model/inventory.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf, kindWords } from '../parts/objectLook.ts';

const obstacleWords: Readonly<Record<Obstacle['kind'], string>> = {
  cluster: 'cluster', host: 'host', folder: 'folder', datastore: 'datastore', network: 'network', vm: 'virtual machine', template: 'template', unregistered: 'unregistered machine',
};

/** Asks before an empty object is removed, or tells what is still in it. */
export function RemoveObjectDialog({ id, onClose }: { id: ObjectId; onClose: () => void }) {
  const object = useContainer(id);
  const obstacles = useLoaded(id, (signal) => yard().hosting.obstacles({ id }, { signal }));
  const { start, isBusy, fault } = useStarter();
  if (object === undefined) return <GoneDialog title="Remove" what="The object" onClose={onClose} />;
  const title = `Remove ${kindWords[object.kind].toLowerCase()} ${object.name}`;
  if (obstacles.value !== null && obstacles.value.length === 0) {
    const confirm = async () => {
      const started = await start((requestId) => yard().hosting.remove({ id, requestId }));
      if (started === null) return;
      onClose();
      void follow(started.taskId);
    };
    return (
      <ConfirmDialog isOpen title={title} confirmLabel="Remove" isDestructive isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
        {fault === null ? null : <FaultAlert fault={fault} />}
        <p>{object.kind === 'network' ? 'No adapter of any machine is on it.' : 'Nothing is in it.'} It cannot be brought back, but made again.</p>
      </ConfirmDialog>
    );
  }
  return (
    <Dialog isOpen onClose={onClose} title={title} icon={object.kind} size="small" footer={<Button onPress={onClose}>Close</Button>}>
      {obstacles.fault === null ? null : <FaultAlert fault={obstacles.fault} action={{ label: 'Try again', onAction: obstacles.reload }} />}
      {obstacles.value === null ? obstacles.fault === null ? <Spinner label="Looking for what is in it" /> : null : <Obstacles object={object} obstacles={obstacles.value} />}
    </Dialog>
  );
}

function Obstacles({ object, obstacles }: { object: Container; obstacles: readonly Obstacle[] }) {
  return (
    <>
      <p>It cannot be removed while {object.kind === 'network' ? 'this is on it' : 'this is in it'}:</p>
      <ul className="app-name-list">
        {obstacles.map(({ kind, count, names }) => (
          <li key={kind}>
            {countOf(count, obstacleWords[kind])}: {names.join(', ')}
            {count > names.length ? ` and ${countOf(count - names.length, 'more', 'more')}` : ''}
          </li>
        ))}
      </ul>
      <p className="app-note">{adviceFor(object)}</p>
    </>
  );
}

function adviceFor({ kind }: Container): string {
  if (kind === 'host') return 'Let it enter maintenance mode and move what is powered off as well, or migrate its machines to other hosts.';
  return kind === 'network' ? 'Put their adapters on another network first.' : 'Move or remove what is in it first. Nothing is ever removed along with it.';
}
