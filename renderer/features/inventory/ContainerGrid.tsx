import { useDeferredValue, useMemo } from 'react';
import type { ItemNames } from '../../ui/counts.ts';
import { DataGrid, type DataGridColumn } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import type { InventoryIndex } from '../../stores/inventoryIndex.ts';
import { usePlaces } from '../../stores/places.ts';
import { navigate } from '../../stores/route.ts';
import { relatedTo } from '../../stores/related.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container, ContainerKind } from '../../../shared/model/inventory.ts';
import { formatCount } from '../../../shared/units.ts';
import type { Placed } from '../../../shared/query/containerFields.ts';
import type { QueryField } from '../../../shared/query/queryField.ts';
import { say } from '../../strings/say.ts';
import { languageWith } from '../parts/filterLanguages.ts';
import { gridMemory } from '../parts/gridMemory.ts';
import { containerIcon } from '../parts/objectLook.ts';
import { ObjectLink, viewFor } from '../parts/ObjectLink.tsx';
import { menuForContainers } from './menus.ts';

/** What each list of containers is given by its page. */
export interface ContainerListProps {
  'aria-label': string;
  /** In the order that is shown while no column sorts. Keep the array identical while the members stay the same. */
  ids: readonly ObjectId[];
}

/** What makes a list the list of one kind. Keep the object identical between renders. */
export interface ContainerKindList<Kind extends ContainerKind> {
  readonly kind: Kind;
  readonly itemNames: ItemNames;
  /** Columns behind the name; what they count comes from the index. */
  readonly columns: (index: InventoryIndex) => readonly DataGridColumn<ContainerOf<Kind>>[];
  /** What the filter can ask for besides the columns. */
  readonly fields: readonly QueryField<Placed<ContainerOf<Kind>>>[];
  readonly empty: { readonly title: string; readonly text: string };
}

export type ContainerOf<Kind extends ContainerKind> = Extract<Container, { readonly kind: Kind }>;

const rowId = ({ id }: Container) => id;
const open = ({ id }: Container) => navigate({ view: viewFor(id), objectId: id, tab: 'summary' });

function isOfKind<Kind extends ContainerKind>(container: Container, kind: Kind): container is ContainerOf<Kind> {
  return container.kind === kind;
}

/** A list of hosts, clusters, datastores, networks or datacenters: each with the columns of its kind. */
export function ContainerGrid<Kind extends ContainerKind>({ 'aria-label': ariaLabel, ids, list }: ContainerListProps & { list: ContainerKindList<Kind> }) {
  const { kind, itemNames, empty } = list;
  const gridId = `${kind}s`;
  const index = useInventoryIndex();
  const table = useInventory((state) => state.containers);
  const isReady = useInventory((state) => state.phase === 'ready');
  const columns = useMemo(() => [nameColumn<ContainerOf<Kind>>(), ...list.columns(index)], [list, index]);
  const places = usePlaces();
  const language = useMemo(() => languageWith(list.fields, (container: ContainerOf<Kind>) => ({ container, places }), columns), [list, places, columns]);
  const freshRows = useMemo(() => ids.flatMap((id) => {
    const container = table.get(id);
    return container !== undefined && isOfKind(container, kind) ? [container] : [];
  }), [ids, table, kind]);
  const rows = useDeferredValue(freshRows);
  return (
    <DataGrid
      aria-label={ariaLabel}
      columns={columns}
      rows={rows}
      getRowId={rowId}
      onOpen={open}
      contextActions={menuForContainers}
      filterLanguage={language}
      itemNames={itemNames}
      {...gridMemory(gridId)}
      emptyState={isReady ? <EmptyState icon={kind} title={empty.title} text={empty.text} /> : <EmptyState icon="clock" title={say('inventory.loadingTheInventory')} />}
    />
  );
}

function nameColumn<Row extends Container>(): DataGridColumn<Row> {
  return {
    id: 'name',
    header: say('common.name'),
    width: 190,
    canHide: false,
    cell: (container) => (
      <span className="app-name-cell">
        <Icon name={containerIcon(container)} tone="accent" />
        <ObjectLink id={container.id} name={container.name} />
      </span>
    ),
    sortValue: ({ name }) => name,
    filterText: ({ name }) => name,
  };
}

export function countColumn<Row extends Container>(id: string, header: string, read: (row: Row) => number, width = 96): DataGridColumn<Row> {
  return { id, header, width, align: 'end', unit: 'count', cell: (row) => formatCount(read(row)), sortValue: read };
}

/** How many objects of a kind belong to each row. */
export function relatedColumn<Row extends Container>(index: InventoryIndex, header: string, kind: keyof ReturnType<typeof relatedTo>): DataGridColumn<Row> {
  return countColumn(kind, header, (row) => relatedTo(index, row)[kind].length);
}

/**
 * The container that a row is in, by name.
 * @param options its name in queries, where that says more than "parent"
 */
export function parentColumn<Row extends Container>(index: InventoryIndex, header: string, { id = 'parent', isHiddenByDefault = false } = {}): DataGridColumn<Row> {
  const parentOf = ({ parentId }: Row): Container | undefined => (parentId === null ? undefined : index.containerById.get(parentId));
  const nameOf = (row: Row): string => parentOf(row)?.name ?? '';
  return {
    id,
    header,
    width: 150,
    isHiddenByDefault,
    cell: (row) => {
      const parent = parentOf(row);
      return parent === undefined ? '' : <ObjectLink id={parent.id} name={parent.name} />;
    },
    sortValue: nameOf,
    filterText: nameOf,
  };
}
