import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useAlarmDefinition } from '../../stores/alarms.ts';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import type { AlarmId } from '../../../shared/model/alarm.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

/** Asks before an alarm definition is deleted. */
export function DeleteAlarmDialog({ alarmId, onClose }: { alarmId: AlarmId; onClose: () => void }) {
  const definition = useAlarmDefinition(alarmId);
  const { start, isBusy, fault } = useStarter();
  if (definition === undefined) return <GoneDialog title={say('alarms.deleteAlarm')} what="alarm" onClose={onClose} />;
  const confirm = async () => {
    const removed = await start(() => yard().alarms.remove({ id: alarmId }));
    if (removed !== null) onClose();
  };
  return (
    <ConfirmDialog isOpen title={say('alarms.deleteAlarmNamed', { alarm: definition.name })} confirmLabel={say('common.deleteConfirm')} isDestructive isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>{say('alarms.deleteAlarmExplained')}</p>
    </ConfirmDialog>
  );
}
