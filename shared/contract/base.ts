/** What all calls have in common: the typed faults any of them can end in. */
import { oc } from '@orpc/contract';
import { faultCodes, faultDataSchema, faultMeanings, type FaultCode } from '../faults.ts';

type FaultMap = Record<FaultCode, { message: string; data: typeof faultDataSchema }>;

const faultMap = Object.fromEntries(
  faultCodes.map((code) => [code, { message: faultMeanings[code], data: faultDataSchema }]),
) as FaultMap;

/** The start of every call declaration. */
export const call = oc.errors(faultMap);
