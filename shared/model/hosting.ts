/** What is built around virtual machines: datacenters, clusters, hosts and networks, and hosts that are taken out of use for a while. */
import * as z from 'zod';
import { objectIdSchema } from '../ids.ts';
import { nameLimitChars } from '../naming.ts';

const count = z.number().int().nonnegative();
const name = z.string().max(nameLimitChars);

/** What a host can have and a cluster can take at most ("VMware Configuration Maximums", vSphere 8.0). A core counts as one logical processor here. */
export const hostLimits = { cpuCoreCount: 896, cpuMhz: 10_000, memoryBytes: 24 * 1024 ** 4, hostsPerCluster: 96 } as const;

/** As hosts are described: configuration, not measurements. */
export const hostHardwareSchema = z.object({
  cpuCoreCount: z.number().int().min(1).max(hostLimits.cpuCoreCount),
  cpuMhz: z.number().int().min(1).max(hostLimits.cpuMhz),
  memoryBytes: z.number().int().min(1).max(hostLimits.memoryBytes),
});
export type HostHardware = z.infer<typeof hostHardwareSchema>;

/** 1 to 4094; 0 or null for frames that leave untagged, as a standard port group has it ("vSphere Networking", VLAN configuration). */
export const vlanChoiceSchema = z.number().int().min(0).max(4094).nullable();

export const newObjectSchema = z.discriminatedUnion('kind', [
  /** Made below the vCenter. */
  z.object({ kind: z.literal('datacenter'), name }),
  /** `parentId`: the datacenter. */
  z.object({ kind: z.literal('cluster'), parentId: objectIdSchema, name }),
  /** `parentId`: the cluster or datacenter. `name`: its address, which no other host in the yard has. */
  z.object({ kind: z.literal('host'), parentId: objectIdSchema, name, ...hostHardwareSchema.shape }),
  /** `parentId`: the datacenter. */
  z.object({ kind: z.literal('network'), parentId: objectIdSchema, name, vlanId: vlanChoiceSchema }),
]);
export type NewObject = z.infer<typeof newObjectSchema>;
export type NewObjectKind = NewObject['kind'];

export const objectChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('network'), vlanId: vlanChoiceSchema }),
  z.object({ kind: z.literal('host'), ...hostHardwareSchema.shape }),
]);
export type ObjectChange = z.infer<typeof objectChangeSchema>;

/** What keeps a datacenter, cluster, host or network from being removed. */
export const obstacleSchema = z.object({
  kind: z.enum(['cluster', 'host', 'folder', 'datastore', 'network', 'vm', 'template', 'unregistered']),
  count: z.number().int().positive(),
  /** The first of them. */
  names: z.array(z.string()),
});
export type Obstacle = z.infer<typeof obstacleSchema>;

/** What the tasks of this model have to say when they have ended; members of `taskResultSchema`. */
export const hostingResultSchemas = [
  z.object({ kind: z.literal('createObject'), id: objectIdSchema }),
  z.object({ kind: z.literal('removeObject') }),
  z.object({ kind: z.literal('editObject') }),
  z.object({ kind: z.literal('moveHost'), to: z.string() }),
  /** `stayed`: powered-off and suspended machines and templates that are still on the host. */
  z.object({ kind: z.literal('enterMaintenance'), migrated: count, failed: count, stayed: count }),
  z.object({ kind: z.literal('exitMaintenance') }),
] as const;

export const hostingTaskKinds = ['createObject', 'removeObject', 'editObject', 'moveHost', 'enterMaintenance', 'exitMaintenance'] as const;
