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
import { say } from '../../strings/say.ts';
import { DateTime } from '../parts/DateTime.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { dayLabels, draftOfSchedule, readSchedule, scheduleWords, textOfDraft } from './scheduleWords.ts';

/** When dedupe runs by itself. */
export function ScheduleDialog({ datastoreId, onClose }: { datastoreId: ObjectId; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  return volume === undefined ? <GoneDialog title={say('dedupe.dedupeSchedule')} what="volume" onClose={onClose} /> : <Editor volume={volume} onClose={onClose} />;
}

function Editor({ volume, onClose }: { volume: VolumeRow; onClose: () => void }) {
  const [draft, setDraft] = useState(() => draftOfSchedule(volume.dedupe.schedule));
  const { start, isBusy, fault } = useStarter();
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const text = textOfDraft(draft);
  const isDayMissing = draft.kind === 'times' && draft.days.length === 0;
  const schedule = isDayMissing ? say('dedupe.chooseAtLeastOneDay') : readSchedule(text);
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
      title={say('dedupe.dedupeScheduleOf', { volume: volume.name })}
      icon="clock"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('common.save')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <RadioCards
        label={say('dedupe.whenRunsStart')}
        value={draft.kind}
        onChange={(id) => change({ kind: id === 'auto' || id === 'never' ? id : 'times' })}
        options={[
          { id: 'times', label: say('dedupe.atSetTimes'), description: say('dedupe.atSetTimesExplained') },
          { id: 'auto', label: say('dedupe.whenEnoughDataAreNew'), description: say('dedupe.enoughNewExplained') },
          { id: 'never', label: say('dedupe.neverByItself'), description: say('dedupe.neverExplained') },
        ]}
      />
      {draft.kind === 'times' ? (
        <>
          <fieldset className="ui-field app-days">
            <legend className="ui-field-label">{say('dedupe.days')}</legend>
            {dayLabels.map((label, day) => (
              <Checkbox key={label} label={label} isSelected={draft.days.includes(day)} onChange={(isOn) => toggleDay(day, isOn)} />
            ))}
          </fieldset>
          <TextField
            label={say('dedupe.hours')}
            value={draft.hoursText}
            onChange={(hoursText) => change({ hoursText })}
            isCode
            description={say('dedupe.hoursExplained')}
            errorText={problem}
          />
        </>
      ) : null}
      {draft.kind === 'auto' ? (
        <NumberField label={say('dedupe.shareOfNewDataPercent')} value={draft.percent} onChange={(percent) => change({ percent })} minValue={1} maxValue={100} errorText={problem} />
      ) : null}
      <KeyValueList
        items={[
          { label: say('dedupe.runs'), value: typeof schedule === 'string' ? '' : scheduleWords(schedule) },
          { label: say('dedupe.nextRun'), value: nextMs === null ? say('dedupe.notByTheClock') : <DateTime timeMs={nextMs} /> },
          { label: say('dedupe.schedule'), value: <code>{text}</code> },
        ]}
      />
    </Dialog>
  );
}
