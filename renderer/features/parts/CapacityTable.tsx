import { say } from '../../strings/say.ts';
import { Bytes } from './Bytes.tsx';

interface Capacity {
  readonly provisionedBytes: number;
  readonly freeBytes: number;
}

export interface CapacityRow {
  readonly id: string;
  readonly name: string;
  readonly before: Capacity;
  readonly after: Capacity;
  /** Whether `after.freeBytes` is a lower bound. */
  readonly isAtLeast?: boolean;
}

/** What several datastores hold now, and what they would hold. */
export function CapacityTable({ rows }: { rows: readonly CapacityRow[] }) {
  return (
    <table className="app-table" aria-label={say('common.capacityOfTheDatastores')}>
      <thead>
        <tr>
          <th scope="col">{say('common.datastore')}</th>
          <th scope="col" className="is-end">
            {say('parts.provisionedNow')}
          </th>
          <th scope="col" className="is-end">
            {say('parts.provisionedAfterwards')}
          </th>
          <th scope="col" className="is-end">
            {say('parts.freeNow')}
          </th>
          <th scope="col" className="is-end">
            {say('parts.freeAfterwards')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, before, after, isAtLeast = false }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td className="is-end">
              <Bytes value={before.provisionedBytes} />
            </td>
            <td className="is-end">
              <Bytes value={after.provisionedBytes} />
            </td>
            <td className="is-end">
              <Bytes value={before.freeBytes} />
            </td>
            <td className="is-end">
              <Bytes value={after.freeBytes} isAtLeast={isAtLeast} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
