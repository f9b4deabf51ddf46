import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { objectIdSchema, storagePolicyIdSchema } from '../ids.ts';
import { policyComplianceSchema, policyFactsSchema, policyValuesSchema, storagePolicySchema } from '../model/policies.ts';
import { call, operateCall, readCall } from './base.ts';

const revision = z.number().int().nonnegative();
const id = storagePolicyIdSchema;

/** Policies, and the datastores that they are held against; it is little, so every change brings all of it. */
export const policyStateSchema = z.object({ policies: z.array(storagePolicySchema), datastores: z.array(policyFactsSchema) });
export type PolicyState = z.infer<typeof policyStateSchema>;

export const policiesContract = {
  watch: readCall.output(eventIterator(policyStateSchema.extend({ revision }))),
  state: readCall.output(policyStateSchema),
  /** Refused with DuplicateName, and with InvalidArgument for rules that no datastore or every datastore fits. */
  create: call.input(policyValuesSchema).output(storagePolicySchema),
  /** Machines that have it keep it. Also refused with InvalidState when `version` is no longer the latest. */
  update: call.input(z.object({ id, version: z.number().int().positive(), values: policyValuesSchema })).output(storagePolicySchema),
  /** Refused with ResourceInUse while machines or templates have it. */
  remove: call.input(z.object({ id })).output(z.object({})),
  /** Gives machines and templates a policy, or takes theirs away with null. Nothing moves. `changed` counts those that had another one. */
  assign: operateCall.input(z.object({ vmIds: z.array(objectIdSchema).min(1).max(1000), policyId: id.nullable() })).output(z.object({ changed: z.number().int() })),
  /** Looks at everybody who has the policy, now. */
  compliance: readCall.input(z.object({ id })).output(policyComplianceSchema),
};
