import * as z from 'zod';
import { customizationSpecIdSchema, ipPoolIdSchema, objectIdSchema, requestIdSchema, taskIdSchema } from '../ids.ts';
import {
  appliedCustomizationSchema, customizationDraftSchema, customizationPreviewSchema, customizationSpecSchema, ipPoolSchema, ipPoolValuesSchema, secretChangesSchema,
  secretProtectionSchema, specNameSchema,
} from '../model/customization.ts';
import { call, operateCall, readCall } from './base.ts';

const specId = customizationSpecIdSchema;
const poolId = ipPoolIdSchema;
const vmId = objectIdSchema;
const version = z.number().int().positive();
const nothing = z.object({});

export const customizationContract = {
  /** All specifications and pools, and what protects the secrets that are set from now on. Secrets never leave. */
  list: readCall.output(z.object({ specs: z.array(customizationSpecSchema), pools: z.array(ipPoolSchema), protectedBy: secretProtectionSchema })),
  /** Refused with DuplicateName. */
  create: call.input(customizationDraftSchema).output(z.object({ specId })),
  /** Refused with DuplicateName, and with InvalidState when `version` is no longer the latest. */
  update: call.input(z.object({ specId, version, draft: customizationDraftSchema })).output(nothing),
  /** A copy under another name, its secrets included. */
  duplicate: call.input(z.object({ specId, name: specNameSchema })).output(z.object({ specId })),
  /** What was customized with it stays as it is. */
  remove: call.input(z.object({ specId })).output(nothing),

  /** A JSON document without secrets, see docs/customization.md. */
  export: readCall.input(z.object({ specId })).output(z.object({ fileName: z.string(), text: z.string() })),
  /** Makes a specification of such a document, under its own name or another. Secrets can be given along, since no document holds any. */
  import: call.input(z.object({ text: z.string(), name: specNameSchema.nullable(), secrets: secretChangesSchema })).output(z.object({ specId })),

  createPool: call.input(ipPoolValuesSchema).output(z.object({ poolId })),
  /** Addresses that are given out stay with their machines. Refused with InvalidState when `version` is no longer the latest. */
  updatePool: call.input(z.object({ poolId, version, values: ipPoolValuesSchema })).output(nothing),
  /** Refused with ResourceInUse while a specification names it. */
  removePool: call.input(z.object({ poolId })).output(nothing),

  /** What the guest would be told as things are now. Refused as `apply` would be. */
  preview: readCall.input(z.object({ specId, vmId })).output(customizationPreviewSchema),
  /** Writes the customization disk of a machine that is powered off, in place of an earlier one. */
  apply: operateCall.input(z.object({ specId, vmId, requestId: requestIdSchema })).output(z.object({ taskId: taskIdSchema })),
  /** What the guest was last told; null where it was told nothing. */
  applied: readCall.input(z.object({ vmId })).output(z.object({ applied: appliedCustomizationSchema.nullable() })),
};
