import { Argument, type Command } from 'commander';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { formatBytes, formatDuration } from '../../../shared/units.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { formatFields } from '../table.ts';
import { exactBytes } from '../text.ts';
import { dedupeView, findVolume } from '../volumes.ts';
import { runOrLeave, waitOption } from '../waiting.ts';
import { dedupeFields } from './volumeShow.ts';

const actions = ['start', 'stop', 'status', 'on', 'off'] as const;
type Action = (typeof actions)[number];

interface DedupeOptions {
  readonly inline?: boolean;
  readonly schedule?: string;
  readonly scanAll?: true;
  readonly wait?: true;
}

export function addVolumeDedupe(parent: Command, shell: Shell): void {
  parent
    .command('dedupe')
    .description('find equal blocks on a volume and store each once')
    .argument('<name>', 'volume')
    .addArgument(new Argument('<action>', 'what to do').choices(actions))
    .option('--inline', 'with on: look for equal blocks while writing, too')
    .option('--no-inline', 'with on: only in runs')
    .option('--schedule <when>', 'with on: when runs start by themselves, such as sun-sat@0, mon,wed@1-5, auto, auto@20 or - for never')
    .option('--scan-all', 'with start: also look at data from before dedupe was turned on')
    .option(...waitOption)
    .action(async (name: string, action: Action, options: DedupeOptions, command: Command) => {
      requireFitting(command, action, options);
      // A run that was interrupted is not taken up only to be stopped or looked at.
      const resumesInterrupted = action !== 'stop' && action !== 'status';
      await shell.inYard(async (session) => actOn(shell, session, await findVolume(session.client, name), action, options), { resumesInterrupted });
    });
}

function requireFitting(command: Command, action: Action, { inline, schedule, scanAll, wait }: DedupeOptions): void {
  if (action !== 'on' && (inline !== undefined || schedule !== undefined)) command.error('error: --inline and --schedule go with on');
  if (action !== 'start' && (scanAll || wait)) command.error('error: --scan-all and --wait go with start');
}

async function actOn(shell: Shell, session: Session, volume: VolumeRow, action: Action, options: DedupeOptions): Promise<void> {
  const { storage } = session.client;
  const volumeId = volume.id;
  if (action === 'start') return await startRun(shell, session, volume, options);
  if (action === 'stop') {
    const { taskId } = await storage.stopDedupe({ volumeId });
    return shell.answer({ name: volume.name, task: taskId }, () => (taskId === null ? `Dedupe of "${volume.name}" was not running.` : `Stopping dedupe of "${volume.name}" (${taskId}). What it has saved stays.`));
  }
  const row = action === 'status' ? volume : await storage.setDedupe({ volumeId, isOn: action === 'on', isInline: options.inline, schedule: options.schedule });
  const { progress } = row.dedupe.taskId === null ? { progress: null } : await session.client.tasks.get({ id: row.dedupe.taskId });
  const view = dedupeView(row.dedupe);
  const { savedByDedupeBytes } = row;
  shell.answer({ name: row.name, ...view, progress, savedByDedupeBytes }, () =>
    formatFields([
      ['Volume', row.name],
      ...dedupeFields(view),
      ...(progress?.total ? ([['Progress', `${formatBytes(progress.done)} of ${formatBytes(progress.total)}`]] as const) : []),
      ['Saved by dedupe', exactBytes(savedByDedupeBytes)],
    ]),
  );
}

async function startRun(shell: Shell, session: Session, volume: VolumeRow, options: DedupeOptions): Promise<void> {
  const { storage } = session.client;
  const start = (requestId: Parameters<typeof storage.startDedupe>[0]['requestId']) => storage.startDedupe({ volumeId: volume.id, scanAll: options.scanAll === true, requestId });
  await runOrLeave(shell, session, { kind: 'dedupeVolume', isWaiting: options.wait === true, start }, ({ task, result, elapsedMs }) => {
    const { scannedBytes, savedBytes, overLimitBytes } = result;
    shell.answer({ task: task.id, name: volume.name, scannedBytes, savedBytes, overLimitBytes, elapsedMs }, () => {
      const over = overLimitBytes > 0 ? ` ${formatBytes(overLimitBytes)} more were equal but are shared too often already.` : '';
      return `${formatBytes(savedBytes)} saved of ${formatBytes(scannedBytes)} looked at on "${volume.name}", in ${formatDuration(elapsedMs)}.${over}`;
    });
  });
}
