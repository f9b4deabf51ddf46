import type { Command } from 'commander';
import { decisionText, decisionView } from '../decisionText.ts';
import { addPlaceOption, placementOf, routeParts, routeViews, type TypedPlace } from '../diskPlaces.ts';
import { findDatastore, findDisk, readInventory } from '../inventory.ts';
import { findHost, namesOf } from '../offload.ts';
import type { Shell } from '../shell.ts';

interface DecideOptions {
  datastore?: string;
  host?: string;
  place: TypedPlace[];
}

export function addOffloadDecide(parent: Command, shell: Shell): void {
  const decide = parent
    .command('decide')
    .description('tell what cloning a virtual machine would come to now; changes nothing')
    .argument('<name>', 'virtual machine or template')
    .option('--datastore <name>', 'where the clone would be stored (default: where its source is, each disk beside its original)')
    .option('--host <name>', 'the host that would ask for it (default: the one its source is on)');
  addPlaceOption(decide, 'datastore of a single disk').action(async (name: string, options: DecideOptions) => {
    await shell.inYard(async ({ client }) => {
      const inventory = await readInventory(client);
      const source = findDisk(inventory, name);
      const { disks } = await client.inventory.vm({ id: source.id });
      const { routes, ...decision } = await client.offload.decide({
        vmId: source.id,
        datastoreId: options.datastore === undefined ? null : findDatastore(inventory, options.datastore).id,
        hostId: options.host === undefined ? null : findHost(inventory, options.host).id,
        ...placementOf(inventory, options.place, disks),
      });
      const nameOf = namesOf(inventory);
      shell.answer({ source: source.name, ...decisionView(decision, nameOf), routes: routeViews(routes, nameOf) }, () =>
        routes.length > 1 ? routeParts(routes, nameOf, 'clone').join('\n\n') : decisionText(decision, nameOf),
      );
    });
  });
}
