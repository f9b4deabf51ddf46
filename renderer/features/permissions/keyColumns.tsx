/** Columns of the list of access keys. */
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import { roleNames, roleSchema, type AccessKey } from '../../../shared/model/access.ts';
import { say } from '../../strings/say.ts';
import { DateTime } from '../parts/DateTime.tsx';
import { NameCell } from '../parts/NameCell.tsx';

/** A key with what the present moment makes of it. */
export interface KeyRow {
  readonly key: AccessKey;
  readonly isExpired: boolean;
}

type KeyState = 'expired' | 'neverUsed' | 'notConnected' | 'connected';

/** In the order in which the column sorts them. */
const stateNames: Readonly<Record<KeyState, string>> = {
  expired: say('permissions.expired'),
  neverUsed: say('permissions.neverUsed'),
  notConnected: say('permissions.notConnected'),
  connected: say('common.connected'),
};
const stateOrder = Object.keys(stateNames);

function stateOf({ key: { connectionCount, lastUsedAtMs }, isExpired }: KeyRow): KeyState {
  if (isExpired) return 'expired';
  if (connectionCount > 0) return 'connected';
  return lastUsedAtMs === null ? 'neverUsed' : 'notConnected';
}

const stateWords = (row: KeyRow): string => stateNames[stateOf(row)];

function State({ row }: { row: KeyRow }) {
  const state = stateOf(row);
  const words = stateNames[state];
  if (state === 'expired') return <StatusText icon="clock" tone="warning">{words}</StatusText>;
  if (state !== 'connected') return words;
  const { connectionCount } = row.key;
  return (
    <StatusText icon="check" tone="success">
      {connectionCount === 1 ? words : say('permissions.connectedClients', { count: connectionCount })}
    </StatusText>
  );
}

export const keyColumns: readonly DataGridColumn<KeyRow>[] = [
  { id: 'name', header: say('common.name'), width: 200, canHide: false, isFlexible: true, cell: ({ key: { name } }) => <NameCell icon="user" tone="accent" name={name} />, sortValue: ({ key }) => key.name, filterText: ({ key }) => key.name },
  { id: 'role', header: say('permissions.role'), width: 120, cell: ({ key }) => roleNames[key.role], sortValue: ({ key }) => roleSchema.options.indexOf(key.role), filterText: ({ key }) => roleNames[key.role], exportValue: ({ key }) => roleNames[key.role] },
  { id: 'state', header: say('common.state'), width: 150, cell: (row) => <State row={row} />, sortValue: (row) => stateOrder.indexOf(stateOf(row)), filterText: stateWords, exportValue: stateWords },
  { id: 'lastUsed', header: say('permissions.lastUsed'), width: 170, cell: ({ key: { lastUsedAtMs } }) => (lastUsedAtMs === null ? say('permissions.never') : <DateTime timeMs={lastUsedAtMs} />), sortValue: ({ key }) => key.lastUsedAtMs ?? 0, exportValue: ({ key }) => isoOf(key.lastUsedAtMs) },
  { id: 'expires', header: say('permissions.expires'), width: 170, cell: ({ key: { expiresAtMs } }) => (expiresAtMs === null ? say('permissions.whenRevoked') : <DateTime timeMs={expiresAtMs} />), sortValue: ({ key }) => key.expiresAtMs ?? Infinity, exportValue: ({ key }) => isoOf(key.expiresAtMs) },
  { id: 'created', header: say('common.created'), width: 170, cell: ({ key }) => <DateTime timeMs={key.createdAtMs} />, sortValue: ({ key }) => key.createdAtMs, unit: 'time' },
  { id: 'createdBy', header: say('permissions.createdBy'), width: 140, cell: ({ key }) => key.createdBy, sortValue: ({ key }) => key.createdBy, filterText: ({ key }) => key.createdBy },
];

function isoOf(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}
