import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { DateTimeField } from '../../ui/DateTimeField.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { copyText } from '../../stores/clipboard.ts';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { roleNames, roleSchema, type AccessKey } from '../../../shared/model/access.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { keyLink } from './keyLink.ts';
import { lifetimes, newKey, readKeyDraft } from './keyDraft.ts';
import { roleOptions } from './roleWords.ts';

interface MadeKey {
  readonly key: AccessKey;
  readonly secret: string;
}

/** Makes an access key, and shows once what lets its holder in. */
export function NewKeyDialog({ keys, onClose }: { keys: readonly AccessKey[]; onClose: () => void }) {
  const [made, setMade] = useState<MadeKey | null>(null);
  return made === null ? <Form keys={keys} onMade={setMade} onClose={onClose} /> : <Link made={made} onClose={onClose} />;
}

function Form({ keys, onMade, onClose }: { keys: readonly AccessKey[]; onMade: (made: MadeKey) => void; onClose: () => void }) {
  const [draft, setDraft] = useState(() => newKey(Date.now()));
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const { problems } = readKeyDraft(draft, keys, Date.now());
  const shown = wasTried ? problems : {};
  const submit = async () => {
    setWasTried(true);
    // The moment counts at which it is made, not that of the last key press.
    const { values } = readKeyDraft(draft, keys, Date.now());
    if (values === null) return;
    const made = await start(() => yard().access.keys.create(values));
    if (made !== null) onMade(made);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('permissions.newAccessKey')}
      icon="user"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('common.create')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField
        label={say('common.name')}
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
        description={say('permissions.nameExplained')}
        errorText={shown.name}
        autoFocus
        onSubmit={() => void submit()}
      />
      <RadioCards label={say('permissions.role')} options={roleOptions} value={draft.role} onChange={(role) => setDraft({ ...draft, role: roleSchema.parse(role) })} />
      <Select
        label={say('permissions.goodFor')}
        options={lifetimes}
        value={draft.lifetime}
        onChange={(chosen) => setDraft({ ...draft, lifetime: lifetimes.find(({ id }) => id === chosen)?.id ?? draft.lifetime })}
      />
      {draft.lifetime === 'until' ? <DateTimeField label={say('permissions.expires')} valueMs={draft.untilMs} onChange={(untilMs) => setDraft({ ...draft, untilMs })} errorText={shown.until} /> : null}
    </Dialog>
  );
}

function Link({ made: { key, secret }, onClose }: { made: MadeKey; onClose: () => void }) {
  const { text, isWhole } = keyLink(secret);
  const copied = isWhole ? say('permissions.linkCopied', { name: key.name }) : say('permissions.accessKeyCopied', { name: key.name });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('permissions.accessKeyNamed', { name: key.name })}
      icon="user"
      footer={
        <>
          <Button icon="copy" autoFocus onPress={() => void copyText(text, copied)}>
            {isWhole ? say('permissions.copyLink') : say('permissions.copyKey')}
          </Button>
          <Button variant="primary" onPress={onClose}>
            {say('common.done')}
          </Button>
        </>
      }
    >
      <Alert tone="warning">{say('permissions.keyIsShownOnce')}</Alert>
      <p>
        {isWhole ? say('permissions.whoeverOpensLink', { name: key.name, role: roleNames[key.role] }) : say('permissions.whoeverComesWithKey', { name: key.name, role: roleNames[key.role] })}
      </p>
      <p className="app-secret-link">{text}</p>
      <p className="app-note">
        {isWhole
          ? say('permissions.linkIsLocal')
          : say('permissions.keyIsForServer')}
      </p>
    </Dialog>
  );
}
