/** The upload of a disk image from this browser, as far as it has come. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { faultOf } from '../api/faults.ts';
import { uploadFile } from '../api/upload.ts';
import type { FaultRecord } from '../../shared/faults.ts';
import { connectionStore } from './connection.ts';

export interface Upload {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  readonly startedAtMs: number;
  readonly state: 'sending' | 'done' | 'failed';
  /** Where the file lies beside the yard, once it is there. */
  readonly path: string | null;
  readonly fault: FaultRecord | null;
}

/** One upload at a time: the dialog that starts it is modal. */
export const uploadStore = createStore<{ readonly upload: Upload | null }>()(() => ({ upload: null }));

let abort: AbortController | null = null;

export function useUpload(): Upload | null {
  return useStore(uploadStore, (state) => state.upload);
}

/** Starts sending; progress and outcome are in the store. A former upload is stopped. */
export async function startUpload(file: File): Promise<void> {
  clearUpload();
  const controller = new AbortController();
  abort = controller;
  const update = (change: Partial<Upload>) => {
    // A stopped upload may still report; it must not write over its successor.
    if (abort !== controller) return;
    uploadStore.setState(({ upload }) => ({ upload: upload === null ? null : { ...upload, ...change } }));
  };
  uploadStore.setState({
    upload: { name: file.name, sizeBytes: file.size, sentBytes: 0, startedAtMs: Date.now(), state: 'sending', path: null, fault: null },
  });
  try {
    const path = await uploadFile({
      file,
      token: connectionStore.getState().token ?? '',
      signal: controller.signal,
      onProgress: (sentBytes) => update({ sentBytes }),
    });
    update({ state: 'done', sentBytes: file.size, path });
  } catch (error) {
    update({ state: 'failed', fault: faultOf(error) });
  }
}

/** Stops what is under way and forgets it. */
export function clearUpload(): void {
  abort?.abort();
  abort = null;
  uploadStore.setState({ upload: null });
}
