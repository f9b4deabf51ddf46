import type { Command } from 'commander';
import { primitiveWords, profileWords, statusWords } from '../../../shared/offloadWords.ts';
import { formatBytes } from '../../../shared/units.ts';
import { pickDatastores, statusView, type StatusView } from '../offload.ts';
import { onOff } from '../offloadWords.ts';
import type { Shell } from '../shell.ts';
import { formatFields, formatTable } from '../table.ts';

export function addOffloadStatus(parent: Command, shell: Shell): void {
  parent
    .command('status')
    .description('show hardware acceleration: what each datastore offers, what became of it, and why')
    .argument('[datastore]', 'datastore (default: all)')
    .action(async (name: string | undefined) => {
      await shell.inYard(async ({ client }) => {
        const views = pickDatastores(await client.offload.datastores(), name).map(statusView);
        shell.answer(views, () => views.map(statusText).join('\n\n\n'));
      });
    });
}

export function statusText(view: StatusView): string {
  const { isMoveOn, isInitOn, isLockingOn } = view.switches;
  const fields = formatFields([
    ['Datastore', `${view.name} (${view.type})`],
    ['Hardware acceleration', statusWords[view.status]],
    ['Array', `${view.array}, ${profileWords[view.profile]} (${view.profile})`],
    ...(view.fileBlockBytes === null ? [] : ([['File block size', formatBytes(view.fileBlockBytes)]] as const)),
    ['Switches', `move ${onOff(isMoveOn)}, init ${onOff(isInitOn)}, locking ${onOff(isLockingOn)}`],
    ...(view.distrust === null ? [] : ([['Distrusted', `since ${view.distrust.since ?? '-'}: ${view.distrust.reason}`]] as const)),
    ...(view.stunnedVms.length === 0 ? [] : ([['Waiting for space', view.stunnedVms.map((vm) => vm.name).join(', ')]] as const)),
  ]);
  const table = formatTable(
    [
      { title: 'Primitive', cell: ({ primitive }) => primitiveWords[primitive] },
      { title: 'Offered', cell: ({ isOffered }) => (isOffered ? 'yes' : 'no') },
      { title: 'Status', cell: ({ status }) => statusWords[status] },
      { title: 'Last', cell: ({ at }) => at ?? '-' },
      { title: 'Reason', cell: ({ lastReason }) => lastReason ?? '-' },
    ],
    view.primitives,
  );
  return `${fields}\n\n${table}`;
}
