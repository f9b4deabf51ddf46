import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { shell, yard } from '../../stores/connection.ts';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { clearUpload, useUpload } from '../../stores/uploads.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { nameKey, nameLimitChars, nameProblem } from '../../../shared/naming.ts';
import { say } from '../../strings/say.ts';
import { DatastoreSelect, roomiest, useDatastores } from '../parts/DatastoreSelect.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { usableAt } from '../parts/places.ts';
import { FolderBrowser } from './FolderBrowser.tsx';
import { ImageFacts } from './ImageFacts.tsx';
import { UploadSource } from './UploadSource.tsx';

type Origin = 'path' | 'upload';

/** The file name without its extension, as a name that a template can have. */
function nameOfFile(fileName: string): string {
  const base = fileName.replace(/\.[^.]{1,8}$/, '');
  return base
    .replaceAll(/[/\\%\p{Cc}]+/gu, '-')
    .slice(0, nameLimitChars)
    .trim();
}

/** Makes a template out of a disk image: choose the file, see what it is, say where it goes. */
export function ImportTemplateDialog({ datastoreId, onClose }: { datastoreId: ObjectId | null; onClose: () => void }) {
  const native = shell();
  const [origin, setOrigin] = useState<Origin>('path');
  const [path, setPath] = useState('');
  const [typedName, setTypedName] = useState<string | null>(null);
  const [guestOs, setGuestOs] = useState('');
  const [chosenDatastoreId, setChosenDatastoreId] = useState(datastoreId);
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const upload = useUpload();
  const datastores = useDatastores();
  const index = useInventoryIndex();
  const vms = useInventory((state) => state.vms);

  const trimmedPath = path.trim();
  const image = useLoaded(trimmedPath === '' ? null : trimmedPath, (signal) => yard().disks.inspectImage({ path: trimmedPath }, { signal }), 300);
  const info = image.fault === null && !image.isLoading ? image.value : null;
  // Beside the yard an upload has a name of its own; people know the file by the one it came with.
  const suggestedName = origin === 'upload' && upload !== null ? nameOfFile(upload.name) : info?.suggestedName;
  const name = typedName ?? (info === null ? '' : (suggestedName ?? ''));
  const isTaken = name !== '' && index.vmIds.some((id) => nameKey(vms.get(id)?.name ?? '') === nameKey(name));
  const nameError = nameProblem(name) ?? (isTaken ? say('common.nameInUse', { name }) : null);
  const targetId = chosenDatastoreId ?? roomiest(usableAt(index.containers, datastores, null))?.id ?? null;

  // An unfinished upload has no use once the dialog is gone.
  useEffect(() => clearUpload, []);

  const chooseNative = async () => {
    if (native === null) return;
    const chosen = await start(() => native.chooseImage());
    if (chosen?.path != null) setPath(chosen.path);
  };
  const submit = async () => {
    setWasTried(true);
    if (info === null || nameError !== null) return;
    const started = await start((requestId) =>
      yard().disks.importImage({ path: trimmedPath, name, datastoreId: targetId, guestOs: guestOs.trim(), requestId, isUpload: origin === 'upload' }),
    );
    if (started !== null) onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('common.importTemplate')}
      icon="template"
      size="large"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('importTemplate.import')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      {native === null ? (
        <RadioCards
          label={say('importTemplate.whereTheDiskImageIs')}
          isRow
          value={origin}
          onChange={(id) => {
            setOrigin(id === 'upload' ? 'upload' : 'path');
            setPath('');
            clearUpload();
          }}
          options={[
            { id: 'path', label: say('importTemplate.onHostOfTheYard'), icon: 'host' },
            { id: 'upload', label: say('importTemplate.onThisComputer'), icon: 'upload' },
          ]}
        />
      ) : null}
      {origin === 'upload' ? (
        <UploadSource onUploaded={setPath} />
      ) : (
        <>
          <div className="app-path-line">
            <TextField
              label={say('importTemplate.diskImage')}
              value={path}
              onChange={setPath}
              placeholder="/path/to/disk.img"
              errorText={wasTried && trimmedPath === '' ? say('importTemplate.chooseADiskImage') : ''}
              isCode
              autoFocus
            />
            {native === null ? null : (
              <Button icon="folder" onPress={() => void chooseNative()}>
                {say('importTemplate.browse')}
              </Button>
            )}
          </div>
          {native === null ? <FolderBrowser selectedPath={trimmedPath} onChoose={setPath} /> : null}
        </>
      )}
      <ImageFacts image={image} isAsked={trimmedPath !== ''} />
      <div className="app-form-grid">
        <TextField
          label={say('importTemplate.templateName')}
          value={name}
          onChange={setTypedName}
          errorText={wasTried || (typedName !== null && typedName !== '') || isTaken ? (nameError ?? '') : ''}
        />
        <TextField label={say('common.guestOS')} value={guestOs} onChange={setGuestOs} placeholder={say('importTemplate.guestOsPlaceholder')} isOptional />
        <DatastoreSelect value={targetId} onChange={setChosenDatastoreId} neededBytes={info?.allocatedBytes ?? 0} />
      </div>
    </Dialog>
  );
}
