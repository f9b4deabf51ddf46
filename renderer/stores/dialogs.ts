/** Which dialog is open. Features open each other's dialogs through this store instead of importing each other. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ObjectId, TaskId } from '../../shared/ids.ts';

export type DialogRequest =
  | { readonly type: 'rapidClone'; readonly sourceId: ObjectId | null; readonly computeId: ObjectId | null; readonly folderId: ObjectId | null; readonly datastoreId: ObjectId | null }
  | { readonly type: 'importTemplate'; readonly datastoreId: ObjectId | null }
  | { readonly type: 'exportDisk'; readonly vmId: ObjectId }
  | { readonly type: 'deleteVms'; readonly vmIds: readonly ObjectId[] }
  | { readonly type: 'taskDetail'; readonly taskId: TaskId }
  | { readonly type: 'arrayCheck' }
  | { readonly type: 'about' }
  | { readonly type: 'shortcuts' };

export const dialogStore = createStore<{ readonly request: DialogRequest | null }>()(() => ({ request: null }));

export function openDialog(request: DialogRequest): void {
  dialogStore.setState({ request });
}

export function closeDialog(): void {
  dialogStore.setState({ request: null });
}

export function useDialog(): DialogRequest | null {
  return useStore(dialogStore, (state) => state.request);
}
