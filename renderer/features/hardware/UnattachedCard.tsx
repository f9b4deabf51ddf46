import { useState } from 'react';
import { Card } from '../../ui/Card.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { revisionOf } from '../../stores/revision.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { UnattachedDisk } from '../../../shared/model/hardware.ts';
import type { Datastore } from '../../../shared/model/inventory.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { CallButton } from '../parts/CallButton.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';

/** Disks that lie on a datastore and that no machine has. Shown only where there are some. */
export function UnattachedCard({ datastore }: { datastore: Datastore }) {
  const { id: datastoreId } = datastore;
  const [doomed, setDoomed] = useState<UnattachedDisk | null>(null);
  // Every machine that lets go of a disk on it, or gets one, changes the datastore.
  const loaded = useLoaded(`${datastoreId} ${revisionOf(datastore)}`, (signal) => yard().hardware.unattached({ datastoreId }, { signal }), 100);
  const rows = (loaded.value ?? []).filter((row) => row.datastoreId === datastoreId);
  if (loaded.fault !== null) return <FaultAlert fault={loaded.fault} action={{ label: say('common.tryAgain'), onAction: loaded.reload }} />;
  if (rows.length === 0) return null;
  return (
    <div className="app-cards">
      <Card title={say('hardware.unattachedDisks')}>
        <p className="app-note">{say('hardware.unattachedExplained')}</p>
        <table className="app-table">
          <thead>
            <tr>
              <th scope="col">{say('common.disk')}</th>
              <th scope="col" className="is-end">
                {say('common.size')}
              </th>
              <th scope="col" className="is-end">
                {say('common.logical')}
              </th>
              <th scope="col" className="is-end">
                {say('common.unique')}
              </th>
              <th scope="col">
                <span className="ui-visually-hidden">{say('hardware.action')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.fileId}>
                <td>{nameOf(row)}</td>
                <td className="is-end">
                  <Bytes value={row.sizeBytes} />
                </td>
                <td className="is-end">
                  <Bytes value={row.logicalBytes} />
                </td>
                <td className="is-end">
                  <Bytes value={row.uniqueBytes} isAtLeast={!row.isExact} />
                </td>
                <td className="is-end">
                  <CallButton call={contract.hardware.deleteUnattached} variant="flat" onPress={() => setDoomed(row)}>
                    {say('common.deleteConfirm')}<span className="ui-visually-hidden"> {nameOf(row)}</span>…
                  </CallButton>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      {doomed === null ? null : <DeleteDisk disk={doomed} onClose={() => setDoomed(null)} />}
    </div>
  );
}

function DeleteDisk({ disk, onClose }: { disk: UnattachedDisk; onClose: () => void }) {
  const { start, isBusy, fault } = useStarter();
  const confirm = async () => {
    const started = await start((requestId) => yard().hardware.deleteUnattached({ fileIds: [disk.fileId], requestId }));
    if (started !== null) onClose();
  };
  return (
    <ConfirmDialog isOpen isDestructive isBusy={isBusy} title={say('hardware.deleteDisk', { disk: nameOf(disk) })} confirmLabel={say('common.deleteConfirm')} onConfirm={() => void confirm()} onCancel={onClose}>
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>{disk.logicalBytes === 0 ? say('hardware.deletingEmptyDisk') : say('hardware.deletingDiskWithData', { size: formatBytes(disk.logicalBytes) })}</p>
    </ConfirmDialog>
  );
}

function nameOf({ label, vmName }: UnattachedDisk): string {
  return say('hardware.diskOfMachine', { disk: label, machine: vmName });
}
