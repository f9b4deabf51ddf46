/** Storage policies: what a datastore has to have, under a name that machines are given. */
import * as z from 'zod';
import { objectIdSchema, storagePolicyIdSchema } from '../ids.ts';
import { primitiveSchema } from './offload.ts';
import { guaranteeSchema } from './storage.ts';

export const policyNameLimitChars = 80;
export const policyDescriptionLimitChars = 255;

/** What machines without a policy have, as vSphere calls it: any datastore will do. It is no record and has no id. */
export const defaultPolicyName = 'Datastore default';

/** A name of a datastore, or a pattern for several: `*` is any characters, none too, `?` is one. Case does not matter. */
const pattern = z.string().trim().min(1).max(80);

/** Every rule that is set has to hold; null, false and empty lists ask for nothing. */
export const policyRulesSchema = z.object({
  type: z.enum(['NFS', 'VMFS']).nullable(),
  /** Clones within the datastore share their blocks: NAS Fast File Clone, or an array that carries out XCOPY by sharing. */
  sharesClones: z.boolean(),
  /** All of these can be used: offered by the array, not switched off for the datastore, and the device is trusted. */
  primitives: z.array(primitiveSchema).max(primitiveSchema.options.length),
  dedupe: z.enum(['on', 'off']).nullable(),
  /** Of the volume: thin, or its whole size set aside in the aggregate. */
  guarantee: guaranteeSchema.nullable(),
  /** At least this share of the capacity is free, in percent. */
  freePercent: z.number().int().min(1).max(99).nullable(),
  /** The array that the datastore lies on, by its name; case does not matter. */
  arrayName: z.string().trim().min(1).max(80).nullable(),
  /** The name of the datastore fits one of them. */
  names: z.array(pattern).max(20),
});
export type PolicyRules = z.infer<typeof policyRulesSchema>;

export const noRules: PolicyRules = { type: null, sharesClones: false, primitives: [], dedupe: null, guarantee: null, freePercent: null, arrayName: null, names: [] };

const policyName = z.string().trim().min(1, 'A name is needed.').max(policyNameLimitChars, `A name has at most ${policyNameLimitChars} characters.`);

const keptValuesSchema = z.object({
  name: policyName,
  description: z.string().max(policyDescriptionLimitChars, `A description has at most ${policyDescriptionLimitChars} characters.`),
  rules: policyRulesSchema,
});

/** Searches put the name in quotation marks. Policies that were made before this was asked keep the name they have. */
export const policyValuesSchema = keptValuesSchema.extend({
  name: policyName.refine((name) => !/["\p{Cc}]/u.test(name), 'A name cannot contain quotation marks or control characters.'),
});
export type PolicyValues = z.infer<typeof policyValuesSchema>;

export const storagePolicySchema = z.object({
  id: storagePolicyIdSchema,
  /** Grows with each change. */
  version: z.number().int().positive(),
  modifiedAtMs: z.number().int(),
  values: keptValuesSchema,
});
export type StoragePolicy = z.infer<typeof storagePolicySchema>;

/** `switchedOff`: for this datastore. `distrusted`: the device was caught not doing what it had accepted. */
const usability = z.enum(['usable', 'switchedOff', 'distrusted']);
export type Usability = z.infer<typeof usability>;

/** What the rules of policies are held against: a datastore as it is now. */
export const policyFactsSchema = z.object({
  datastoreId: objectIdSchema,
  name: z.string(),
  type: z.enum(['NFS', 'VMFS']),
  /** Those that the array offers. */
  primitives: z.array(z.object({ primitive: primitiveSchema, usability })),
  /** Null where the array cannot clone by sharing. */
  sharesClones: usability.nullable(),
  isDedupeOn: z.boolean(),
  guarantee: guaranteeSchema,
  /** Whole percent, rounded down. */
  freePercent: z.number().int().min(0).max(100),
  arrayName: z.string(),
});
export type PolicyFacts = z.infer<typeof policyFactsSchema>;

/** Who has a policy, and who of them lies where its rules do not hold. */
export const policyComplianceSchema = z.object({
  checkedAtMs: z.number().int(),
  datastores: z.array(
    z.object({
      datastoreId: objectIdSchema,
      name: z.string(),
      /** Why it does not fit, a sentence each; empty when it does. */
      shortfalls: z.array(z.string()),
      /** Machines and templates with the policy that have anything on it; one that has disks on several counts on each. */
      vmCount: z.number().int().nonnegative(),
    }),
  ),
  /** All that are not compliant, and the first of them, each with the first of its datastores that does not fit. */
  nonCompliantCount: z.number().int().nonnegative(),
  nonCompliant: z.array(z.object({ id: objectIdSchema, name: z.string(), datastoreId: objectIdSchema })).max(100),
});
export type PolicyCompliance = z.infer<typeof policyComplianceSchema>;
