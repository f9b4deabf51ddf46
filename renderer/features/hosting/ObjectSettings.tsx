import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import type { Container, Host, Network } from '../../../shared/model/inventory.ts';
import { formatCount } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { kindWords, vlanWords } from '../parts/objectLook.ts';

/** The name of a datacenter, cluster, folder or network, and what else it is set to, with the way to change it. */
export function ObjectSettings({ container }: { container: Container }) {
  const { id, name } = container;
  return (
    <div className="app-cards">
      <Card title={kindWords[container.kind]} aside={<DialogButton variant="flat" request={{ type: 'rename', id }}>Rename…</DialogButton>}>
        <KeyValueList items={[{ label: 'Name', value: name }]} />
      </Card>
      {container.kind === 'network' ? <VlanCard network={container} /> : null}
    </div>
  );
}

function VlanCard({ network }: { network: Network }) {
  return (
    <Card title="VLAN" aside={<DialogButton variant="flat" request={{ type: 'editObject', id: network.id }}>Edit…</DialogButton>}>
      <KeyValueList items={[{ label: 'VLAN ID', value: vlanWords(network) }]} />
      <p className="app-note">What goes over a network is not simulated: the VLAN is kept and shown.</p>
    </Card>
  );
}

/** What a host is made of. It changes only while nothing runs on it. */
export function HostHardwareCard({ host }: { host: Host }) {
  const isOpen = host.connectionState === 'maintenance';
  return (
    <Card title="Hardware" aside={isOpen ? <DialogButton variant="flat" request={{ type: 'editObject', id: host.id }}>Edit…</DialogButton> : null}>
      <KeyValueList
        items={[
          { label: 'Processor', value: `${formatCount(host.cpuCoreCount)} cores at ${formatCount(host.cpuMhz)} MHz` },
          { label: 'Memory', value: <Bytes value={host.memoryBytes} /> },
          { label: 'Model', value: host.model },
        ]}
      />
      <p className="app-note">{isOpen ? 'The host is simulated: this is configuration, not a measurement.' : 'It can be changed while the host is in maintenance mode.'}</p>
    </Card>
  );
}
