import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { useVolumeUnder } from '../../stores/storage.ts';
import { nextRunAfter } from '../../../shared/dedupeSchedule.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { DateTime } from '../parts/DateTime.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { dayLabels, draftOfSchedule, readSchedule, scheduleWords, textOfDraft } from './scheduleWords.ts';

/** When dedupe runs by itself. */
export function ScheduleDialog({ datastoreId, onClose }: { datastoreId: ObjectId; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  return volume === undefined ? <GoneDialog title="Dedupe schedule" what="The volume" onClose={onClose} /> : <Editor volume={volume} onClose={onClose} />;
}

function Editor({ volume, onClose }: { volume: VolumeRow; onClose: () => void }) {
  const [draft, setDraft] = useState(() => draftOfSchedule(volume.dedupe.schedule));
  const { start, isBusy, fault } = useStarter();
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const text = textOfDraft(draft);
  const isDayMissing = draft.kind === 'times' && draft.days.length === 0;
  const schedule = isDayMissing ? 'Choose at least one day.' : readSchedule(text);
  const problem = typeof schedule === 'string' ? schedule : '';
  const nextMs = typeof schedule === 'string' ? null : nextRunAfter(schedule, Date.now());
  const submit = async () => {
    if (problem !== '') return;
    const changed = await start(() => yard().storage.setDedupe({ volumeId: volume.id, schedule: text }));
    if (changed !== null) onClose();
  };
  const toggleDay = (day: number, isOn: boolean) => change({ days: isOn ? [...draft.days, day].toSorted((a, b) => a - b) : draft.days.filter((other) => other !== day) });

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Dedupe schedule of ${volume.name}`}
      icon="clock"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            Save
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <RadioCards
        label="When runs start"
        value={draft.kind}
        onChange={(id) => change({ kind: id === 'auto' || id === 'never' ? id : 'times' })}
        options={[
          { id: 'times', label: 'At set times', description: 'On some days, at some hours.' },
          { id: 'auto', label: 'When enough data are new', description: 'Looked at every hour.' },
          { id: 'never', label: 'Never by itself', description: 'Only when it is started by hand.' },
        ]}
      />
      {draft.kind === 'times' ? (
        <>
          <fieldset className="ui-field app-days">
            <legend className="ui-field-label">Days</legend>
            {dayLabels.map((label, day) => (
              <Checkbox key={label} label={label} isSelected={draft.days.includes(day)} onChange={(isOn) => toggleDay(day, isOn)} />
            ))}
          </fieldset>
          <TextField
            label="Hours"
            value={draft.hoursText}
            onChange={(hoursText) => change({ hoursText })}
            isCode
            description="0 to 23, for example 0, or 1-5, or 0-23/2 for every second hour."
            errorText={problem}
          />
        </>
      ) : null}
      {draft.kind === 'auto' ? (
        <NumberField label="Share of new data (percent)" value={draft.percent} onChange={(percent) => change({ percent })} minValue={1} maxValue={100} errorText={problem} />
      ) : null}
      <KeyValueList
        items={[
          { label: 'Runs', value: typeof schedule === 'string' ? '' : scheduleWords(schedule) },
          { label: 'Next run', value: nextMs === null ? 'Not by the clock' : <DateTime timeMs={nextMs} /> },
          { label: 'Schedule', value: <code>{text}</code> },
        ]}
      />
    </Dialog>
  );
}
