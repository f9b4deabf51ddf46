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
  const problem = name === '' ? '' : (nameProblem(name) ?? (isTaken ? `The volume has a snapshot called ${name} already.` : ''));
  const commentProblem = comment.length > snapshotCommentLimitChars ? `A comment has at most ${snapshotCommentLimitChars} characters.` : '';

  if (volume === undefined) return <GoneDialog title="Take volume snapshot" what="The volume" onClose={onClose} />;
  const submit = async () => {
    setWasTried(true);
    if (problem !== '' || commentProblem !== '') return;
    const made = await start(() => yard().storage.createSnapshot({ volumeId: volume.id, name: name === '' ? null : name, comment: comment.trim() }));
    if (made === null) return;
    notify('success', `The snapshot ${made.name} of ${volume.name} was taken.`);
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Take snapshot of volume ${volume.name}`}
      icon="snapshot"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            Take snapshot
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        isOptional
        description="Left empty, it is made from the date and the time."
        errorText={wasTried || isTaken ? problem : ''}
        autoFocus
        onSubmit={() => void submit()}
      />
      <TextField label="Comment" value={comment} onChange={setComment} isOptional errorText={commentProblem} />
      <p className="app-note">
        Every disk on the volume is kept as it is now, at once, whatever their number. The snapshot takes space only as the disks are changed later.
        Machines go on running; their disks are kept as a power cut at that moment would leave them.
      </p>
    </Dialog>
  );
}
