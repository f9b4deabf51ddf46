import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { customizationChanged } from '../../stores/customization.ts';
import { useStarter } from '../../stores/requests.ts';
import { specNameSchema, type CustomizationSpec, type IpPool } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';
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
    <ConfirmDialog isOpen title={say('customization.deleteNamed', { name: spec.values.name })} confirmLabel={say('common.deleteConfirm')} isDestructive isBusy={isBusy} errorText={textOf(fault)} onConfirm={() => void remove()} onCancel={onClose}>
      <p>{spec.secrets.length === 0 ? say('customization.specDeleted', { specification: spec.values.name }) : say('customization.specAndSecretsDeleted', { specification: spec.values.name })}</p>
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
    <ConfirmDialog isOpen title={say('customization.deleteNamed', { name: pool.values.name })} confirmLabel={say('common.deleteConfirm')} isDestructive isBusy={isBusy} errorText={textOf(fault)} onConfirm={() => void remove()} onCancel={onClose}>
      <p>{say('customization.poolDeleted', { pool: pool.values.name })}</p>
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
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {verb}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField label={say('common.name')} value={name} onChange={setName} errorText={parsed.success ? '' : parsed.error.issues[0]?.message} autoFocus onSubmit={() => void submit()} />
      <p className="app-note">{note}</p>
    </Dialog>
  );
}

export function DuplicateSpecDialog({ spec, onClose }: { spec: CustomizationSpec; onClose: () => void }) {
  const note = spec.secrets.length === 0 ? say('customization.duplicateExplained') : say('customization.duplicateWithSecretsExplained');
  return (
    <NamingDialog title={say('customization.duplicateNamed', { specification: spec.values.name })} icon="copy" verb={say('customization.duplicate')} firstName={say('customization.nameOfCopy', { specification: spec.values.name.slice(0, 74) })} run={(name) => yard().customization.duplicate({ specId: spec.id, name })} note={note} onClose={onClose} />
  );
}

/** @param text what the chosen file holds */
export function ImportSpecDialog({ text, firstName, onClose }: { text: string; firstName: string; onClose: () => void }) {
  return (
    <NamingDialog
      title={say('customization.importSpecification')}
      icon="upload"
      verb={say('customization.import')}
      firstName={firstName}
      run={(name) => yard().customization.import({ text, name, secrets: {} })}
      note={say('customization.importExplained')}
      onClose={onClose}
    />
  );
}
