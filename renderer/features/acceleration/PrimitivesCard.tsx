import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { AccelerationStatus, DatastoreAcceleration, PrimitiveState } from '../../../shared/model/offload.ts';
import { primitiveWords, profileWords } from '../../../shared/offloadWords.ts';
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import { primitiveDescriptions, statusLook } from '../parts/offloadWords.ts';

/** The status as vSphere words it, and beside it what vSphere does not tell: each primitive with its last reason. */
export function PrimitivesCard({ row }: { row: DatastoreAcceleration }) {
  return (
    <Card title={say('common.hardwareAcceleration')}>
      <KeyValueList
        items={[
          { label: say('acceleration.status'), value: <Status status={row.status} /> },
          { label: say('acceleration.array'), value: `${row.arrayName}: ${profileWords[row.profile]}` },
          { label: say('acceleration.whatItMeans'), value: meaningOf(row) },
        ]}
      />
      <div className="app-wide-table">
        <table className="app-table">
          <caption>{say('acceleration.primitivesOfVStorageApi')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('acceleration.primitive')}</th>
              <th scope="col">{say('acceleration.offered')}</th>
              <th scope="col">{say('acceleration.status')}</th>
              <th scope="col">{say('acceleration.lastReason')}</th>
              <th scope="col">{say('common.when')}</th>
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
      <td>{state.isOffered ? say('acceleration.yes') : say('acceleration.no')}</td>
      <td>{state.isOffered ? <Status status={state.status} /> : '–'}</td>
      <td>{state.lastReason ?? say('acceleration.notUsedYet')}</td>
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
  if (offered === 0) return say('acceleration.statusNothingOffered');
  if (status === 'supported') return say('acceleration.statusSupportedExplained');
  if (status === 'notSupported') return say('acceleration.statusNotSupportedExplained');
  if (offered > 0 && offered < primitives.length) return say('acceleration.statusPartlyOffered');
  return say('acceleration.statusUnknownExplained');
}
