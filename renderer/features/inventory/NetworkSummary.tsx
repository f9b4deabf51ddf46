import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { useContainer, useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { relatedTo } from '../../stores/related.ts';
import type { Network } from '../../../shared/model/inventory.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { NotesCard } from '../parts/NotesCard.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { vlanWords } from '../parts/objectLook.ts';

/** What a network is and who is on it. */
export function NetworkSummary({ network }: { network: Network }) {
  const { vms, templates, hosts } = relatedTo(useInventoryIndex(), network);
  const table = useInventory((state) => state.vms);
  const datacenter = useContainer(network.parentId);
  const poweredOnCount = vms.filter((id) => table.get(id)?.powerState === 'poweredOn').length;
  return (
    <div className="app-cards">
      <Card title={say('common.network')}>
        <KeyValueList
          items={[
            { label: 'VLAN', value: vlanWords(network) },
            { label: say('common.datacenter'), value: datacenter === undefined ? '' : <ObjectLink id={datacenter.id} name={datacenter.name} /> },
            { label: say('common.hosts'), value: formatCount(hosts.length) },
            { label: say('common.virtualMachines'), value: say('inventory.totalAndPoweredOn', { total: formatCount(vms.length), poweredOn: formatCount(poweredOnCount) }) },
            { label: say('common.templates'), value: formatCount(templates.length) },
          ]}
        />
        <p className="app-note">{say('inventory.networkExplained')}</p>
      </Card>
      <NotesCard container={network} />
    </div>
  );
}
