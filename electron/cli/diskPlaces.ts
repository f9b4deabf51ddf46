/** Where single disks go: the option of the commands that make or move machines, and what their plans tell of it. */
import { InvalidArgumentError, type Command } from 'commander';
import type { DiskRoute, PlannedDatastore } from '../../shared/model/clonePlan.ts';
import type { DiskPlacement, VmDetail } from '../../shared/model/inventory.ts';
import { mechanismWords } from '../../shared/offloadWords.ts';
import { formatBytes, formatCount } from '../../shared/units.ts';
import { decisionText, decisionView } from './decisionText.ts';
import { diskWord, labelOf } from './hardware.ts';
import { findDatastore, type Inventory } from './inventory.ts';
import type { NameOf } from './offload.ts';

/** `2=nfs-01`: the disk, and the datastore that it goes to. */
export interface TypedPlace {
  readonly disk: string;
  readonly datastore: string;
}

export function addPlaceOption(command: Command, description: string): Command {
  return command.option('--place <disk=datastore>', `${description}: 2=NAME; may be given several times`, collectPlaces, []);
}

function collectPlaces(text: string, earlier: TypedPlace[]): TypedPlace[] {
  const at = text.indexOf('=');
  if (at <= 0 || at === text.length - 1) throw new InvalidArgumentError('Give the number or the label of a disk, and its datastore behind an equals sign: 2=NAME.');
  return [...earlier, { disk: text.slice(0, at), datastore: text.slice(at + 1) }];
}

/**
 * Nothing where no disk was placed, as in specs from before disks could be.
 * @param disks those of the machine; of several machines, those of the first
 * @throws Fault ManagedObjectNotFound for disks and datastores that do not exist
 */
export function placementOf(inventory: Inventory, places: readonly TypedPlace[], disks: VmDetail['disks']): { diskPlacement?: DiskPlacement } {
  if (places.length === 0) return {};
  return { diskPlacement: places.map(({ disk, datastore }) => ({ label: labelOf(disks, diskWord, disk), datastoreId: findDatastore(inventory, datastore).id })) };
}

/** "Hard disk 2, from nfs-01 to vmfs-01". */
export function routeWords({ disks, source, target }: Pick<DiskRoute, 'disks' | 'source' | 'target'>): string {
  return source.id === target.id ? `${disks.join(', ')}, on ${target.name}` : `${disks.join(', ')}, from ${source.name} to ${target.name}`;
}

/** Each way of the disks with its mechanisms; nothing where all of them go the same way. */
export function routeFields(routes: readonly DiskRoute[]): [string, string][] {
  if (routes.length < 2) return [];
  return routes.flatMap((route) => route.mechanisms.map(({ mechanism, reason }): [string, string] => ['Mechanism', `${routeWords(route)}: ${mechanismWords[mechanism]}, ${reason}`]));
}

/** Every rule of each way, where there are several. */
export function routeParts(routes: readonly DiskRoute[], nameOf: NameOf, noun: string): string[] {
  return routes.flatMap((route) => route.mechanisms.map(({ count, decision }) => `How ${routeWords(route)}, would be made for ${formatCount(count)} ${noun}${count === 1 ? '' : 's'}\n\n${decisionText(decision, nameOf)}`));
}

export function routeViews(routes: readonly DiskRoute[], nameOf: NameOf) {
  return routes.map((route) => ({ ...route, mechanisms: route.mechanisms.map(({ decision, ...group }) => ({ ...group, decision: decisionView(decision, nameOf) })) }));
}

/** What the datastores hold before and after: with their names where there are several. */
export function capacityFields(datastores: readonly PlannedDatastore[]): [string, string][] {
  return datastores.flatMap(({ name, before, after }): [string, string][] => {
    const on = datastores.length === 1 ? '' : ` on ${name}`;
    return [
      [`Provisioned${on}`, `${formatBytes(before.provisionedBytes)} before, ${formatBytes(after.provisionedBytes)} after`],
      [`Physical${on}`, `${formatBytes(before.physicalBytes)} before, ${formatBytes(after.physicalBytes)} after`],
      [`Free${on}`, `${formatBytes(before.freeBytes)} before, ${formatBytes(after.freeBytes)} after`],
    ];
  });
}
