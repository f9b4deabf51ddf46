/** How the inventory is stored. Space is never stored here: the array counts it. */
import type { FileId, ObjectId, VolumeId } from '../../shared/ids.ts';
import type { Container, Datastore, Mechanism, VmDetail, VmRow } from '../../shared/model/inventory.ts';
import { formatCount } from '../../shared/units.ts';

export type DatastoreRecord = Omit<Datastore, 'space'> & { readonly volumeId: VolumeId };
export type ContainerRecord = Exclude<Container, Datastore> | DatastoreRecord;

export interface DiskRecord {
  readonly fileId: FileId;
  /** As the guest sees it. */
  readonly sizeBytes: number;
  readonly label: string;
  readonly mechanism: Mechanism;
  readonly mechanismReason: string;
}

export type VmRecord = Readonly<Omit<VmRow, 'space'>> & Pick<VmDetail, 'notes'> & { readonly disks: readonly DiskRecord[] };

/** A virtual machine that has no id yet. */
export type VmDraft = Omit<VmRecord, 'id' | 'createdAtMs'>;

/** How somebody uses the disks of a virtual machine for a while: reading tolerates other readers, writing nobody. */
export type HoldMode = 'read' | 'write';

export function vmNumberOf(id: ObjectId): number {
  return Number(id.slice('vm-'.length));
}

/** The names that a fault lists: the first few, with how many more there are in its message. */
export function someNames(names: readonly string[]): { names: string[]; text: string } {
  const shown = names.slice(0, 20);
  const quoted = shown.slice(0, 3).map((name) => `"${name}"`).join(', ');
  const more = names.length - Math.min(3, names.length);
  return { names: shown, text: more > 0 ? `${quoted} and ${formatCount(more)} more` : quoted };
}
