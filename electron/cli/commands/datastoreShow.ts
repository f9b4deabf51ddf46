import type { Command } from 'commander';
import { profileWords, statusWords } from '../../../shared/offloadWords.ts';
import { formatPercent } from '../../../shared/units.ts';
import { findDatastore, readInventory } from '../inventory.ts';
import { statusView, type StatusView } from '../offload.ts';
import { onOff } from '../offloadWords.ts';
import type { Shell } from '../shell.ts';
import { formatFields } from '../table.ts';
import { exactBytes } from '../text.ts';
import { maintenanceWords } from '../datastores.ts';
import { datastoreView, type DatastoreView } from '../views.ts';

export function addDatastoreShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show one datastore: provisioned, logical, physical and saved space')
    .argument('<name>', 'datastore')
    .action(async (name: string) => {
      await shell.inYard(async ({ client }) => {
        const inventory = await readInventory(client);
        const datastore = findDatastore(inventory, name);
        const unmountedFrom = (datastore.unmountedHostIds ?? []).flatMap((id) => inventory.containers.get(id)?.name ?? []);
        const acceleration = (await client.offload.datastores()).find(({ datastoreId }) => datastoreId === datastore.id);
        const view = datastoreView(datastore);
        const hardwareAcceleration = acceleration === undefined ? null : accelerationView(statusView(acceleration));
        shell.answer({ ...view, unmountedFrom, hardwareAcceleration }, () => `${datastoreText(view)}${unmountedFrom.length === 0 ? '' : `\nNot mounted on ${unmountedFrom.join(', ')}`}${hardwareAcceleration === null ? '' : `\n\n${accelerationText(hardwareAcceleration)}`}`);
      });
    });
}

export function datastoreText(view: DatastoreView): string {
  return formatFields([
    ['Datastore', `${view.name} (${view.type})`],
    ...(view.maintenanceMode === 'normal' ? [] : ([['Mode', maintenanceWords[view.maintenanceMode]]] as const)),
    ['Capacity', exactBytes(view.capacityBytes)],
    ['Provisioned', `${exactBytes(view.provisionedBytes)}, the disks as their guests see them`],
    ['Logical', `${exactBytes(view.logicalBytes)}, what full copies would take`],
    ['Physical', `${view.isExact ? '' : '≤ '}${exactBytes(view.physicalBytes)}, what is stored`],
    ...(view.snapshotBytes === 0 ? [] : ([['In snapshots only', `${view.isExact ? '' : '≥ '}${exactBytes(view.snapshotBytes)}`]] as const)),
    ...(view.reservedBytes === 0 ? [] : ([['Reserved', `${exactBytes(view.reservedBytes)}, for thick disks`]] as const)),
    ['Saved', `${view.isExact ? '' : '≥ '}${exactBytes(view.savedBytes)}, ${formatPercent(view.savedBytes, view.logicalBytes)} of logical`],
    ['  by clones', exactBytes(view.savedByCloneBytes)],
    ['  by dedupe', exactBytes(view.savedByDedupeBytes)],
    ['Free', exactBytes(view.freeBytes)],
  ]);
}

type AccelerationView = ReturnType<typeof accelerationView>;

function accelerationView({ status, array, profile, fileBlockBytes, switches, distrust }: StatusView) {
  return { status, array, profile, fileBlockBytes, switches, distrust };
}

/** Its primitives one by one are told by `offload status`. */
function accelerationText({ status, array, profile, switches, distrust }: AccelerationView): string {
  return formatFields([
    ['Hardware acceleration', statusWords[status]],
    ['Array', `${array}, ${profileWords[profile]}`],
    ['Switches', `move ${onOff(switches.isMoveOn)}, init ${onOff(switches.isInitOn)}, locking ${onOff(switches.isLockingOn)}`],
    ...(distrust === null ? [] : ([['Distrusted', `since ${distrust.since ?? '-'}: ${distrust.reason}`]] as const)),
  ]);
}
