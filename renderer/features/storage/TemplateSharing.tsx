import { useMemo } from 'react';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { SpaceSteps } from '../../ui/SpaceSteps.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { formatBytes, formatCount, formatPercent } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { boundWords } from '../parts/volumeWords.ts';

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
      title={say('storage.clonesAndWhatSharingSaves')}
      footer={
        <DialogButton icon="clone" variant="flat" request={{ type: 'rapidClone', sourceId: vm.id, computeId: null, folderId: null, datastoreId: null }}>
          {say('common.rapidClone')}
        </DialogButton>
      }
    >
      {clones.length === 0 ? <p className="app-note">{say('storage.notClonedYet')}</p> : <Savings vm={vm} clones={clones} />}
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
        label={say('storage.fullCopiesAndClones', { template: vm.name })}
        steps={[
          { label: say('storage.fullCopies'), value: logicalBytes, valueText: formatBytes(logicalBytes), tone: 'shared' },
          {
            label: say('storage.ownBlocks'),
            value: uniqueBytes,
            valueText: boundWords(isExact).atLeast(uniqueBytes),
            tone: 'unique',
            differenceLabel: say('storage.sharedInsteadOfCopied', { percent: formatPercent(sharedBytes, logicalBytes) }),
            differenceText: boundWords(isExact).atMost(sharedBytes),
          },
        ]}
      />
      <KeyValueList
        items={[
          { label: say('common.clones'), value: formatCount(clones.length) },
          { label: say('storage.asFullCopies'), value: <Bytes value={logicalBytes} /> },
          { label: say('storage.ownBlocks'), value: <Bytes value={uniqueBytes} isAtLeast={!isExact} /> },
          { label: say('storage.shared'), value: <Filled text={say('storage.sharedWith', { size: slots[0], template: vm.name })}><Bytes value={sharedBytes} isAtMost={!isExact} /></Filled> },
        ]}
      />
      <ul className="app-clone-list" aria-label={say('storage.clonesOf', { vm: vm.name })}>
        {clones.slice(0, shownCloneCount).map((clone) => (
          <li key={clone.id}>
            <ObjectLink id={clone.id} name={clone.name} />
          </li>
        ))}
        {clones.length > shownCloneCount ? <li>{say('storage.andMoreClones', { count: clones.length - shownCloneCount })}</li> : null}
      </ul>
    </>
  );
}
