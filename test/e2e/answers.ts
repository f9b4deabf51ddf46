/** The parts of the command line's JSON that the stories compare with the page. */
import * as z from 'zod';

const bytes = z.number().int().nonnegative();

export const machineSchema = z.object({
  name: z.string(),
  template: z.string().nullable(),
  powerState: z.string(),
  provisionedBytes: bytes,
  logicalBytes: bytes,
  uniqueBytes: bytes,
  sharedBytes: bytes,
});
export const machinesSchema = z.array(machineSchema);

export const templateSchema = machineSchema.omit({ template: true, powerState: true }).extend({ cloneCount: z.number() });
export const templatesSchema = z.array(templateSchema);

export const datastoreSchema = z.object({
  name: z.string(),
  capacityBytes: bytes,
  provisionedBytes: bytes,
  logicalBytes: bytes,
  physicalBytes: bytes,
  savedBytes: bytes,
  freeBytes: bytes,
  isExact: z.boolean(),
});
export const datastoresSchema = z.array(datastoreSchema);

export const clonedSchema = z.object({ created: z.number(), failed: z.number() });
export const checkSchema = z.object({ ok: z.boolean(), problems: z.array(z.string()) });
export const taskSchema = z.object({ id: z.string(), state: z.string() });
export const tasksSchema = z.array(taskSchema);

export const accessKeySchema = z.object({ name: z.string(), link: z.string() });
