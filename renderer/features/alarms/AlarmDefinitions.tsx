import { useMemo, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { DataGrid, type DataGridColumn } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Link } from '../../ui/Link.tsx';
import type { ActionItem } from '../../ui/actions.ts';
import { useAlarms } from '../../stores/alarms.ts';
import { dialogDenial, openDialog } from '../../stores/dialogs.ts';
import { containerOf } from '../../stores/inventory.ts';
import { contract } from '../../../shared/contract/contract.ts';
import { alarmMetrics, type AlarmDefinition } from '../../../shared/model/alarm.ts';
import { say } from '../../strings/say.ts';
import { DialogButton } from '../parts/DialogButton.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { limited, type ActionCalls } from '../parts/limited.ts';

const rowId = ({ id }: AlarmDefinition) => id;
const edit = ({ id }: AlarmDefinition): void => openDialog({ type: 'editAlarm', alarmId: id, scopeId: null });
const whereWords = ({ scopeId }: AlarmDefinition): string => (scopeId === null ? say('alarms.everywhere') : (containerOf(scopeId)?.name ?? scopeId));

/** "75 %", "24 h", "by condition", "never". */
function thresholdWords({ metric }: AlarmDefinition, value: number | null): string {
  const { unit } = alarmMetrics[metric];
  if (unit === 'state') return say('alarms.byCondition');
  if (value === null) return say('alarms.never');
  return unit === 'hours' ? say('alarms.hoursShort', { hours: value }) : `${value} %`;
}

const columns: readonly DataGridColumn<AlarmDefinition>[] = [
  { id: 'name', header: say('common.name'), width: 220, cell: (definition) => <Link onPress={() => edit(definition)}>{definition.name}</Link>, sortValue: ({ name }) => name, filterText: ({ name }) => name },
  { id: 'enabled', header: say('alarms.enabled'), width: 90, cell: ({ isEnabled }) => (isEnabled ? say('alarms.yes') : say('alarms.no')), sortValue: ({ isEnabled }) => Number(isEnabled), filterText: ({ isEnabled }) => (isEnabled ? say('alarms.yes') : say('alarms.no')) },
  { id: 'warning', header: say('alarms.yellowFrom'), width: 110, align: 'end', cell: (definition) => thresholdWords(definition, definition.warningAt), sortValue: ({ warningAt }) => warningAt ?? Infinity, exportValue: (definition) => thresholdWords(definition, definition.warningAt) },
  { id: 'critical', header: say('alarms.redFrom'), width: 110, align: 'end', cell: (definition) => thresholdWords(definition, definition.criticalAt), sortValue: ({ criticalAt }) => criticalAt ?? Infinity, exportValue: (definition) => thresholdWords(definition, definition.criticalAt) },
  { id: 'where', header: say('alarms.where'), width: 140, cell: whereWords, sortValue: whereWords, filterText: whereWords },
  {
    id: 'meaning',
    header: say('alarms.whatItWatches'),
    width: 400,
    isFlexible: true,
    cell: ({ metric }) => <span title={alarmMetrics[metric].meaning}>{alarmMetrics[metric].meaning}</span>,
    sortValue: ({ metric }) => alarmMetrics[metric].label,
    filterText: ({ metric }) => `${alarmMetrics[metric].label} ${alarmMetrics[metric].meaning}`,
  },
];

const newAlarm = { type: 'editAlarm', alarmId: null, scopeId: null } as const;
const calls: ActionCalls = { edit: contract.alarms.update, delete: contract.alarms.remove };

/** What alarms watch, and from which figures on they are yellow and red. */
export function AlarmDefinitions() {
  const rows = useAlarms((state) => state.definitions);
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const selected = useMemo(() => rows.filter((row) => selectedIds.has(rowId(row))), [rows, selectedIds]);
  const editReason = selected.length === 1 ? undefined : say('alarms.selectOneDefinition');
  return (
    <DataGrid
      aria-label={say('alarms.alarmDefinitions')}
      columns={columns}
      rows={rows}
      getRowId={rowId}
      selectedIds={selectedIds}
      onSelectionChange={setSelectedIds}
      selectionMode="single"
      onOpen={edit}
      contextActions={actionsFor}
      itemNames={itemNames.alarmDefinition}
      {...gridMemory('alarmDefinitions')}
      toolbar={
        <>
          <DialogButton variant="flat" icon="plus" request={newAlarm}>
            {say('alarms.newAlarmAction')}
          </DialogButton>
          <Button variant="flat" disabledReason={dialogDenial(newAlarm) ?? editReason} onPress={() => selected.forEach(edit)}>
            {say('common.edit')}
          </Button>
        </>
      }
      emptyState={<EmptyState icon="bell" title={say('alarms.noAlarmDefinitions')} text={say('alarms.noDefinitionsText')} />}
    />
  );
}

function actionsFor(definitions: readonly AlarmDefinition[]): ActionItem[] {
  const [definition] = definitions;
  if (definition === undefined) return [];
  const actions: ActionItem[] = [
    { id: 'edit', label: say('common.edit'), icon: 'bell', onAction: () => edit(definition) },
    { id: 'delete', label: say('common.delete'), icon: 'trash', separatorBefore: true, onAction: () => openDialog({ type: 'deleteAlarm', alarmId: definition.id }) },
  ];
  return limited(actions, calls);
}
