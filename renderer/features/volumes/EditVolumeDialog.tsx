import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { useStorage, useVolumeUnder } from '../../stores/storage.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { changesOf, draftOf, problemsOf, sizeLimitWords } from './volumeDraft.ts';
import { VolumeFields } from './VolumeFields.tsx';

/** Size, guarantee, autogrow and thresholds, while the volume is in use. */
export function EditVolumeDialog({ datastoreId, onClose }: { datastoreId: ObjectId; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  return volume === undefined ? <GoneDialog title={say('volumes.resizeAndSettings')} what="volume" onClose={onClose} /> : <Edit volume={volume} onClose={onClose} />;
}

function Edit({ volume, onClose }: { volume: VolumeRow; onClose: () => void }) {
  const [opened] = useState(() => draftOf(volume));
  const [draft, setDraft] = useState(opened);
  const aggregate = useStorage((state) => state.aggregate);
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  // A size that was left alone is not set: by now the volume may be larger, and hold more.
  const isResized = draft.sizeText !== opened.sizeText;
  const problems = problemsOf(draft, isResized && volume.isExact ? volume.physicalBytes + volume.reservedBytes : 0);
  // Below what it holds is told while it is typed.
  const sizeOnly = problems.sizeText === undefined ? {} : { sizeText: problems.sizeText };
  const submit = async () => {
    setWasTried(true);
    if (Object.keys(problems).length > 0) return;
    const settings = changesOf(opened, draft);
    if (Object.keys(settings).length === 0) return onClose();
    const changed = await start(() => yard().storage.updateVolume({ volumeId: volume.id, settings }));
    if (changed !== null) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('volumes.resizeAndSettingsOf', { volume: volume.name })}
      icon="datastore"
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
      <VolumeFields draft={draft} onChange={(change) => setDraft((before) => ({ ...before, ...change }))} problems={wasTried ? problems : sizeOnly} sizeWords={sizeLimitWords(volume, aggregate)} autoFocus />
      <p className="app-note">{say('volumes.changesTakeEffectAtOnce')}</p>
    </Dialog>
  );
}
