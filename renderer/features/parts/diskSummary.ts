import type { DiskFormat } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';

const summaries: Record<DiskFormat, (size: string, datastore: string | undefined) => string> = {
  thin: (size, datastore) => (datastore === undefined ? say('parts.diskThin', { size }) : say('parts.diskThinOn', { size, datastore })),
  lazyZeroedThick: (size, datastore) => (datastore === undefined ? say('parts.diskLazyThick', { size }) : say('parts.diskLazyThickOn', { size, datastore })),
  eagerZeroedThick: (size, datastore) => (datastore === undefined ? say('parts.diskEagerThick', { size }) : say('parts.diskEagerThickOn', { size, datastore })),
};

/** What a disk is in a line: "20 GiB, thin, on datastore2". The datastore is named where it is another than the machine's. Pure. */
export function diskSummary(format: DiskFormat, size: string, datastore?: string): string {
  return summaries[format](size, datastore);
}
