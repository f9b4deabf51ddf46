/** Turns whatever a call threw into the one shape the interface shows and branches on. */
import { ORPCError } from '@orpc/client';
import { Fault, faultCodeSchema, faultDataSchema, type FaultRecord } from '../../shared/faults.ts';
import { say } from '../strings/say.ts';

const lostHint = say('api.clientReconnects');

/**
 * Any thrown value as a fault. Typed faults of the contract keep their code, names and hint; a
 * request the contract refused is an `InvalidArgument`; a broken connection is an `Interrupted`.
 */
export function faultOf(error: unknown): FaultRecord {
  if (error instanceof Fault) return error.toRecord();
  if (error instanceof ORPCError) {
    const code = faultCodeSchema.safeParse(error.code);
    const data = faultDataSchema.safeParse(error.data ?? {});
    if (code.success) return { code: code.data, message: error.message, ...(data.success ? data.data : {}) };
    if (error.code === 'BAD_REQUEST') return { code: 'InvalidArgument', message: error.message };
    return { code: 'SystemError', message: error.message };
  }
  if (isConnectionLoss(error)) {
    return { code: 'Interrupted', message: say('api.connectionLostBeforeAnswer'), hint: lostHint };
  }
  return { code: 'SystemError', message: error instanceof Error ? error.message : String(error) };
}

/** True for what a closed link makes of the calls that were under way. */
function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || error.message.includes('WebSocket is not open') || error.message.includes('closed');
}
