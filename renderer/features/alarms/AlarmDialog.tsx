import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useAlarmDefinition } from '../../stores/alarms.ts';
import { yard } from '../../stores/connection.ts';
import { useInventoryIndex } from '../../stores/inventory.ts';
import { useStarter } from '../../stores/requests.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import { alarmMetricSchema, alarmMetrics, type AlarmDefinition, type AlarmId } from '../../../shared/model/alarm.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { kindWords } from '../parts/objectLook.ts';
import { draftOf, hasThresholds, newDraft, problemsOf, settingsOf } from './alarmDraft.ts';

/** Makes an alarm definition, or changes one. */
export function AlarmDialog({ alarmId, scopeId, onClose }: { alarmId: AlarmId | null; scopeId: ObjectId | null; onClose: () => void }) {
  const definition = useAlarmDefinition(alarmId);
  if (alarmId !== null && definition === undefined) return <GoneDialog title={say('alarms.editAlarm')} what="alarm" onClose={onClose} />;
  return <Edit definition={definition} scopeId={scopeId} onClose={onClose} />;
}

const everywhere = 'everywhere';
const metricOptions = alarmMetricSchema.options.map((id) => ({ id, label: alarmMetrics[id].label, description: alarmMetrics[id].objectKind === 'host' ? say('common.hosts') : say('common.datastores') }));

function Edit({ definition, scopeId, onClose }: { definition: AlarmDefinition | undefined; scopeId: ObjectId | null; onClose: () => void }) {
  const [draft, setDraft] = useState(() => (definition === undefined ? newDraft(scopeId) : draftOf(definition)));
  const [wasTried, setWasTried] = useState(false);
  const { containers } = useInventoryIndex();
  const { start, isBusy, fault } = useStarter();
  const problems = problemsOf(draft);
  const shown = wasTried ? problems : {};
  const { unit, meaning } = alarmMetrics[draft.metric];
  const submit = async () => {
    setWasTried(true);
    if (Object.keys(problems).length > 0) return;
    const settings = settingsOf(draft, definition !== undefined && definition.metric === draft.metric ? definition.description : meaning);
    const saved = await start(() => (definition === undefined ? yard().alarms.create(settings) : yard().alarms.update({ id: definition.id, settings })));
    if (saved !== null) onClose();
  };
  const threshold = (label: string, field: 'warningAt' | 'criticalAt', errorText: string | undefined) => (
    <NumberField
      label={label}
      value={draft[field]}
      onChange={(value) => setDraft({ ...draft, [field]: value })}
      minValue={1}
      maxValue={100_000}
      description={say('alarms.thresholdExplained')}
      errorText={errorText}
    />
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={definition === undefined ? say('alarms.newAlarm') : say('alarms.editAlarmNamed', { alarm: definition.name })}
      icon="bell"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {definition === undefined ? say('common.create') : say('common.save')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField label={say('common.name')} value={draft.name} onChange={(name) => setDraft({ ...draft, name })} errorText={shown.name} autoFocus />
      <Select
        label={say('alarms.whatItWatches')}
        options={metricOptions}
        value={draft.metric}
        onChange={(id) => setDraft({ ...draft, metric: alarmMetricSchema.parse(id) })}
        description={meaning}
      />
      <Select
        label={say('alarms.where')}
        options={[{ id: everywhere, label: say('alarms.everywhere') }, ...containers.filter(({ kind }) => kind !== 'vcenter' && kind !== 'folder' && kind !== 'network').map(({ id, name, kind }) => ({ id, label: name, description: kindWords[kind] }))]}
        value={draft.scopeId ?? everywhere}
        onChange={(id) => setDraft({ ...draft, scopeId: id === everywhere ? null : objectIdSchema.parse(id) })}
      />
      {hasThresholds(draft) ? (
        <>
          {threshold(unit === 'hours' ? say('alarms.yellowFromHours') : say('alarms.yellowFromPercent'), 'warningAt', undefined)}
          {threshold(unit === 'hours' ? say('alarms.redFromHours') : say('alarms.redFromPercent'), 'criticalAt', shown.thresholds)}
        </>
      ) : null}
      <Checkbox label={say('alarms.enabled')} isSelected={draft.isEnabled} onChange={(isEnabled) => setDraft({ ...draft, isEnabled })} description={say('alarms.enabledExplained')} />
    </Dialog>
  );
}
