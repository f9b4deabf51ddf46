import { Card } from '../../ui/Card.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventoryIndex } from '../../stores/inventory.ts';
import { useLoaded } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { datastoreIdsOf } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { datastoreNames } from './datastoreNames.ts';

/** What was removed from the inventory and lies on a datastore. Shown only where there is something. */
export function UnregisteredCard({ datastoreId }: { datastoreId: ObjectId }) {
  // A machine leaves the list of those on the datastore as it gets here, and the other way round.
  const count = useInventoryIndex().vmIdsByDatastore.get(datastoreId)?.length ?? 0;
  const loaded = useLoaded(`${datastoreId} ${count}`, (signal) => yard().lifecycle.unregistered({ datastoreId }, { signal }), 100);
  const rows = (loaded.value ?? []).filter((row) => datastoreIdsOf(row).includes(datastoreId));
  if (rows.length === 0) return null;
  return (
    <div className="app-cards">
      <Card title={say('lifecycle.notInTheInventory')}>
        <p className="app-note">{say('lifecycle.unregisteredExplained')}</p>
        <table className="app-table">
          <thead>
            <tr>
              <th scope="col">{say('common.name')}</th>
              <th scope="col" className="is-end">
                {say('common.logical')}
              </th>
              <th scope="col" className="is-end">
                {say('common.unique')}
              </th>
              <th scope="col">
                <span className="ui-visually-hidden">{say('lifecycle.action')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td className="is-cut" title={row.name}>
                  {row.name}
                  {row.otherDatastoreIds === undefined ? null : <span className="app-fact-note">{say('lifecycle.disksOn', { datastores: datastoreNames(row) })}</span>}
                </td>
                <td className="is-end">
                  <Bytes value={row.logicalBytes} />
                </td>
                <td className="is-end">
                  <Bytes value={row.uniqueBytes} isAtLeast={!row.isExact} />
                </td>
                <td className="is-end">
                  <DialogButton variant="flat" request={{ type: 'registerVm', id: row.id, datastoreId, folderId: null }}>
                    {say('lifecycle.register')}<span className="ui-visually-hidden"> {row.name}</span>…
                  </DialogButton>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </div>
  );
}
