import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { AccelerationStatus, DatastoreAcceleration, PrimitiveState } from '../../../shared/model/offload.ts';
import { primitiveWords, profileWords } from '../../../shared/offloadWords.ts';
import { Ago } from '../parts/Ago.tsx';
import { primitiveDescriptions, statusLook } from '../parts/offloadWords.ts';

/** The status as vSphere words it, and beside it what vSphere does not tell: each primitive with its last reason. */
export function PrimitivesCard({ row }: { row: DatastoreAcceleration }) {
  return (
    <Card title="Hardware acceleration">
      <KeyValueList
        items={[
          { label: 'Status', value: <Status status={row.status} /> },
          { label: 'Array', value: `${row.arrayName}: ${profileWords[row.profile]}` },
          { label: 'What it means', value: meaningOf(row) },
        ]}
      />
      <div className="app-wide-table">
        <table className="app-table">
          <caption>Primitives of the vStorage API</caption>
          <thead>
            <tr>
              <th scope="col">Primitive</th>
              <th scope="col">Offered</th>
              <th scope="col">Status</th>
              <th scope="col">Last reason</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {row.primitives.map((state) => (
              <PrimitiveRow key={state.primitive} state={state} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function PrimitiveRow({ state }: { state: PrimitiveState }) {
  return (
    <tr>
      <th scope="row">
        {primitiveWords[state.primitive]}
        <span className="app-table-note">{primitiveDescriptions[state.primitive]}</span>
      </th>
      <td>{state.isOffered ? 'Yes' : 'No'}</td>
      <td>{state.isOffered ? <Status status={state.status} /> : '–'}</td>
      <td>{state.lastReason ?? 'Not used yet'}</td>
      <td className="is-line">{state.atMs === null ? '–' : <Ago timeMs={state.atMs} />}</td>
    </tr>
  );
}

function Status({ status }: { status: AccelerationStatus }) {
  const look = statusLook(status);
  return (
    <StatusText icon={look.icon} tone={look.tone}>
      {look.text}
    </StatusText>
  );
}

/** The published rules, applied to this device. */
function meaningOf({ status, primitives }: DatastoreAcceleration): string {
  const offered = primitives.filter(({ isOffered }) => isOffered).length;
  if (offered === 0) return 'It offers none of the primitives. Hosts do everything themselves.';
  if (status === 'supported') return 'An operation was offloaded to it with success.';
  if (status === 'notSupported') return 'An operation that was to be offloaded to it failed.';
  if (offered > 0 && offered < primitives.length) return 'It offers some of the primitives only. The status then stays unknown; the list below tells which.';
  return 'Nothing has been offloaded to it yet. The status is known after the first operation.';
}
