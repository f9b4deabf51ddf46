import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { usePlaces } from '../../stores/places.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { navigate } from '../../stores/route.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container, VmRow } from '../../../shared/model/inventory.ts';
import { machineFields } from '../../../shared/query/machineFields.ts';
import { say } from '../../strings/say.ts';
import { DialogButton } from '../parts/DialogButton.tsx';
import { languageWith } from '../parts/filterLanguages.ts';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { viewFor } from '../parts/ObjectLink.tsx';
import { actionsForVms } from './actions.ts';
import { menuForVms } from './menus.ts';
import { vmColumns } from './vmColumns.tsx';

export interface VmGridProps {
  'aria-label': string;
  /** In the order that is shown while no column sorts. Keep the array identical while the members stay the same. */
  ids: readonly ObjectId[];
  /** Given where the list holds the clones of this one. */
  source?: Pick<VmRow, 'id' | 'name'>;
  /** True where the list holds templates alone. */
  isOfTemplates?: boolean;
}

const gridId = 'vms';
const toolbarIds = ['powerOn', 'powerOff', 'rapidClone'];
const rowId = (vm: VmRow) => vm.id;
const openVm = (vm: VmRow) => navigate({ view: viewFor(vm.id), objectId: vm.id, tab: 'summary' });
const templateToolbarIds = ['clone', 'rapidClone'];

/** A list of virtual machines with everything that can be done to them. */
export function VmGrid({ 'aria-label': ariaLabel, ids, source, isOfTemplates = false }: VmGridProps) {
  const table = useInventory((state) => state.vms);
  const isReady = useInventory((state) => state.phase === 'ready');
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const nameOf = useContainerNames();
  const policies = usePolicyBook();
  const columns = useMemo(() => vmColumns(nameOf, policies).filter(({ id }) => !isOfTemplates || id !== 'state'), [nameOf, policies, isOfTemplates]);
  const places = usePlaces();
  const language = useMemo(() => languageWith(machineFields, (vm: VmRow) => ({ vm, places, policies }), columns), [places, policies, columns]);
  const freshRows = useMemo(() => ids.flatMap((id) => table.get(id) ?? []), [ids, table]);
  // Sorting and filtering ten thousand rows must not hold up a click or a key.
  const rows = useDeferredValue(freshRows);
  const selected = useMemo(() => freshRows.filter((vm) => selectedIds.has(vm.id)), [freshRows, selectedIds]);
  // Rows that were deleted leave the selection with them.
  const shownSelection = useMemo(() => new Set<string>(selected.map((vm) => vm.id)), [selected]);
  const actions = actionsForVms(selected).filter((action) => (isOfTemplates ? templateToolbarIds : toolbarIds).includes(action.id));

  return (
    <DataGrid
      aria-label={ariaLabel}
      columns={columns}
      rows={rows}
      getRowId={rowId}
      selectedIds={shownSelection}
      onSelectionChange={setSelectedIds}
      onOpen={openVm}
      contextActions={menuForVms}
      filterLanguage={language}
      filterPlaceholder={say('inventory.filterExample')}
      itemNames={isOfTemplates ? itemNames.template : itemNames.virtualMachine}
      {...gridMemory(gridId)}
      toolbar={actions.map((action) => (
        <Button
          key={action.id}
          variant="flat"
          {...(action.icon === undefined ? {} : { icon: action.icon })}
          disabledReason={action.disabledReason}
          onPress={action.onAction}
        >
          {action.label}
        </Button>
      ))}
      emptyState={isReady ? source === undefined ? <NoVms isOfTemplates={isOfTemplates} /> : <NoClones source={source} /> : <EmptyState icon="clock" title={say('inventory.loadingTheInventory')} />}
    />
  );
}

function NoClones({ source }: { source: Pick<VmRow, 'id' | 'name'> }) {
  return (
    <EmptyState
      icon="clone"
      title={say('inventory.hasNoClones', { source: source.name })}
      text={say('inventory.noClonesExplained')}
      actions={
        <DialogButton variant="primary" request={{ type: 'rapidClone', sourceId: source.id, computeId: null, folderId: null, datastoreId: null }}>
          {say('common.rapidClone')}
        </DialogButton>
      }
    />
  );
}

function NoVms({ isOfTemplates }: { isOfTemplates: boolean }) {
  const hasSources = useInventoryIndex().vmIds.length > 0;
  return (
    <EmptyState
      icon={isOfTemplates ? 'template' : 'vm'}
      title={isOfTemplates ? say('inventory.noTemplatesHere') : say('inventory.noVirtualMachinesHere')}
      text={say('inventory.noMachinesExplained')}
      actions={
        <>
          <DialogButton variant={hasSources && !isOfTemplates ? 'outline' : 'primary'} request={{ type: 'importTemplate', datastoreId: null }}>
            {say('common.importTemplate')}
          </DialogButton>
          {hasSources && !isOfTemplates ? (
            <DialogButton variant="primary" request={{ type: 'rapidClone', sourceId: null, computeId: null, folderId: null, datastoreId: null }}>
              {say('common.rapidClone')}
            </DialogButton>
          ) : null}
        </>
      }
    />
  );
}

/** The name of a container by its id. The function stays the same until a container comes, goes or is renamed. */
function useContainerNames(): (id: ObjectId) => string {
  const { containers } = useInventoryIndex();
  const kept = useRef<{ key: string; names: ReadonlyMap<ObjectId, string> }>({ key: '', names: new Map() });
  const key = useMemo(() => containers.map((container: Container) => `${container.id}=${container.name}`).join('\n'), [containers]);
  const names = useMemo(() => {
    if (kept.current.key !== key) kept.current = { key, names: new Map(containers.map(({ id, name }) => [id, name])) };
    return kept.current.names;
  }, [key, containers]);
  return useCallback((id: ObjectId) => names.get(id) ?? '', [names]);
}
