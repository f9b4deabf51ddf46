/** The tables of `docs/costModel.md`, in Markdown. A test keeps the document equal to them. */
import type { HardwareProfileId } from '../model/offload.ts';
import { formatCount } from '../units.ts';
import { hardwareProfiles, type Hardware } from './hardware.ts';
import { modelPublished, type PublishedFigure } from './published.ts';

const ids: readonly HardwareProfileId[] = ['nfs1', 'nfs10', 'nfs25', 'fc8', 'fc16'];
const mb = 1_000_000;

export function hardwareTable(): string {
  const rows: readonly [string, (hardware: Hardware) => string][] = [
    ['Link, MB/s each way', ({ linkBytesPerSecond }) => formatCount(linkBytesPerSecond / mb)],
    ['of it data, MB/s', ({ linkBytesPerSecond, usableShare }) => formatCount((linkBytesPerSecond * usableShare) / mb)],
    ['Round trip, ms', ({ roundTripMs }) => String(roundTripMs)],
    ['I/Os under way × KiB', ({ outstandingIos, ioBytes }) => `${outstandingIos} × ${ioBytes / 1024}`],
    ['Transfer, MiB', ({ transferWindowBytes }) => String(transferWindowBytes / 1024 ** 2)],
    ['Cores × MHz', ({ esxCoreCount, esxMhz }) => `${esxCoreCount} × ${formatCount(esxMhz)}`],
    ['Cores of one copy', ({ moverCoreCount }) => String(moverCoreCount)],
    ['Cycles per byte, read / written', ({ readCyclesPerByte, writeCyclesPerByte }) => `${readCyclesPerByte} / ${writeCyclesPerByte}`],
    ['Array, MB/s, read / written', ({ arrayReadBytesPerSecond, arrayWriteBytesPerSecond }) => `${formatCount(arrayReadBytesPerSecond / mb)} / ${formatCount(arrayWriteBytesPerSecond / mb)}`],
    ['Segment command, ms', ({ segmentMs }) => String(segmentMs)],
    ['File clone, ms', ({ fileCloneMs }) => String(fileCloneMs)],
  ];
  return [
    `| | ${ids.map((id) => `\`${id}\``).join(' | ')} |`,
    `|---|${ids.map(() => '---:').join('|')}|`,
    `| | ${ids.map((id) => hardwareProfiles[id].name).join(' | ')} |`,
    ...rows.map(([title, cell]) => `| ${title} | ${ids.map((id) => cell(hardwareProfiles[id])).join(' | ')} |`),
  ].join('\n');
}

/** One heading per source with its set-up, and its figures below. */
export function publishedTable(): string {
  return modelPublished()
    .map(({ source, setUp, figures }) => [`**${source}.** ${setUp}.`, '', '| | Published | Modelled | Modelled : published | |', '|---|---:|---:|---:|---|', ...figures.map(rowOf)].join('\n'))
    .join('\n\n');
}

function rowOf({ quantity, unit, published, publishedText, modelled, ratio, remark }: PublishedFigure): string {
  return `| ${quantity}, ${unit} | ${publishedText ?? spell(published)} | ${spell(modelled)} | ${ratio === null ? '' : spellRatio(ratio)} | ${remark} |`;
}

function spell(values: readonly number[]): string {
  return values.map(spellNumber).join(' / ');
}

function spellNumber(value: number): string {
  if (Number.isInteger(value) || value >= 1_000) return formatCount(value);
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(2);
}

function spellRatio(ratio: number): string {
  return ratio >= 0.095 ? ratio.toFixed(2) : ratio.toPrecision(2);
}
