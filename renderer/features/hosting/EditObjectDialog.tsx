import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { containerOf } from '../../stores/inventory.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { ObjectChange } from '../../../shared/model/hosting.ts';
import type { Host, Network } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { HostFields } from './HostFields.tsx';
import { hardwareOf, hostDraftOf, hostProblems, newHostDraft, readVlan, vlanProblem } from './hostingDraft.ts';

/** Asks for another VLAN of a network, or other hardware of a host. */
export function EditObjectDialog({ id, onClose }: { id: ObjectId; onClose: () => void }) {
  // As it was when the dialog was opened: a change under way must not take away what is being typed.
  const [object] = useState(() => containerOf(id));
  return object?.kind === 'host' || object?.kind === 'network' ? <Edit object={object} onClose={onClose} /> : <GoneDialog title={say('hosting.edit')} what="object" onClose={onClose} />;
}

function Edit({ object, onClose }: { object: Host | Network; onClose: () => void }) {
  const [host, setHost] = useState(object.kind === 'host' ? hostDraftOf(object) : newHostDraft);
  const [vlanText, setVlanText] = useState(object.kind === 'network' ? String(object.vlanId ?? '') : '');
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault, clearFault } = useStarter();
  const vlan = readVlan(vlanText);
  const change = (): ObjectChange | null => {
    if (object.kind === 'network') return vlan === null ? null : { kind: 'network', ...vlan };
    const hardware = hardwareOf(host);
    return hardware === null ? null : { kind: 'host', ...hardware };
  };
  const submit = async () => {
    setWasTried(true);
    const wanted = change();
    if (wanted === null) return;
    const started = await start((requestId) => yard().hosting.edit({ id: object.id, change: wanted, requestId }));
    if (started === null) return;
    onClose();
    void follow(started.taskId);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={object.kind === 'host' ? say('hosting.editHardwareOf', { host: object.name }) : say('hosting.editNamed', { name: object.name })}
      icon={object.kind}
      size="small"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('common.ok')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      {object.kind === 'host' ? (
        <HostFields draft={host} onChange={setHost} problems={wasTried ? hostProblems(host) : {}} />
      ) : (
        <TextField
          label={say('hosting.vlanID')}
          value={vlanText}
          onChange={(text) => {
            setVlanText(text);
            clearFault();
          }}
          isOptional
          description={say('hosting.vlanHint')}
          errorText={wasTried && vlan === null ? vlanProblem : undefined}
          onSubmit={() => void submit()}
          autoFocus
        />
      )}
    </Dialog>
  );
}
