import type { Command } from 'commander';
import { formatPercent } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { formatFields } from '../table.ts';
import { exactBytes } from '../text.ts';
import { findVolume, volumeView } from '../volumes.ts';

export type VolumeView = ReturnType<typeof volumeView>;

export function addVolumeShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show one volume: settings, space, FlexClones and dedupe')
    .argument('<name>', 'volume')
    .action(async (name: string) => {
      await shell.inYard(async ({ client }) => {
        const view = volumeView(await findVolume(client, name));
        shell.answer(view, () => volumeText(view));
      });
    });
}

const fillWords = { normal: '', nearlyFull: ', nearly full', full: ', full' } as const;

export function volumeText(view: VolumeView): string {
  const most = view.isExact ? '' : '≤ ';
  const least = view.isExact ? '' : '≥ ';
  return formatFields([
    ['Volume', view.name],
    ['Datastore', view.datastore ?? '-'],
    ...(view.base === null ? [] : ([['Based on', `${view.base}${view.isSplitting ? ', being split' : ''}`]] as const)),
    ...(view.clones.length === 0 ? [] : ([['FlexClones', view.clones.join(', ')]] as const)),
    ['Size', exactBytes(view.sizeBytes)],
    ['Guarantee', view.guarantee === 'volume' ? 'volume, the whole size is set aside' : 'none, thin'],
    ['Autogrow', view.autogrow === null ? 'off' : `up to ${exactBytes(view.autogrow.maximumBytes)}, at ${view.autogrow.atPercent} %${view.autogrow.incrementBytes === undefined ? '' : `, by ${exactBytes(view.autogrow.incrementBytes)}`}`],
    ['Thresholds', `nearly full at ${view.nearlyFullPercent} %, full at ${view.fullPercent} %`],
    ['Logical', `${exactBytes(view.logicalBytes)}, what full copies would take`],
    ['Physical', `${most}${exactBytes(view.physicalBytes)}, what is stored${fillWords[view.fill]}`],
    ['In snapshots only', `${least}${exactBytes(view.snapshotBytes)}, in ${view.snapshotCount}`],
    ...(view.base === null ? [] : ([['Inherited', `${most}${exactBytes(view.inheritedBytes)}, charged to the base`]] as const)),
    ...(view.reservedBytes === 0 ? [] : ([['Reserved', `${exactBytes(view.reservedBytes)}, for thick disks`]] as const)),
    ['Saved', `${least}${exactBytes(view.savedBytes)}, ${formatPercent(view.savedBytes, view.logicalBytes)} of logical`],
    ['  by clones', exactBytes(view.savedByCloneBytes)],
    ['  by dedupe', exactBytes(view.savedByDedupeBytes)],
    ['Free', exactBytes(view.freeBytes)],
    ['Exact as of', view.exactAsOf ?? 'no exact pass yet'],
    ...dedupeFields(view.dedupe),
  ]);
}

export function dedupeFields(dedupe: VolumeView['dedupe']): (readonly [string, string])[] {
  if (!dedupe.isOn && dedupe.lastRun === null) return [['Dedupe', 'off']];
  const run = dedupe.lastRun;
  const found = run && `${exactBytes(run.savedBytes)} saved of ${exactBytes(run.scannedBytes)} looked at`;
  return [
    ['Dedupe', dedupe.isOn ? `on${dedupe.isInline ? ', inline' : ''}, ${dedupe.state}${dedupe.task === null ? '' : ` (${dedupe.task})`}` : 'off'],
    ['Schedule', dedupe.schedule],
    ['Next run', dedupe.nextRunAt ?? '-'],
    ['Last run', run ? `${run.outcome} at ${run.endedAt}${run.isFullScan ? ', all data' : ''}, ${found}` : '-'],
    ...(run && run.overLimitBytes > 0 ? ([['Over the limit', `${exactBytes(run.overLimitBytes)} left alone, shared too often already`]] as const) : []),
    ...(run?.fault ? ([['Failed', `${run.fault.code}: ${run.fault.message}`]] as const) : []),
  ];
}
