import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useAccess } from '../../stores/access.ts';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { roleNames, type AccessKey } from '../../../shared/model/access.ts';
import { countOf } from '../parts/objectLook.ts';

/** Asks before a key lets nobody in any more. */
export function RevokeKeyDialog({ accessKey, onClose }: { accessKey: AccessKey; onClose: () => void }) {
  const { id, name, role, connectionCount } = accessKey;
  const person = useAccess((state) => state.person);
  const isOwn = person !== null && !person.isLocal && person.name === name;
  const { start, isBusy, fault } = useStarter();
  const revoke = async () => {
    if ((await start(() => yard().access.keys.revoke({ id }))) !== null) onClose();
  };
  return (
    <ConfirmDialog
      isOpen
      title={`Revoke ${name}`}
      confirmLabel="Revoke"
      isDestructive
      isBusy={isBusy}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
      onConfirm={() => void revoke()}
      onCancel={onClose}
    >
      <p>
        The access key {name} with the role {roleNames[role]} lets nobody in any more, and cannot be brought back.
      </p>
      {connectionCount === 0 ? null : (
        <p>{countOf(connectionCount, 'client that is connected with it is', 'clients that are connected with it are')} disconnected at once. Tasks that were started with it go on.</p>
      )}
      {isOwn ? <p>It is the key of this page: nothing can be done here afterwards.</p> : null}
    </ConfirmDialog>
  );
}
