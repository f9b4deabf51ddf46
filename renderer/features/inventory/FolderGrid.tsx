import { containerFields } from '../../../shared/query/containerFields.ts';
import { say } from '../../strings/say.ts';
import { itemNames } from '../parts/itemNames.ts';
import { ContainerGrid, parentColumn, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const folders: ContainerKindList<'folder'> = {
  kind: 'folder',
  itemNames: itemNames.folder,
  columns: (index) => [parentColumn(index, say('inventory.in')), relatedColumn(index, say('inventory.vMs'), 'vms'), relatedColumn(index, say('common.templates'), 'templates')],
  fields: containerFields,
  empty: { title: say('inventory.noFoldersHere'), text: say('inventory.noFoldersExplained') },
};

export function FolderGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={folders} />;
}
