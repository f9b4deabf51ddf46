import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Select } from '../../ui/Select.tsx';
import { objectIdSchema } from '../../../shared/ids.ts';
import type { Network } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { isNicChanged, type NicDraft } from './hardwareDraft.ts';

export interface NicRowProps {
  nic: NicDraft;
  networks: readonly Network[];
  onChange: (change: Partial<NicDraft>) => void;
  onRemove: () => void;
  problem: string | undefined;
  /** True where it is the adapter of a template: what is made of it has an address of its own, and need not have it at all. */
  isOfTemplate?: boolean;
}

/** One network adapter: what it is on in a line, and its fields behind that. */
export function NicRow({ nic, networks, onChange, onRemove, problem, isOfTemplate = false }: NicRowProps) {
  const { label, before, networkId, isConnected, isRemoved } = nic;
  const isNew = before === null;
  if (isRemoved) {
    return (
      <div className="app-device">
        <span className="app-device-gone">{label}</span>
        <Badge tone="warning">{isOfTemplate ? say('parts.willBeLeftOut') : say('parts.willBeRemoved')}</Badge>
        <Button variant="flat" onPress={() => onChange({ isRemoved: false })}>
          {say('parts.keep', { device: label })}
        </Button>
      </div>
    );
  }
  const networkName = networks.find(({ id }) => id === networkId)?.name ?? say('parts.noNetwork');
  return (
    <div className="app-device">
      <Disclosure
        label={label}
        isInitiallyOpen={isNew}
        aside={
          <>
            <span className="app-note">{isConnected ? networkName : say('parts.networkDisconnected', { network: networkName })}</span>
            {isNew ? <Badge tone="info">{say('parts.newDevice')}</Badge> : isNicChanged(nic) ? <Badge tone="info">{say('parts.changedDevice')}</Badge> : null}
            <Button variant="flat" icon="trash" onPress={onRemove}>
              {say('parts.remove', { device: label })}
            </Button>
          </>
        }
      >
        <div className="app-form-grid">
          <Select
            label={say('parts.networkOf', { device: label })}
            value={networkId}
            onChange={(id) => onChange({ networkId: objectIdSchema.parse(id) })}
            description={before === null || isOfTemplate ? say('parts.addressGivenOut') : say('parts.macAddress', { macAddress: before.macAddress })}
            errorText={problem}
            options={networks.map(({ id, name, vlanId }) => ({ id, label: name, icon: 'network', description: vlanId === null ? say('parts.noVLAN') : say('parts.vlan', { vlanId }) }))}
          />
          <Checkbox label={say('parts.connect', { device: label })} isSelected={isConnected} onChange={(next) => onChange({ isConnected: next })} />
        </div>
      </Disclosure>
    </div>
  );
}
