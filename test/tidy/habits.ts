/** Habits that no compiler checks: length, barrels, leftovers, paths of one machine, tests that do not run. */
import * as z from 'zod';
import type { SourceFile, SyntaxNode } from './source.ts';

export const lineLimit = 400;

const leftovers = /\b(?:TODO|FIXME|XXX|HACK)\b/;
/** Home folders and work folders of one machine. Product code has no business with fixed temporary paths either. */
const machinePaths = /(?:^|[\s'"`(=:])(?:\/work\/|\/home\/\w|\/root\/|\/Users\/\w|[A-Z]:\\Users\\)/m;
const temporaryPaths = /['"`]\/(?:var\/)?tmp\//;

const namedSchema = z.object({ name: z.string() });
const memberSchema = z.object({ object: namedSchema, property: namedSchema });
const callSchema = z.object({
  callee: z.object({ type: z.literal('MemberExpression'), object: namedSchema, property: namedSchema }),
  arguments: z.array(z.looseObject({ type: z.string() })),
});

export function habitProblems(file: SourceFile): string[] {
  const problems: string[] = [];
  const lineCount = file.text.split('\n').length - 1;
  if (lineCount > lineLimit) problems.push(`${file.path} has ${lineCount} lines; the limit is ${lineLimit}`);
  if (/(?:^|\/)index\.tsx?$/.test(file.path) || file.isOnlyReexports) problems.push(`${file.path} is a barrel file`);
  if (file.comments.some((comment) => leftovers.test(comment))) problems.push(`${file.path} has a leftover note in a comment`);
  if (machinePaths.test(file.text)) problems.push(`${file.path} names a path of one machine`);
  if (!file.path.startsWith('test/') && temporaryPaths.test(file.text)) problems.push(`${file.path} names a fixed temporary path`);
  for (const node of file.nodes) {
    const problem = nodeProblem(node);
    if (problem !== null) problems.push(`${file.path} ${problem}`);
  }
  return problems;
}

function nodeProblem(node: SyntaxNode): string | null {
  if (node.type === 'TSAnyKeyword') return 'uses any';
  if (node.type === 'TSNonNullExpression') return 'uses the non-null operator';
  if (node.type === 'MemberExpression') return memberProblem(node);
  return node.type === 'CallExpression' ? callProblem(node) : null;
}

function memberProblem(node: SyntaxNode): string | null {
  const member = memberSchema.safeParse(node).data;
  if (member === undefined || !['test', 'it', 'describe', 'suite'].includes(member.object.name)) return null;
  return member.property.name === 'only' ? 'has a test that runs alone' : null;
}

/** `context.skip('why')` and Playwright's `test.skip(condition, 'why')` say why; `test.skip('name', …)` does not. */
function callProblem(node: SyntaxNode): string | null {
  const call = callSchema.safeParse(node).data;
  if (call === undefined || !['test', 'it', 'describe', 'suite', 'context'].includes(call.callee.object.name)) return null;
  if (['skipIf', 'runIf', 'todo'].includes(call.callee.property.name)) return 'skips a test without a reason';
  if (call.callee.property.name !== 'skip') return null;
  const last = call.arguments.at(-1);
  const hasReason = last !== undefined && !/Function/.test(last.type);
  return hasReason ? null : 'skips a test without a reason';
}
