import { containerFields } from '../../../shared/query/containerFields.ts';
import { ContainerGrid, parentColumn, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const folders: ContainerKindList<'folder'> = {
  kind: 'folder',
  itemNames: ['folder', 'folders'],
  columns: (index) => [parentColumn(index, 'In'), relatedColumn(index, 'VMs', 'vms'), relatedColumn(index, 'Templates', 'templates')],
  fields: containerFields,
  empty: { title: 'No folders here', text: 'Folders hold virtual machines and templates in the view of that name.' },
};

export function FolderGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={folders} />;
}
