import { Select } from '../../ui/Select.tsx';
import { useAcceleration } from '../../stores/acceleration.ts';
import { containerOf, useVm } from '../../stores/inventory.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { datastoreIdsOf, diskFormatSchema, type DiskFormat } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import type { Placement } from './PlacementFields.tsx';
import { thinOnlyReason } from './thinOnly.ts';

export const diskFormatWords: Record<DiskFormat, string> = { thin: say('common.thin'), lazyZeroedThick: say('parts.thickLazyZeroed'), eagerZeroedThick: say('parts.thickEagerZeroed') };

const descriptions: Record<DiskFormat, string> = {
  thin: say('parts.thinExplained'),
  lazyZeroedThick: say('parts.lazyThickExplained'),
  eagerZeroedThick: say('parts.eagerThickExplained'),
};
const asSource = 'source';

export interface DiskFormatSelectProps {
  sourceId: ObjectId | null;
  placement: Placement;
  /** Every datastore that disks come to, where that is more than the placement says. */
  targetIds?: readonly ObjectId[] | undefined;
  /** Null: each disk keeps the format of the source. */
  value: DiskFormat | null;
  onChange: (format: DiskFormat | null) => void;
}

/** Chooses how space is set aside for the disks of clones, among what the datastore offers. */
export function DiskFormatSelect({ sourceId, placement, targetIds, value, onChange }: DiskFormatSelectProps) {
  const reason = useThinOnlyReason(sourceId, placement, targetIds);
  const isOffered = (format: DiskFormat) => reason === null || format === 'thin';
  return (
    <Select
      label={say('common.diskFormat')}
      value={value ?? asSource}
      onChange={(id) => onChange(id === asSource ? null : diskFormatSchema.parse(id))}
      {...(reason === null ? {} : value === null || isOffered(value) ? { description: reason } : { errorText: reason })}
      options={[
        { id: asSource, label: say('parts.sameAsTheSource') },
        ...diskFormatSchema.options.map((id) => ({
          id,
          label: diskFormatWords[id],
          description: isOffered(id) ? descriptions[id] : say('parts.notOfferedByThisDatastore'),
          isDisabled: !isOffered(id),
        })),
      ]}
    />
  );
}

function useThinOnlyReason(sourceId: ObjectId | null, { datastoreId, computeId }: Placement, targetIds: readonly ObjectId[] | undefined): string | null {
  const source = useVm(sourceId);
  const ids = targetIds ?? (datastoreId !== null ? [datastoreId] : source === undefined ? [] : datastoreIdsOf(source));
  const host = computeId ?? hostOutsideClusters(source?.hostId);
  return useAcceleration(({ datastores, hosts }) => {
    const reasons = ids.map((id) => thinOnlyReason(datastores.get(id), host === undefined ? undefined : hosts.get(host)));
    return reasons.find((reason) => reason !== null) ?? null;
  });
}

/** Within a cluster, clones are spread over all of its hosts. */
function hostOutsideClusters(hostId: ObjectId | undefined): ObjectId | undefined {
  const host = hostId === undefined ? undefined : containerOf(hostId);
  const parent = host?.parentId ? containerOf(host.parentId) : undefined;
  return parent?.kind === 'cluster' ? undefined : hostId;
}
