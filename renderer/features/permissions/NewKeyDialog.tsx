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
      title="New access key"
      icon="user"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            Create
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField
        label="Name"
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
        description="Who it is for. Tasks and events that are started with it tell this name."
        errorText={shown.name}
        autoFocus
        onSubmit={() => void submit()}
      />
      <RadioCards label="Role" options={roleOptions} value={draft.role} onChange={(role) => setDraft({ ...draft, role: roleSchema.parse(role) })} />
      <Select
        label="Good for"
        options={lifetimes}
        value={draft.lifetime}
        onChange={(chosen) => setDraft({ ...draft, lifetime: lifetimes.find(({ id }) => id === chosen)?.id ?? draft.lifetime })}
      />
      {draft.lifetime === 'until' ? <DateTimeField label="Expires" valueMs={draft.untilMs} onChange={(untilMs) => setDraft({ ...draft, untilMs })} errorText={shown.until} /> : null}
    </Dialog>
  );
}

function Link({ made: { key, secret }, onClose }: { made: MadeKey; onClose: () => void }) {
  const { text, isWhole } = keyLink(secret);
  const copied = isWhole ? `Link for ${key.name} copied.` : `Access key of ${key.name} copied.`;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Access key ${key.name}`}
      icon="user"
      footer={
        <>
          <Button icon="copy" autoFocus onPress={() => void copyText(text, copied)}>
            {isWhole ? 'Copy link' : 'Copy key'}
          </Button>
          <Button variant="primary" onPress={onClose}>
            Done
          </Button>
        </>
      }
    >
      <Alert tone="warning">This is shown once. Only a salted hash of it is kept, so nobody can look it up again; a lost key is revoked and another one made.</Alert>
      <p>
        {isWhole ? 'Whoever opens this link' : 'Whoever comes with this key'} is {key.name}, with the role {roleNames[key.role]}.
      </p>
      <p className="app-secret-link">{text}</p>
      <p className="app-note">
        {isWhole
          ? 'The server answers on this computer alone. The address is that of the server as it runs now: after a start on another port, what follows # belongs behind the new address.'
          : 'This window serves no browser. When the yard is served (cloneyard serve), put the key behind #token= in the address that it prints.'}
      </p>
    </Dialog>
  );
}
