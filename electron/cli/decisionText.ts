/** Decisions and trails of the offload engine for people: which way, why, and what would make it offload. */
import type { Attempt, Decision, MovedBytes, OffloadOperation, Trail } from '../../shared/model/offload.ts';
import { primitiveWords } from '../../shared/offloadWords.ts';
import { formatDuration } from '../../shared/units.ts';
import { fixCommand, type NameOf } from './offload.ts';
import { attemptWords, operationWords, outcomeWords, verdictWords, wayAndPlace } from './offloadWords.ts';
import { formatFields, formatTable } from './table.ts';
import { countOf, exactBytes, indent } from './text.ts';

/** With the command of every fix, which is null where only a person can do it. */
export function decisionView<D extends Decision>(decision: D, nameOf: NameOf) {
  return { ...decision, fixes: decision.fixes.map((fix) => ({ ...fix, command: fixCommand(fix, nameOf) })) };
}

export function trailView({ taskId, atMs, ...trail }: Trail, nameOf: NameOf) {
  const { id, fixes, ...rest } = trail;
  return { id, task: taskId, at: new Date(atMs).toISOString(), ...rest, fixes: decisionView({ ...trail, fixes }, nameOf).fixes };
}

/** What it comes to, every way that was considered with its rules, and the fixes. */
export function decisionText(decision: Decision, nameOf: NameOf): string {
  return [formatFields(decisionFields(decision)), ...detailTexts(decision, nameOf)].join('\n\n');
}

export function decisionFields(decision: Decision): [string, string][] {
  const { reason, attempts, firstFailed } = decision;
  const failed = firstFailed === null ? undefined : attempts.flatMap(({ rules }) => rules).find((rule) => rule.id === firstFailed && rule.verdict === 'failed');
  return [
    ['Mechanism', wayAndPlace(decision)],
    ['Why', reason],
    ['First that failed', firstFailed === null ? 'none' : `${failed?.title ?? firstFailed}${failed ? ` ${failed.facts}` : ''}`],
  ];
}

function detailTexts(decision: Decision, nameOf: NameOf): string[] {
  return [...decision.attempts.map((attempt, index) => attemptText(decision.operation, attempt, index + 1)), ...(decision.fixes.length === 0 ? [] : [fixesText(decision, nameOf)])];
}

function attemptText(operation: OffloadOperation, attempt: Attempt, number: number): string {
  const { primitive, rules, outcome, reason, movedBytes } = attempt;
  const way = attemptWords(operation, attempt);
  const by = primitive === null || primitiveWords[primitive] === way ? '' : `, ${primitiveWords[primitive]}`;
  const moved = movedBytes === 0 ? '' : ` ${exactBytes(movedBytes)} ${doneWords(operation, attempt)}.`;
  const head = `${number}. ${way}${by}: ${outcomeWords[outcome]}\n   ${reason}${moved}`;
  if (rules.length === 0) return head;
  const table = formatTable(
    [
      { title: 'Rule', cell: (rule) => rule.title },
      { title: 'Verdict', cell: (rule) => verdictWords[rule.verdict] },
      { title: 'Found', cell: (rule) => rule.facts },
    ],
    rules,
  );
  return `${head}\n${indent(table, 3)}`;
}

function doneWords(operation: OffloadOperation, { mechanism, outcome }: Attempt): string {
  // What a device that failed says it has done need not be true.
  if (outcome === 'failed' && mechanism !== 'hostCopy') return "by the array's own account";
  if (mechanism === 'fileClone' || mechanism === 'xcopy') return 'shared';
  return operation === 'zero' ? 'zeroed' : 'copied';
}

/** Each with the exact command, where there is one. A better way may have failed although the array did it. */
export function fixesText({ fixes, isOffloaded }: Pick<Decision, 'fixes' | 'isOffloaded'>, nameOf: NameOf): string {
  const lines = fixes.flatMap((fix) => {
    const command = fixCommand(fix, nameOf);
    return command === null ? [`  ${fix.text}`] : [`  ${fix.text}`, `    ${command}`];
  });
  return [isOffloaded ? 'What would make it better:' : 'What would make it offload:', ...lines].join('\n');
}

/** How something was made: the decision, then what really moved and how long it took. */
export function trailText(trail: Trail, nameOf: NameOf): string {
  return [formatFields(trailFields(trail)), ...detailTexts(trail, nameOf)].join('\n\n');
}

function trailFields(trail: Trail): [string, string][] {
  const { id, taskId, atMs, operation, vmCount, vmNames, sourceName, hostName, sourceDatastoreName, datastoreName, disks, moved, elapsedMs, failure } = trail;
  const more = vmCount - vmNames.length;
  const where = sourceDatastoreName === null || sourceDatastoreName === datastoreName ? `on ${datastoreName}` : `from ${sourceDatastoreName} to ${datastoreName}`;
  return [
    ['Trail', `${id}${taskId === null ? '' : `, of ${taskId}`}, ${new Date(atMs).toISOString()}`],
    ['Operation', `${operationWords[operation]}${sourceName === null ? '' : ` of "${sourceName}"`} ${where}, by ${hostName}`],
    ...(disks === undefined ? [] : [['Disks', disks.join(', ')] satisfies [string, string]]),
    ['Made for', `${countOf(vmCount, 'virtual machine')}${vmNames.length === 0 ? '' : `: ${vmNames.join(', ')}`}${more > 0 && vmNames.length > 0 ? ` and ${more} more` : ''}`],
    ...decisionFields(trail),
    ...movedFields(moved),
    ['Took', formatDuration(elapsedMs)],
    ...(failure === null ? [] : [['Failed', failure] satisfies [string, string]]),
  ];
}

export function movedFields(moved: MovedBytes): [string, string][] {
  return [
    ['Storage network', `${exactBytes(moved.networkReadBytes)} to the host, ${exactBytes(moved.networkWriteBytes)} from it`],
    ['Disks of the array', `${exactBytes(moved.arrayReadBytes)} read, ${exactBytes(moved.arrayWriteBytes)} written`],
    ['Allocated', exactBytes(moved.allocatedBytes)],
  ];
}
