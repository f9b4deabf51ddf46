import { useMemo } from 'react';
import { Select } from '../../ui/Select.tsx';
import { useInventoryIndex } from '../../stores/inventory.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { useDatastores } from './DatastoreSelect.tsx';
import { choiceText, datastoreOption, datastoreProblem, hostsAt } from './places.ts';

export interface DiskPlaceSelectProps {
  /** Of the disk. */
  label: string;
  /** Null: with the machine. */
  value: ObjectId | null;
  onChange: (datastoreId: ObjectId | null) => void;
  /** Where the machine runs and is at home; null while that is open. */
  computeId: ObjectId | null;
  homeId: ObjectId | null;
}

const withMachine = 'machine';

/** Chooses the datastore of a disk that is added. Nothing where there is none to choose. */
export function DiskPlaceSelect({ label, value, onChange, computeId, homeId }: DiskPlaceSelectProps) {
  const { containers } = useInventoryIndex();
  const datastores = useDatastores();
  const hosts = useMemo(() => hostsAt(containers, computeId), [containers, computeId]);
  const home = datastores.find(({ id }) => id === homeId);
  const others = datastores.filter(({ id }) => id !== homeId);
  if (others.length === 0 && value === null) return null;
  return (
    <Select
      label={say('parts.datastoreOf', { disk: label })}
      value={value === homeId || value === null ? withMachine : value}
      onChange={(id) => onChange(id === withMachine ? null : objectIdSchema.parse(id))}
      errorText={value === null || value === homeId ? undefined : choiceText(containers, datastores, value, hosts)}
      options={[
        { id: withMachine, label: home === undefined ? say('parts.withMachine') : say('parts.withMachineOn', { datastore: home.name }), icon: 'datastore' },
        ...others.map((datastore) => datastoreOption(datastore, datastoreProblem(containers, datastore, hosts))),
      ]}
    />
  );
}
