import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useAccess } from '../../stores/access.ts';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { roleNames, type AccessKey } from '../../../shared/model/access.ts';
import { say } from '../../strings/say.ts';

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
      title={say('permissions.revokeNamed', { name })}
      confirmLabel={say('permissions.revoke')}
      isDestructive
      isBusy={isBusy}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
      onConfirm={() => void revoke()}
      onCancel={onClose}
    >
      <p>
        {say('permissions.revokedKeyExplained', { name, role: roleNames[role] })}
      </p>
      {connectionCount === 0 ? null : (
        <p>{say('permissions.clientsAreDisconnected', { count: connectionCount })}</p>
      )}
      {isOwn ? <p>{say('permissions.isKeyOfThisPage')}</p> : null}
    </ConfirmDialog>
  );
}
