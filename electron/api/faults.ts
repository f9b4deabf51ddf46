/** Turns whatever a service throws into a typed error of the contract. */
import { ORPCError, ValidationError } from '@orpc/server';
import { Fault, type FaultCode, type FaultData } from '../../shared/faults.ts';

export type Log = (text: string) => void;

/**
 * The error a client gets. What is not a fault is logged here, once, and becomes a
 * `SystemError` that keeps its message.
 */
export function contractErrorOf(error: unknown, log: Log): ORPCError<FaultCode, FaultData> | ORPCError<string, unknown> {
  if (error instanceof Fault) return typed(error);
  if (error instanceof ORPCError) {
    if (error.defined) return error;
    if (error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) return typed(inputFault(error.cause));
  }
  log(describe(error));
  return typed(new Fault('SystemError', messageOf(error), {}, { cause: error }));
}

/** The same for what fails while a stream is being read. */
export async function* withContractErrors<T>(stream: AsyncGenerator<T, void, void>, log: Log): AsyncGenerator<T, void, void> {
  try {
    yield* stream;
  } catch (error) {
    throw contractErrorOf(error, log);
  }
}

function typed(fault: Fault): ORPCError<FaultCode, FaultData> {
  return new ORPCError(fault.code, { defined: true, message: fault.message, data: fault.data, cause: fault });
}

/** Names every field that was not accepted and says why. */
function inputFault(error: ValidationError): Fault {
  const texts = error.issues.slice(0, 5).map((issue) => {
    const field = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    return field === '' ? issue.message : `${field}: ${issue.message}`;
  });
  const fields = error.issues.flatMap((issue) => (issue.path?.[0] === undefined ? [] : String(typeof issue.path[0] === 'object' ? issue.path[0].key : issue.path[0])));
  return new Fault('InvalidArgument', texts.join('; '), { names: [...new Set(fields)].slice(0, 20) });
}

function messageOf(error: unknown): string {
  const detail = error instanceof ORPCError && error.cause instanceof ValidationError ? `: ${inputFault(error.cause).message}` : '';
  return (error instanceof Error ? error.message : String(error)) + detail;
}

function describe(error: unknown): string {
  return error instanceof Error ? `${messageOf(error)}\n${error.stack ?? ''}` : String(error);
}
