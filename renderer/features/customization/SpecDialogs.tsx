import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { customizationChanged } from '../../stores/customization.ts';
import { useStarter } from '../../stores/requests.ts';
import { specNameSchema, type CustomizationSpec, type IpPool } from '../../../shared/model/customization.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';

const textOf = (fault: { message: string; hint?: string | undefined } | null): string | undefined => (fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' '));

export function DeleteSpecDialog({ spec, onClose }: { spec: CustomizationSpec; onClose: () => void }) {
  const { start, isBusy, fault } = useStarter();
  const remove = async () => {
    if ((await start(() => yard().customization.remove({ specId: spec.id }))) === null) return;
    customizationChanged();
    onClose();
  };
  return (
    <ConfirmDialog isOpen title={`Delete ${spec.values.name}`} confirmLabel="Delete" isDestructive isBusy={isBusy} errorText={textOf(fault)} onConfirm={() => void remove()} onCancel={onClose}>
      <p>The specification {spec.values.name} is deleted{spec.secrets.length === 0 ? '' : ', and its secrets with it'}. Machines that were customized with it stay as they are.</p>
    </ConfirmDialog>
  );
}

export function DeletePoolDialog({ pool, onClose }: { pool: IpPool; onClose: () => void }) {
  const { start, isBusy, fault } = useStarter();
  const remove = async () => {
    if ((await start(() => yard().customization.removePool({ poolId: pool.id }))) === null) return;
    customizationChanged();
    onClose();
  };
  return (
    <ConfirmDialog isOpen title={`Delete ${pool.values.name}`} confirmLabel="Delete" isDestructive isBusy={isBusy} errorText={textOf(fault)} onConfirm={() => void remove()} onCancel={onClose}>
      <p>The pool {pool.values.name} is deleted. Machines that have addresses of it keep them.</p>
    </ConfirmDialog>
  );
}

interface NamingDialogProps {
  title: string;
  icon: 'copy' | 'upload';
  verb: string;
  firstName: string;
  /** Resolves when it is done. */
  run: (name: string) => Promise<unknown>;
  note: string;
  onClose: () => void;
}

/** Asks for the name of a specification that is made of another one or of a file. */
function NamingDialog({ title, icon, verb, firstName, run, note, onClose }: NamingDialogProps) {
  const [name, setName] = useState(firstName);
  const { start, isBusy, fault } = useStarter();
  const parsed = specNameSchema.safeParse(name.trim());
  const submit = async () => {
    if (!parsed.success || (await start(() => run(parsed.data))) === null) return;
    customizationChanged();
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      icon={icon}
      size="small"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {verb}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField label="Name" value={name} onChange={setName} errorText={parsed.success ? '' : parsed.error.issues[0]?.message} autoFocus onSubmit={() => void submit()} />
      <p className="app-note">{note}</p>
    </Dialog>
  );
}

export function DuplicateSpecDialog({ spec, onClose }: { spec: CustomizationSpec; onClose: () => void }) {
  const note = spec.secrets.length === 0 ? 'Everything else is the same.' : 'Everything else is the same, secrets included.';
  return (
    <NamingDialog title={`Duplicate ${spec.values.name}`} icon="copy" verb="Duplicate" firstName={`${spec.values.name.slice(0, 74)} copy`} run={(name) => yard().customization.duplicate({ specId: spec.id, name })} note={note} onClose={onClose} />
  );
}

/** @param text what the chosen file holds */
export function ImportSpecDialog({ text, firstName, onClose }: { text: string; firstName: string; onClose: () => void }) {
  return (
    <NamingDialog
      title="Import specification"
      icon="upload"
      verb="Import"
      firstName={firstName}
      run={(name) => yard().customization.import({ text, name, secrets: {} })}
      note="No file holds secrets: set them afterwards, by editing the specification."
      onClose={onClose}
    />
  );
}
