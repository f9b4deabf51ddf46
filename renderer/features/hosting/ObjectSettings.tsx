import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import type { Container, Host, Network } from '../../../shared/model/inventory.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { kindWords, vlanWords } from '../parts/objectLook.ts';

/** The name of a datacenter, cluster, folder or network, and what else it is set to, with the way to change it. */
export function ObjectSettings({ container }: { container: Container }) {
  const { id, name } = container;
  return (
    <div className="app-cards">
      <Card title={kindWords[container.kind]} aside={<DialogButton variant="flat" request={{ type: 'rename', id }}>{say('hosting.rename')}</DialogButton>}>
        <KeyValueList items={[{ label: say('common.name'), value: name }]} />
      </Card>
      {container.kind === 'network' ? <VlanCard network={container} /> : null}
    </div>
  );
}

function VlanCard({ network }: { network: Network }) {
  return (
    <Card title="VLAN" aside={<DialogButton variant="flat" request={{ type: 'editObject', id: network.id }}>{say('common.edit')}</DialogButton>}>
      <KeyValueList items={[{ label: say('hosting.vlanID'), value: vlanWords(network) }]} />
      <p className="app-note">{say('hosting.vlanIsNotSimulated')}</p>
    </Card>
  );
}

/** What a host is made of. It changes only while nothing runs on it. */
export function HostHardwareCard({ host }: { host: Host }) {
  const isOpen = host.connectionState === 'maintenance';
  return (
    <Card title={say('hosting.hardware')} aside={isOpen ? <DialogButton variant="flat" request={{ type: 'editObject', id: host.id }}>{say('common.edit')}</DialogButton> : null}>
      <KeyValueList
        items={[
          { label: say('hosting.processor'), value: say('hosting.coresAtClock', { cores: formatCount(host.cpuCoreCount), mhz: formatCount(host.cpuMhz) }) },
          { label: say('common.memory'), value: <Bytes value={host.memoryBytes} /> },
          { label: say('hosting.model'), value: host.model },
        ]}
      />
      <p className="app-note">{isOpen ? say('hosting.hardwareIsSimulated') : say('hosting.changedInMaintenanceOnly')}</p>
    </Card>
  );
}
