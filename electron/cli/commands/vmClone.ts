import { Option, type Command } from 'commander';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import { formatBytes, formatDuration } from '../../../shared/units.ts';
import { addPlaceOption, placementOf, type TypedPlace } from '../diskPlaces.ts';
import { findCompute, findDatastore, findDisk, findFolder, readInventory } from '../inventory.ts';
import { diskFormatChoices, diskFormats, type DiskFormatChoice } from '../offloadWords.ts';
import { policyIdNamed } from '../policies.ts';
import type { Shell } from '../shell.ts';
import { findSnapshot } from '../snapshots.ts';
import { runTask } from '../tasks.ts';

interface CloneOptions {
  snapshot?: string;
  datastore?: string;
  compute?: string;
  folder?: string;
  policy?: string;
  format?: DiskFormatChoice;
  template?: true;
  powerOn?: true;
  place: TypedPlace[];
}

export function addVmClone(parent: Command, shell: Shell): void {
  const command = parent
    .command('clone')
    .description('make one virtual machine of another, powered on or off, or of a template, by sharing its blocks where it can')
    .argument('<name>', 'virtual machine or template')
    .argument('<new-name>', 'name of the clone')
    .option('--snapshot <snapshot>', 'clone this snapshot instead of the present state')
    .option('--datastore <name>', 'where to store it (default: each disk beside that of its source); elsewhere, the data is copied')
    .option('--compute <name>', 'cluster or host to run it on (default: where its source is)')
    .option('--folder <name>', 'folder to put it in (default: the folder of its source)')
    .option('--policy <name>', 'storage policy (default: that of its source)')
    .addOption(new Option('--format <format>', 'how space is set aside for its disks (default: as each disk of its source)').choices(diskFormatChoices))
    .option('--template', 'make a template of it')
    .option('--power-on', 'power it on when it is made');
  addPlaceOption(command, 'datastore of a single disk').action(async (name: string, newName: string, options: CloneOptions) => {
    await shell.inYard(async (session) => {
      const inventory = await readInventory(session.client);
      const source = findDisk(inventory, name);
      const snapshot = options.snapshot === undefined ? null : findSnapshot(await session.client.machines.snapshots({ vmId: source.id }), source.name, options.snapshot);
      const spec = {
        vmId: source.id,
        snapshotId: snapshot?.id ?? null,
        name: newName,
        datastoreId: options.datastore === undefined ? null : findDatastore(inventory, options.datastore).id,
        computeId: options.compute === undefined ? null : findCompute(inventory, options.compute).id,
        folderId: options.folder === undefined ? null : findFolder(inventory, options.folder).id,
        powerOn: options.powerOn === true,
        ...placementOf(inventory, options.place, options.place.length === 0 ? [] : (await session.client.inventory.vm({ id: source.id })).disks),
        ...(options.template && { isTemplate: true }),
        ...(options.policy !== undefined && { policyId: await policyIdNamed(session.client, options.policy) }),
        ...(options.format !== undefined && { diskFormat: diskFormats[options.format] }),
      };
      const { task, result } = await runTask(shell, session, 'cloneVm', (requestId) => session.client.machines.clone({ spec, requestId }));
      const { vmId, mechanism, bytesCopied, elapsedMs } = result;
      const document = { task: task.id, id: vmId, name: newName, source: source.name, snapshot: snapshot?.name ?? null, isTemplate: options.template === true, mechanism, bytesCopied, elapsedMs };
      shell.answer(document, () => {
        const how = bytesCopied > 0 ? `${formatBytes(bytesCopied)} copied` : 'every block shared';
        return `Cloned "${source.name}"${snapshot ? ` as of "${snapshot.name}"` : ''} to ${options.template ? 'template ' : ''}"${newName}" in ${formatDuration(elapsedMs)}, ${how}: ${mechanismWords[mechanism]}.`;
      });
    });
  });
}
