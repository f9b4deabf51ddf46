/** Columns of the list of access keys. */
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import { roleNames, roleSchema, type AccessKey } from '../../../shared/model/access.ts';
import { DateTime } from '../parts/DateTime.tsx';
import { NameCell } from '../parts/NameCell.tsx';
import { countOf } from '../parts/objectLook.ts';

/** A key with what the present moment makes of it. */
export interface KeyRow {
  readonly key: AccessKey;
  readonly isExpired: boolean;
}

const states = ['Expired', 'Never used', 'Not connected', 'Connected'] as const;

function stateOf({ key: { connectionCount, lastUsedAtMs }, isExpired }: KeyRow): (typeof states)[number] {
  if (isExpired) return 'Expired';
  if (connectionCount > 0) return 'Connected';
  return lastUsedAtMs === null ? 'Never used' : 'Not connected';
}

function State({ row }: { row: KeyRow }) {
  const state = stateOf(row);
  if (state === 'Expired') return <StatusText icon="clock" tone="warning">{state}</StatusText>;
  if (state !== 'Connected') return state;
  const { connectionCount } = row.key;
  return (
    <StatusText icon="check" tone="success">
      {connectionCount === 1 ? state : `${state}, ${countOf(connectionCount, 'client')}`}
    </StatusText>
  );
}

export const keyColumns: readonly DataGridColumn<KeyRow>[] = [
  { id: 'name', header: 'Name', width: 200, canHide: false, isFlexible: true, cell: ({ key: { name } }) => <NameCell icon="user" tone="accent" name={name} />, sortValue: ({ key }) => key.name, filterText: ({ key }) => key.name },
  { id: 'role', header: 'Role', width: 120, cell: ({ key }) => roleNames[key.role], sortValue: ({ key }) => roleSchema.options.indexOf(key.role), filterText: ({ key }) => roleNames[key.role], exportValue: ({ key }) => roleNames[key.role] },
  { id: 'state', header: 'State', width: 150, cell: (row) => <State row={row} />, sortValue: (row) => states.indexOf(stateOf(row)), filterText: stateOf, exportValue: stateOf },
  { id: 'lastUsed', header: 'Last used', width: 170, cell: ({ key: { lastUsedAtMs } }) => (lastUsedAtMs === null ? 'Never' : <DateTime timeMs={lastUsedAtMs} />), sortValue: ({ key }) => key.lastUsedAtMs ?? 0, exportValue: ({ key }) => isoOf(key.lastUsedAtMs) },
  { id: 'expires', header: 'Expires', width: 170, cell: ({ key: { expiresAtMs } }) => (expiresAtMs === null ? 'When revoked' : <DateTime timeMs={expiresAtMs} />), sortValue: ({ key }) => key.expiresAtMs ?? Infinity, exportValue: ({ key }) => isoOf(key.expiresAtMs) },
  { id: 'created', header: 'Created', width: 170, cell: ({ key }) => <DateTime timeMs={key.createdAtMs} />, sortValue: ({ key }) => key.createdAtMs, unit: 'time' },
  { id: 'createdBy', header: 'Created by', width: 140, cell: ({ key }) => key.createdBy, sortValue: ({ key }) => key.createdBy, filterText: ({ key }) => key.createdBy },
];

function isoOf(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}
