import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { notify } from '../../stores/notices.ts';
import { useStarter } from '../../stores/requests.ts';
import { useVolumeSnapshots, useVolumeUnder } from '../../stores/storage.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { nameKey, nameProblem } from '../../../shared/naming.ts';
import { snapshotCommentLimitChars } from '../../../shared/model/storage.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

/** Keeps every disk on a volume as it is now. */
export function CreateVolumeSnapshotDialog({ datastoreId, onClose }: { datastoreId: ObjectId; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  const known = useVolumeSnapshots(volume).value?.snapshots ?? [];
  const [name, setName] = useState('');
  const [comment, setComment] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const isTaken = known.some((snapshot) => nameKey(snapshot.name) === nameKey(name));
  const problem = name === '' ? '' : (nameProblem(name) ?? (isTaken ? say('volumes.snapshotNameIsTaken', { name }) : ''));
  const commentProblem = comment.length > snapshotCommentLimitChars ? say('volumes.commentTooLong', { mostChars: snapshotCommentLimitChars }) : '';

  if (volume === undefined) return <GoneDialog title={say('volumes.takeVolumeSnapshot')} what="volume" onClose={onClose} />;
  const submit = async () => {
    setWasTried(true);
    if (problem !== '' || commentProblem !== '') return;
    const made = await start(() => yard().storage.createSnapshot({ volumeId: volume.id, name: name === '' ? null : name, comment: comment.trim() }));
    if (made === null) return;
    notify('success', say('volumes.snapshotWasTaken', { snapshot: made.name, volume: volume.name }));
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('volumes.takeSnapshotOfVolume', { volume: volume.name })}
      icon="snapshot"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('volumes.takeSnapshot')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField
        label={say('common.name')}
        value={name}
        onChange={setName}
        isOptional
        description={say('volumes.snapshotNameLeftEmpty')}
        errorText={wasTried || isTaken ? problem : ''}
        autoFocus
        onSubmit={() => void submit()}
      />
      <TextField label={say('volumes.comment')} value={comment} onChange={setComment} isOptional errorText={commentProblem} />
      <p className="app-note">
        {say('volumes.takingSnapshotExplained')}
      </p>
    </Dialog>
  );
}
