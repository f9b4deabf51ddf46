import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { useInventoryIndex } from '../../stores/inventory.ts';
import { containerIdsUnder } from '../../stores/inventoryIndex.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Host } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';

/** All hosts of a datacenter, by name. */
export function useHostsOf(datacenterId: ObjectId | undefined): Host[] {
  const index = useInventoryIndex();
  const below = new Set(datacenterId === undefined ? [] : containerIdsUnder(index, datacenterId));
  return index.containers.filter((container): container is Host => container.kind === 'host' && below.has(container.id));
}

export interface HostChecksProps {
  hosts: readonly Host[];
  unmounted: ReadonlySet<ObjectId>;
  onChange: (unmounted: ReadonlySet<ObjectId>) => void;
  /** Machines of each host that are on the datastore: it cannot be unmounted from those. */
  machinesOn?: ReadonlyMap<ObjectId, number>;
}

/** One tick for each host that sees the datastore. */
export function HostChecks({ hosts, unmounted, onChange, machinesOn }: HostChecksProps) {
  const isBound = (id: ObjectId): boolean => (machinesOn?.get(id) ?? 0) > 0 && !unmounted.has(id);
  const toggle = (id: ObjectId, isMounted: boolean) => {
    const next = new Set(unmounted);
    if (isMounted) next.delete(id);
    else next.add(id);
    onChange(next);
  };
  return (
    <fieldset className="ui-field app-checks">
      <legend className="ui-field-label">{say('volumes.hostsThatSeeIt')}</legend>
      {hosts.length === 0 ? <p>{say('volumes.noHostInDatacenter')}</p> : null}
      {hosts.map(({ id, name }) => {
        const count = machinesOn?.get(id) ?? 0;
        const bound = count === 0 ? {} : { description: say('volumes.machinesOfHostAreOnIt', { count }) };
        return <Checkbox key={id} label={name} isSelected={!unmounted.has(id)} isDisabled={isBound(id)} onChange={(isMounted) => toggle(id, isMounted)} {...bound} />;
      })}
      {hosts.length < 3 ? null : (
        <div className="app-facts-actions">
          <Button variant="flat" onPress={() => onChange(new Set())}>
            {say('volumes.selectAll')}
          </Button>
          <Button variant="flat" onPress={() => onChange(new Set(hosts.map(({ id }) => id).filter((id) => !isBound(id))))}>
            {say('volumes.selectNone')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
