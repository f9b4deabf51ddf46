import { Option, type Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import { formatBytes } from '../../../shared/units.ts';
import { matchName, readInventory } from '../inventory.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { parseBytes } from '../values.ts';
import { parseAutogrow, parsePercent, settingsOf, volumeView, type SettingOptions } from '../volumes.ts';

interface CreateOptions extends SettingOptions {
  readonly size: number;
  readonly type: 'NFS' | 'VMFS';
  readonly datacenter?: string;
}

export function addVolumeCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('make a volume and a datastore of the same name')
    .argument('<name>', 'new volume')
    .requiredOption('--size <bytes>', 'size, such as 100GiB', parseBytes)
    .addOption(new Option('--guarantee <what>', 'volume: set the whole size aside').choices(['none', 'volume']))
    .option('--autogrow <maximum[@percent][+increment]>', 'grow up to this size when used beyond the percentage, 85 when left out, by a twentieth or by the increment', parseAutogrow)
    .option('--nearly-full <percent>', 'counts as nearly full from here on (default: 75)', parsePercent)
    .option('--full <percent>', 'counts as full from here on (default: 85)', parsePercent)
    .addOption(new Option('--type <type>', 'what the datastore is to its hosts').choices(['NFS', 'VMFS']).default('NFS'))
    .option('--datacenter <name>', 'where the datastore is mounted (default: the first one)')
    .action(async (name: string, options: CreateOptions) => {
      await shell.inYard(async (session) => {
        const settings = { ...settingsOf(options), sizeBytes: options.size };
        const datacenterId = options.datacenter === undefined ? null : await findDatacenter(session, options.datacenter);
        const view = volumeView(await session.client.storage.createVolume({ name, settings, type: options.type, datacenterId }));
        shell.answer(view, () => `Made the volume "${view.name}" of ${formatBytes(view.sizeBytes)} and the ${options.type} datastore "${view.datastore ?? ''}".`);
      });
    });
}

async function findDatacenter({ client }: Session, name: string) {
  const { containers } = await readInventory(client);
  const datacenters = [...containers.values()].filter((container) => container.kind === 'datacenter');
  const found = matchName(datacenters, name);
  if (found) return found.id;
  throw new Fault('ManagedObjectNotFound', `There is no datacenter "${name}".`, { names: [name], hint: `There are: ${datacenters.map((one) => one.name).join(', ')}` });
}
