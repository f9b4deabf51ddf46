import { useMemo } from 'react';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { SpaceSteps } from '../../ui/SpaceSteps.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { formatBytes, formatCount, formatPercent } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { countOf } from '../parts/objectLook.ts';
import { ObjectLink } from '../parts/ObjectLink.tsx';

const shownCloneCount = 12;
const noIds: readonly ObjectId[] = [];

/** The clones of a template or machine, and what sharing with them saves. */
export function TemplateSharing({ vm }: { vm: VmRow }) {
  const ids = useInventoryIndex().vmIdsBySource.get(vm.id) ?? noIds;
  const table = useInventory((state) => state.vms);
  const clones = useMemo(() => ids.flatMap((id) => table.get(id) ?? []), [ids, table]);
  if (clones.length === 0 && !vm.isTemplate) return null;
  return (
    <Card
      title="Clones and what sharing saves"
      footer={
        <DialogButton icon="clone" variant="flat" request={{ type: 'rapidClone', sourceId: vm.id, computeId: null, folderId: null, datastoreId: null }}>
          Rapid clone
        </DialogButton>
      }
    >
      {clones.length === 0 ? <p className="app-note">It has not been cloned yet. A clone begins with no blocks of its own.</p> : <Savings vm={vm} clones={clones} />}
    </Card>
  );
}

function Savings({ vm, clones }: { vm: VmRow; clones: readonly VmRow[] }) {
  const sum = (read: (clone: VmRow) => number) => clones.reduce((total, clone) => total + read(clone), 0);
  const logicalBytes = sum((clone) => clone.space.logicalBytes);
  const uniqueBytes = sum((clone) => clone.space.uniqueBytes);
  const sharedBytes = logicalBytes - uniqueBytes;
  const isExact = clones.every((clone) => clone.space.isExact);
  return (
    <>
      <SpaceSteps
        label={`What full copies of ${vm.name} would take, and what its clones take`}
        steps={[
          { label: 'Full copies', value: logicalBytes, valueText: formatBytes(logicalBytes), tone: 'shared' },
          {
            label: 'Own blocks',
            value: uniqueBytes,
            valueText: `${isExact ? '' : 'at least '}${formatBytes(uniqueBytes)}`,
            tone: 'unique',
            differenceLabel: `shared instead of copied (${formatPercent(sharedBytes, logicalBytes)})`,
            differenceText: `${isExact ? '' : 'at most '}${formatBytes(sharedBytes)}`,
          },
        ]}
      />
      <KeyValueList
        items={[
          { label: 'Clones', value: formatCount(clones.length) },
          { label: 'As full copies', value: <Bytes value={logicalBytes} /> },
          { label: 'Own blocks', value: <Bytes value={uniqueBytes} isAtLeast={!isExact} /> },
          { label: 'Shared', value: (<><Bytes value={sharedBytes} isAtMost={!isExact} /> with {vm.name}, each other or other disks</>) },
        ]}
      />
      <ul className="app-clone-list" aria-label={`Clones of ${vm.name}`}>
        {clones.slice(0, shownCloneCount).map((clone) => (
          <li key={clone.id}>
            <ObjectLink id={clone.id} name={clone.name} />
          </li>
        ))}
        {clones.length > shownCloneCount ? <li>and {countOf(clones.length - shownCloneCount, 'more', 'more')} (see the Clones tab)</li> : null}
      </ul>
    </>
  );
}
