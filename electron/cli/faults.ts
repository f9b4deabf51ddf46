/** Whatever a command can end in, as the one fault that is printed. */
import { ORPCError } from '@orpc/client';
import * as z from 'zod';
import { Fault, faultCodeSchema, faultDataSchema, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import type { Task } from '../../shared/model/task.ts';

/** A task that ended otherwise than in success. Its id is printed with the fault, so that it can be looked up. */
export class TaskFault extends Fault {
  readonly task: Task;

  constructor(task: Task) {
    const { code, message, names, hint } = task.fault ?? {
      code: task.state === 'canceled' ? ('RequestCanceled' as const) : ('SystemError' as const),
      message: task.state === 'canceled' ? `"${task.name}" was cancelled.` : `"${task.name}" failed without saying why.`,
      names: undefined,
      hint: undefined,
    };
    super(code, message, { ...(names && { names }), ...(hint && { hint }) });
    this.task = task;
  }
}

const invalidInputSchema = z.object({
  issues: z.array(z.object({ message: z.string(), path: z.array(z.unknown()).optional() })).min(1),
});

/** Reads faults of this process, typed errors of the contract, and input the contract refused. */
export function faultOf(error: unknown): FaultRecord {
  if (error instanceof Fault) return error.toRecord();
  if (error instanceof ORPCError) {
    const code = faultCodeSchema.safeParse(error.code);
    if (code.success) {
      const data = faultDataSchema.safeParse(error.data);
      return { code: code.data, message: error.message, ...(data.success ? data.data : {}) };
    }
    const invalid = invalidInputSchema.safeParse(error.data);
    if (error.code === 'BAD_REQUEST' && invalid.success) {
      return { code: 'InvalidArgument', message: invalid.data.issues.map(spellIssue).join(' ') };
    }
  }
  if (error instanceof Error && error.name === 'AbortError') return { code: 'RequestCanceled', message: 'Cancelled.' };
  return faultRecordOf(error);
}

function spellIssue(issue: { message: string; path?: unknown[] | undefined }): string {
  const path = (issue.path ?? []).map(String).join('.');
  return path ? `${path}: ${issue.message}.` : `${issue.message}.`;
}

/** The document that `--json` prints for a fault. */
export function faultDocument(fault: FaultRecord, task: Task | null): Record<string, unknown> {
  return {
    fault: fault.code,
    message: fault.message,
    ...(fault.names && { names: fault.names }),
    ...(fault.hint && { hint: fault.hint }),
    ...(task && { task: task.id }),
  };
}

const shownNames = 10;

/** `DuplicateName: message`, the names it is about and the next step, each on a line of its own. */
export function faultText(fault: FaultRecord): string {
  const lines = [`${fault.code}: ${fault.message}`];
  const names = fault.names ?? [];
  // The message often spells a single name already.
  if (names.length > 1 || (names.length === 1 && !fault.message.includes(names[0] ?? ''))) {
    const more = names.length - shownNames;
    lines.push(`  ${names.slice(0, shownNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
  }
  if (fault.hint) lines.push(`  ${fault.hint}`);
  return lines.join('\n');
}
