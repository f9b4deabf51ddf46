/** One virtual machine made of a template: what is asked for, and what exactly would be done. */
import * as z from 'zod';
import { customizationSpecIdSchema, objectIdSchema, storagePolicyIdSchema } from '../ids.ts';
import { clonePlanSchema } from './clonePlan.ts';
import { customizationPreviewSchema } from './customization.ts';
import { hardwareChangeSchema } from './hardware.ts';
import { diskFormatSchema, diskPlacementSchema } from './inventory.ts';
import { decisionSchema } from './offload.ts';

/** What it has other than the template; what is left out is as the template has it. Disks of the template only grow, and stay. */
export const deployHardwareSchema = hardwareChangeSchema.omit({ removeDisks: true, detachDisks: true, attachDisks: true });
export type DeployHardware = z.infer<typeof deployHardwareSchema>;

/** The hardware of the template. */
export const templateHardware: DeployHardware = { addDisks: [], growDisks: [], addNics: [], changeNics: [], removeNics: [] };

export const deploySpecSchema = z.object({
  templateId: objectIdSchema,
  name: z.string(),
  /** Null: the folder of the template. */
  folderId: objectIdSchema.nullable(),
  /** Cluster or host it runs on. Null: where the template is. */
  computeId: objectIdSchema.nullable(),
  /** Null: where the template is, and each disk beside its original. Elsewhere blocks cannot be shared, so the data is copied. */
  datastoreId: objectIdSchema.nullable(),
  /** Disks of the template that go elsewhere than the others. Left out, as in tasks from before disks could lie apart: none. */
  diskPlacement: diskPlacementSchema.optional(),
  /** Its storage policy. Left out: that of the template. Null: "Datastore default". */
  policyId: storagePolicyIdSchema.nullable().optional(),
  /** Left out: each disk keeps its format where the datastore offers it, and becomes thin where it does not. */
  diskFormat: diskFormatSchema.optional(),
  hardware: deployHardwareSchema,
  /** The specification that its guest is customized with. Null: the guest is told nothing. */
  customizationId: customizationSpecIdSchema.nullable(),
  powerOn: z.boolean(),
});
export type DeploySpec = z.infer<typeof deploySpecSchema>;

const bytes = z.number().int().nonnegative();

/** As `clonePlanSchema`, of a single machine. Where a refusal is about hardware, that of the template is told. */
export const deployPlanSchema = clonePlanSchema.omit({ spec: true, clones: true, mechanisms: true }).extend({
  spec: deploySpecSchema,
  /** The host it would run on as things are now; null when there is none. */
  host: z.object({ id: objectIdSchema, name: z.string() }).nullable(),
  /** How its disks would be made, of several ways the least of them: `routes` tells of each; null when there is no host to make them. */
  decision: decisionSchema.nullable(),
  /** What the template has, and what the machine would have. */
  cpuCount: z.object({ template: z.number().int().positive(), machine: z.number().int().positive() }),
  memoryBytes: z.object({ template: bytes, machine: bytes }),
  /** With the datastores that they would lie on. `templateBytes` is null for those that are added empty. */
  disks: z.array(z.object({ label: z.string(), templateBytes: bytes.nullable(), machineBytes: bytes, datastoreId: objectIdSchema, datastoreName: z.string() })),
  /** By the names of their networks: `templateNetwork` is null for those that are added, `machineNetwork` for those that are left out. */
  nics: z.array(z.object({ label: z.string(), templateNetwork: z.string().nullable(), machineNetwork: z.string().nullable(), isConnected: z.boolean() })),
  /** What the guest would be told as things are now; null when nothing was asked for, and where that is refused. */
  customization: customizationPreviewSchema.nullable(),
});
export type DeployPlan = z.infer<typeof deployPlanSchema>;
