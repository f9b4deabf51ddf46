import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { shell, yard } from '../../stores/connection.ts';
import { useVm } from '../../stores/inventory.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';

/** A file name that every file system takes. */
function fileNameFor(vmName: string): string {
  return `${vmName.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.img`;
}

/** Writes one disk of a machine to a sparse raw file beside the yard. */
export function ExportDiskDialog({ vmId, onClose }: { vmId: ObjectId; onClose: () => void }) {
  const vm = useVm(vmId);
  const [path, setPath] = useState('');
  const [problem, setProblem] = useState('');
  const { start, isBusy, fault, clearFault } = useStarter();
  const native = shell();
  const detail = useLoaded(vmId, (signal) => yard().inventory.vm({ id: vmId }, { signal }));
  const [chosenDisk, setChosenDisk] = useState<string | null>(null);
  const disks = detail.value?.disks ?? [];
  const disk = disks.find(({ label }) => label === chosenDisk) ?? disks[0];
  const existsAlready = fault?.code === 'FileAlreadyExists';

  const choose = async () => {
    if (native === null || vm === undefined) return;
    const chosen = await start(() => native.chooseExportTarget({ suggestedName: fileNameFor(vm.name) }));
    if (chosen?.path != null) changePath(chosen.path);
  };
  const changePath = (text: string) => {
    setPath(text);
    setProblem('');
    clearFault();
  };
  const submit = async (overwrite: boolean) => {
    const target = path.trim();
    if (target === '') {
      setProblem(say('exportDisk.pathMissing'));
      return;
    }
    const started = await start((requestId) => yard().disks.exportDisk({ vmId, ...(disk !== undefined && { disk: disk.label }), path: target, overwrite, requestId }));
    if (started !== null) onClose();
  };

  if (vm === undefined) {
    return (
      <Dialog isOpen onClose={onClose} title={say('exportDisk.exportDisk')} icon="download" footer={<Button onPress={onClose}>{say('common.close')}</Button>}>
        <Alert tone="warning">{say('exportDisk.machineIsGone')}</Alert>
      </Dialog>
    );
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('exportDisk.exportDiskOf', { vm: vm.name })}
      icon="download"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          {existsAlready ? (
            <Button variant="danger" onPress={() => void submit(true)} isBusy={isBusy}>
              {say('exportDisk.overwrite')}
            </Button>
          ) : (
            <Button variant="primary" onPress={() => void submit(false)} isBusy={isBusy}>
              {say('common.export')}
            </Button>
          )}
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} tone={existsAlready ? 'warning' : 'danger'} />}
      {disks.length < 2 || disk === undefined ? null : (
        <Select label={say('common.disk')} value={disk.label} onChange={setChosenDisk} options={disks.map(({ label, sizeBytes }) => ({ id: label, label, icon: 'disk', description: formatBytes(sizeBytes) }))} />
      )}
      <div className="app-path-line">
        <TextField
          label={say('exportDisk.pathLabel')}
          value={path}
          onChange={changePath}
          placeholder={`/path/to/${fileNameFor(vm.name)}`}
          errorText={problem}
          isCode
          autoFocus
          onSubmit={() => void submit(false)}
        />
        {native === null ? null : <Button onPress={() => void choose()}>{say('exportDisk.browse')}</Button>}
      </div>
      <KeyValueList
        items={[
          { label: say('exportDisk.format'), value: say('exportDisk.formatRawSparse') },
          { label: say('exportDisk.sizeOfTheDisk'), value: <Bytes value={disk?.sizeBytes ?? vm.space.provisionedBytes} /> },
          { label: say('exportDisk.dataToWrite'), value: <Bytes value={disk?.space.logicalBytes ?? vm.space.logicalBytes} /> },
        ]}
      />
      <p className="app-note">{say('exportDisk.blocksAreChecked')}</p>
    </Dialog>
  );
}
