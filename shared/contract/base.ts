/** What all calls have in common: the typed faults any of them can end in, and what it takes to be allowed to make it. */
import { oc } from '@orpc/contract';
import { faultCodes, faultDataSchema, faultMeanings, type FaultCode } from '../faults.ts';
import type { Need } from '../model/access.ts';

type FaultMap = Record<FaultCode, { message: string; data: typeof faultDataSchema }>;

const faultMap = Object.fromEntries(
  faultCodes.map((code) => [code, { message: faultMeanings[code], data: faultDataSchema }]),
) as FaultMap;

export interface CallMeta {
  readonly need: Need;
}

/** The start of every call declaration. Whatever does not say otherwise is for administrators. */
export const call = oc.$meta<CallMeta>({ need: 'administer' }).errors(faultMap);
/** Of calls that change nothing and tell neither what disks hold nor secrets. */
export const readCall = call.meta({ need: 'read' });
/** Of calls that the life of virtual machines is made of. */
export const operateCall = call.meta({ need: 'operate' });
