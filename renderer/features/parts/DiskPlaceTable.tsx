import { Select } from '../../ui/Select.tsx';
import { useInventoryIndex } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { objectIdSchema, type ObjectId, type StoragePolicyId } from '../../../shared/ids.ts';
import type { Host } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from './Bytes.tsx';
import { useDatastores } from './DatastoreSelect.tsx';
import { datastoreName, placeable, withPlace, type DiskPlaces, type PlacedDisk } from './diskPlaces.ts';
import { choiceText, datastoreOption, datastoreProblem } from './places.ts';
import { compatibleFirst } from './PolicySelect.tsx';

export interface DiskPlaceTableProps {
  disks: readonly PlacedDisk[];
  places: DiskPlaces;
  onChange: (places: DiskPlaces) => void;
  /** Chosen for the machine; null where each disk goes beside its original, or stays. */
  homeId: ObjectId | null;
  /** What a disk does that is not placed while nothing is chosen for the machine: "Where the template has it". */
  besideWords: string;
  /** Those that the machine may run on. */
  hosts: readonly Host[];
  /** Datastores that fit it come first. */
  policyId?: StoragePolicyId | null | undefined;
}

const withMachine = 'machine';

/** Chooses a datastore for each disk. */
export function DiskPlaceTable({ disks, places, onChange, homeId, besideWords, hosts, policyId }: DiskPlaceTableProps) {
  const { containers } = useInventoryIndex();
  const datastores = useDatastores();
  const book = usePolicyBook();
  const options = compatibleFirst(datastores.map((datastore) => datastoreOption(datastore, datastoreProblem(containers, datastore, hosts))), book, policyId);
  const defaultLabel = (disk: PlacedDisk): string =>
    homeId === null ? say('parts.besideOn', { beside: besideWords, datastore: datastoreName(datastores, disk.datastoreId) }) : say('parts.withMachineOn', { datastore: datastoreName(datastores, homeId) });
  const problemOf = (disk: PlacedDisk): string | undefined => {
    const chosenId = places[disk.label];
    return chosenId === undefined ? undefined : choiceText(containers, datastores, chosenId, hosts);
  };
  return (
    <table className="app-table app-disk-places" aria-label={say('parts.datastoresOfTheDisks')}>
      <thead>
        <tr>
          <th scope="col">{say('common.disk')}</th>
          <th scope="col" className="is-end">
            {say('common.size')}
          </th>
          <th scope="col">{say('common.datastore')}</th>
        </tr>
      </thead>
      <tbody>
        {placeable(disks).map((disk) => (
          <tr key={disk.label}>
            <th scope="row">{disk.label}</th>
            <td className="is-end">
              <Bytes value={disk.sizeBytes} />
            </td>
            <td>
              <Select
                label={say('parts.datastoreOf', { disk: disk.label })}
                isLabelHidden
                value={places[disk.label] ?? withMachine}
                onChange={(id) => onChange(withPlace(places, disk.label, id === withMachine ? null : objectIdSchema.parse(id)))}
                errorText={problemOf(disk)}
                options={[{ id: withMachine, label: defaultLabel(disk) }, ...options]}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
