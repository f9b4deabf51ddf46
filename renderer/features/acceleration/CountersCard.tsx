import { useState } from 'react';
import { Card } from '../../ui/Card.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { resetCounters } from '../../stores/accelerationCommands.ts';
import { useStarter } from '../../stores/requests.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { DatastoreAcceleration } from '../../../shared/model/offload.ts';
import { say } from '../../strings/say.ts';
import { CallButton } from '../parts/CallButton.tsx';
import { groupsFor, rateText, totalText } from './counterWords.ts';

/** What esxtop counts for the device, in total and per second. */
export function CountersCard({ row }: { row: DatastoreAcceleration }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Card
      title={say('acceleration.counters')}
      aside={
        <CallButton call={contract.offload.resetCounters} variant="flat" onPress={() => setAsking(true)}>
          {say('acceleration.resetCounters')}
        </CallButton>
      }
    >
      <div className="app-wide-table">
        <table className="app-table app-counters">
          <caption>{say('acceleration.countersExplained')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('acceleration.counter')}</th>
              <th scope="col" className="is-end">
                {say('acceleration.total')}
              </th>
              <th scope="col" className="is-end">
                {say('acceleration.now')}
              </th>
              <th scope="col" className="is-text">
                {say('acceleration.meaning')}
              </th>
            </tr>
          </thead>
          {groupsFor(row.type).map((group) => (
            <tbody key={group.title}>
              <tr>
                <th scope="rowgroup" colSpan={4} className="app-table-group">
                  {group.title}
                </th>
              </tr>
              {group.counters.map((counter) => (
                <tr key={counter.id}>
                  <th scope="row">{counter.name}</th>
                  <td className="is-end">{totalText(counter, row.counters[counter.id])}</td>
                  <td className="is-end">{rateText(counter, row.rates[counter.id] ?? 0)}</td>
                  <td className="is-text">{counter.description}</td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
      {isAsking ? <ResetDialog row={row} onClose={() => setAsking(false)} /> : null}
    </Card>
  );
}

function ResetDialog({ row, onClose }: { row: DatastoreAcceleration; onClose: () => void }) {
  const { start, isBusy, fault } = useStarter();
  const reset = async () => {
    const isDone = await start(async () => {
      await resetCounters(row.datastoreId);
      return true;
    });
    if (isDone === true) onClose();
  };
  return (
    <ConfirmDialog
      isOpen
      title={say('acceleration.resetCountersOf', { datastore: row.name })}
      confirmLabel={say('acceleration.reset')}
      onConfirm={() => void reset()}
      onCancel={onClose}
      isBusy={isBusy}
      errorText={fault?.message}
    >
      <p>{say('acceleration.resetCountersExplained')}</p>
    </ConfirmDialog>
  );
}
