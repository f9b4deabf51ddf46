/** One virtual machine made of a template: what is asked for, and what exactly would be done. */
import * as z from 'zod';
import { objectIdSchema } from '../ids.ts';
import { clonePlanSchema } from './clonePlan.ts';
import { diskFormatSchema } from './inventory.ts';
import { decisionSchema } from './offload.ts';
import { mibBytes, tibBytes } from '../units.ts';

/** VMware Configuration Maximums, vSphere 8.0: virtual CPUs and memory of one virtual machine. */
export const cpuCountLimit = 768;
export const memoryLimitBytes = 24 * tibBytes;
/** vSphere 6.5 VM Administration, memory configuration: at least 4 MB, and a multiple of 4 MB. */
export const memoryStepBytes = 4 * mibBytes;

/** Null: as the template has it. */
export const deployHardwareSchema = z.object({
  cpuCount: z.number().int().min(1).max(cpuCountLimit).nullable(),
  memoryBytes: z
    .number()
    .int()
    .min(memoryStepBytes)
    .max(memoryLimitBytes)
    .refine((bytes) => bytes % memoryStepBytes === 0, 'Memory is a multiple of 4 MiB.')
    .nullable(),
});
export type DeployHardware = z.infer<typeof deployHardwareSchema>;

export const deploySpecSchema = z.object({
  templateId: objectIdSchema,
  name: z.string(),
  /** Null: the folder of the template. */
  folderId: objectIdSchema.nullable(),
  /** Cluster or host it runs on. Null: where the template is. */
  computeId: objectIdSchema.nullable(),
  /** Null: where the template is. Elsewhere blocks cannot be shared, so the data is copied. */
  datastoreId: objectIdSchema.nullable(),
  /** Left out: each disk keeps its format where the datastore offers it, and becomes thin where it does not. */
  diskFormat: diskFormatSchema.optional(),
  hardware: deployHardwareSchema,
  powerOn: z.boolean(),
});
export type DeploySpec = z.infer<typeof deploySpecSchema>;

/** As `clonePlanSchema`, of a single machine. */
export const deployPlanSchema = clonePlanSchema.omit({ spec: true, clones: true, mechanisms: true }).extend({
  spec: deploySpecSchema,
  /** The host it would run on as things are now; null when there is none. */
  host: z.object({ id: objectIdSchema, name: z.string() }).nullable(),
  /** How its disks would be made; null when there is no host to make them. */
  decision: decisionSchema.nullable(),
  /** What it will have, and what the template has. */
  cpuCount: z.object({ template: z.number().int().positive(), machine: z.number().int().positive() }),
  memoryBytes: z.object({ template: z.number().int().nonnegative(), machine: z.number().int().nonnegative() }),
});
export type DeployPlan = z.infer<typeof deployPlanSchema>;
