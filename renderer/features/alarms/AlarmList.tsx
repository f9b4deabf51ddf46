import { useMemo, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import type { ActionItem } from '../../ui/actions.ts';
import { acknowledgeAlarms, resetAlarms, useAlarms, useAlarmsOn } from '../../stores/alarms.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { TriggeredAlarm } from '../../../shared/model/alarm.ts';
import { say } from '../../strings/say.ts';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { limited, type ActionCalls } from '../parts/limited.ts';
import { alarmColumns } from './alarmColumns.tsx';

export interface AlarmListProps {
  'aria-label': string;
  /** Objects whose alarms are shown; null: all. Keep the set identical while its members stay the same. */
  ids: ReadonlySet<ObjectId> | null;
  /** Inside a panel that has its own frame. */
  isBare?: boolean;
}

const rowId = ({ alarmId, target }: TriggeredAlarm) => `${alarmId}/${target.id}`;

/** Triggered alarms, red ahead of yellow, and what can be done about them. */
export function AlarmList({ 'aria-label': ariaLabel, ids, isBare = false }: AlarmListProps) {
  const rows = useAlarmsOn(ids);
  const isReady = useAlarms((state) => state.phase === 'ready');
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const selected = useMemo(() => rows.filter((row) => selectedIds.has(rowId(row))), [rows, selectedIds]);
  const actions = alarmActions(selected);
  return (
    <DataGrid
      aria-label={ariaLabel}
      columns={alarmColumns}
      rows={rows}
      getRowId={rowId}
      selectedIds={selectedIds}
      onSelectionChange={setSelectedIds}
      contextActions={alarmActions}
      hasFilter={!isBare}
      isBare={isBare}
      itemNames={itemNames.alarm}
      {...gridMemory('alarms')}
      toolbar={
        isBare
          ? undefined
          : actions.map(({ id, label, icon, disabledReason, onAction }) => (
              <Button key={id} variant="flat" {...(icon === undefined ? {} : { icon })} disabledReason={disabledReason} onPress={onAction}>
                {label}
              </Button>
            ))
      }
      emptyState={<EmptyState icon={isReady ? 'check' : 'clock'} title={isReady ? say('alarms.noAlarmIsTriggered') : say('alarms.loadingTheAlarms')} />}
    />
  );
}

const calls: ActionCalls = { acknowledge: contract.alarms.acknowledge, reset: contract.alarms.reset };

function alarmActions(alarms: readonly TriggeredAlarm[]): ActionItem[] {
  const open = alarms.filter(({ acknowledged }) => acknowledged === null);
  const none = alarms.length === 0 ? say('alarms.selectAlarmFirst') : undefined;
  const actions: ActionItem[] = [
    { id: 'acknowledge', label: say('alarms.acknowledge'), icon: 'check', disabledReason: none ?? (open.length === 0 ? say('alarms.allAcknowledgedAlready') : undefined), onAction: () => void acknowledgeAlarms(open) },
    { id: 'reset', label: say('alarms.resetToGreen'), icon: 'revert', disabledReason: none, onAction: () => void resetAlarms(alarms) },
  ];
  return limited(actions, calls);
}
