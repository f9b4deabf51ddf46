/** Told, inside the transaction that does it, what becomes of volumes besides their datastores. */
import type { VolumeId } from '../../shared/ids.ts';
import type { DedupeRun } from '../../shared/model/storage.ts';
import type { MetaTx } from '../meta/meta.ts';

interface NamedSnapshot {
  readonly volumeId: VolumeId;
  readonly name: string;
}

export interface VolumeObserver {
  snapshotMade(tx: MetaTx, snapshot: NamedSnapshot): void;
  snapshotRemoved(tx: MetaTx, snapshot: NamedSnapshot): void;
  /** @param what in words */
  reconfigured(tx: MetaTx, volumeId: VolumeId, what: string): void;
  /** Autogrow has made it larger. */
  grown(tx: MetaTx, volumeId: VolumeId, sizes: { readonly fromBytes: number; readonly toBytes: number }): void;
  /** A run of dedupe has ended, in whichever way. */
  deduped(tx: MetaTx, volumeId: VolumeId, run: DedupeRun): void;
}
