import { Option, type Command } from 'commander';
import { arrayProfileIdSchema, type ArrayProfileId, type DatastoreSwitches } from '../../../shared/model/offload.ts';
import { findDatastoreAcceleration, statusView } from '../offload.ts';
import type { Shell } from '../shell.ts';
import { parseBytes, parseOnOff } from '../values.ts';
import { statusText } from './offloadStatus.ts';

interface SetOptions {
  profile?: ArrayProfileId;
  move?: boolean;
  init?: boolean;
  locking?: boolean;
  fileBlock?: number;
  trust?: true;
}

export function addOffloadSet(parent: Command, shell: Shell): void {
  parent
    .command('set')
    .description('change the array behind a datastore, its own switches of hardware acceleration, or trust its device again')
    .argument('<datastore>', 'datastore')
    .addOption(new Option('--profile <profile>', 'what kind of array stands behind it').choices(arrayProfileIdSchema.options))
    .option('--move <on|off>', 'hand clones over to the array', parseOnOff)
    .option('--init <on|off>', 'hand zeroing over to the array', parseOnOff)
    .option('--locking <on|off>', 'lock single sectors (ATS) instead of reserving the LUN', parseOnOff)
    .option('--file-block <bytes>', 'file block size of VMFS: 1MiB, 2MiB, 4MiB, 8MiB', parseBytes)
    .option('--trust', 'give a distrusted device another chance')
    .action(async (name: string, options: SetOptions, command: Command) => {
      if (Object.keys(options).length === 0) command.error('error: say what to change');
      await shell.inYard(async ({ client }) => {
        const { datastoreId } = await findDatastoreAcceleration(client, name);
        const switches = switchesOf(options);
        const { profile, fileBlock } = options;
        const change = { ...(profile !== undefined && { profile }), ...(fileBlock !== undefined && { fileBlockBytes: fileBlock }), ...(switches !== null && { switches }) };
        if (Object.keys(change).length > 0) await client.offload.setDatastore({ datastoreId, ...change });
        if (options.trust) await client.offload.clearDistrust({ datastoreId });
        const view = statusView(await findDatastoreAcceleration(client, datastoreId));
        shell.answer(view, () => statusText(view));
      });
    });
}

function switchesOf({ move, init, locking }: SetOptions): Partial<DatastoreSwitches> | null {
  if (move === undefined && init === undefined && locking === undefined) return null;
  return { ...(move !== undefined && { isMoveOn: move }), ...(init !== undefined && { isInitOn: init }), ...(locking !== undefined && { isLockingOn: locking }) };
}
