import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useContainer } from '../../stores/inventory.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { NewObject, NewObjectKind } from '../../../shared/model/hosting.ts';
import { nameProblem } from '../../../shared/naming.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { HostFields } from './HostFields.tsx';
import { hardwareOf, hostProblems, newHostDraft, readVlan, vlanProblem } from './hostingDraft.ts';

const words: Readonly<Record<NewObjectKind, { readonly title: string; readonly name: string; readonly describe: (place: string) => string }>> = {
  datacenter: { title: say('hosting.newDatacenter'), name: say('hosting.datacenterName'), describe: (place) => say('hosting.newDatacenterExplained', { place }) },
  cluster: { title: say('hosting.newCluster'), name: say('hosting.clusterName'), describe: (place) => say('hosting.newClusterExplained', { place }) },
  host: { title: say('hosting.addHost'), name: say('hosting.hostNameOrIPAddress'), describe: (place) => say('hosting.newHostExplained', { place }) },
  network: { title: say('hosting.newNetwork'), name: say('hosting.networkName'), describe: (place) => say('hosting.newNetworkExplained', { place }) },
};

/** Asks for what a new datacenter, cluster, host or network is to be. */
export function NewObjectDialog({ kind, parentId, onClose }: { kind: NewObjectKind; parentId: ObjectId; onClose: () => void }) {
  const parent = useContainer(parentId);
  const [name, setName] = useState('');
  const [host, setHost] = useState(newHostDraft);
  const [vlanText, setVlanText] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault, clearFault } = useStarter();
  const { title, name: nameLabel, describe } = words[kind];
  if (parent === undefined) return <GoneDialog title={title} what="place" onClose={onClose} />;
  const problem = nameProblem(name);
  const vlan = readVlan(vlanText);
  const object = (): NewObject | null => {
    if (problem !== null) return null;
    if (kind === 'datacenter') return { kind, name };
    if (kind === 'cluster') return { kind, parentId, name };
    if (kind === 'network') return vlan === null ? null : { kind, parentId, name, ...vlan };
    const hardware = hardwareOf(host);
    return hardware === null ? null : { kind, parentId, name, ...hardware };
  };
  const submit = async () => {
    setWasTried(true);
    const wanted = object();
    if (wanted === null) return;
    const started = await start((requestId) => yard().hosting.create({ object: wanted, requestId }));
    if (started === null) return;
    onClose();
    void follow(started.taskId);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      icon={kind}
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
      <TextField
        label={nameLabel}
        value={name}
        onChange={(text) => {
          setName(text);
          clearFault();
        }}
        errorText={wasTried ? (problem ?? undefined) : undefined}
        description={describe(parent.name)}
        onSubmit={() => void submit()}
        autoFocus
      />
      {kind === 'host' ? <HostFields draft={host} onChange={setHost} problems={wasTried ? hostProblems(host) : {}} /> : null}
      {kind === 'host' ? <p className="app-note">{say('hosting.newHostIsSimulated')}</p> : null}
      {kind === 'network' ? (
        <TextField label={say('hosting.vlanID')} value={vlanText} onChange={setVlanText} isOptional description={say('hosting.vlanHint')} errorText={wasTried && vlan === null ? vlanProblem : undefined} onSubmit={() => void submit()} />
      ) : null}
    </Dialog>
  );
}
