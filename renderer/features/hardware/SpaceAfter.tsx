import { Alert } from '../../ui/Alert.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { useInventory } from '../../stores/inventory.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { BeforeAfter } from '../parts/BeforeAfter.tsx';
import { CapacityTable } from '../parts/CapacityTable.tsx';
import { spaceOf, type HardwareDraft } from '../parts/hardwareDraft.ts';

/** What each datastore has now and afterwards. What deleted disks free shows only once their blocks have been counted. */
export function SpaceAfter({ draft, homeId }: { draft: HardwareDraft; homeId: ObjectId }) {
  const containers = useInventory((state) => state.containers);
  const rows = Array.from(spaceOf(draft, homeId), ([id, change]) => {
    const datastore = containers.get(id);
    if (datastore?.kind !== 'datastore' || (id !== homeId && change.provisionedBytes === 0)) return [];
    const { provisionedBytes, freeBytes } = datastore.space;
    const after = { provisionedBytes: Math.max(0, provisionedBytes + change.provisionedBytes), freeBytes: Math.max(0, freeBytes - change.reservedBytes) };
    return [{ id, name: datastore.name, before: { provisionedBytes, freeBytes }, after, reservedBytes: change.reservedBytes }];
  }).flat();
  const [only, ...others] = rows;
  if (only === undefined) return null;
  return (
    <>
      {rows.filter(({ reservedBytes, before }) => reservedBytes > before.freeBytes).map(({ id, name, reservedBytes, before }) => (
        <Alert key={id} tone="warning">{say('hardware.thickDisksDoNotFit', { datastore: name, free: formatBytes(before.freeBytes), reserved: formatBytes(reservedBytes) })}</Alert>
      ))}
      {others.length > 0 ? (
        <CapacityTable rows={rows} />
      ) : (
        <KeyValueList
          items={[
            { label: say('hardware.provisionedOn', { datastore: only.name }), value: <BeforeAfter before={only.before.provisionedBytes} after={only.after.provisionedBytes} /> },
            { label: say('hardware.freeOn', { datastore: only.name }), value: <BeforeAfter before={only.before.freeBytes} after={only.after.freeBytes} /> },
          ]}
        />
      )}
    </>
  );
}
