import * as z from 'zod';
import { objectIdSchema, requestIdSchema, taskIdSchema } from '../ids.ts';
import { newObjectSchema, objectChangeSchema, obstacleSchema } from '../model/hosting.ts';
import { call, readCall } from './base.ts';

const started = z.object({ taskId: taskIdSchema });
const id = objectIdSchema;
const requestId = requestIdSchema;

/** Datacenters, clusters, hosts and networks. Names are changed by `lifecycle.rename`. All but `obstacles` start tasks. */
export const hostingContract = {
  /** DuplicateName among its neighbours (a host: in the whole yard), InvalidName, InvalidArgument for a place it cannot be in, LimitExceeded for a full cluster. */
  create: call.input(z.object({ object: newObjectSchema, requestId })).output(started),
  /** What keeps an object from being removed; empty when nothing does. */
  obstacles: readCall.input(z.object({ id })).output(z.array(obstacleSchema)),
  /**
   * Removes a datacenter, cluster or host that is empty, or a network that nothing uses. Never removes anything with it.
   * ResourceInUse naming what is in it; InvalidState for a host that is not in maintenance mode.
   */
  remove: call.input(z.object({ id, requestId })).output(started),
  /** Another VLAN for a network, other hardware for a host in maintenance mode. InvalidState, InvalidArgument. */
  edit: call.input(z.object({ id, change: objectChangeSchema, requestId })).output(started),
  /** Into another cluster of its datacenter, or right below the datacenter, with the machines on it. InvalidState while one of them is powered on. */
  moveHost: call.input(z.object({ id, parentId: id, requestId })).output(started),
  /**
   * Migrates the machines that run on the host to other hosts of its cluster, an item each, and ends when none runs there any more. What
   * cannot be migrated is waited for until somebody powers it off or migrates it; with `isWaiting` false the task fails instead, and the host
   * stays in use. `withPoweredOff`: what does not run is moved as well, templates included; what cannot be moved stays.
   * InvalidState when it is in maintenance mode already, TaskInProgress while it is entering it.
   */
  enterMaintenance: call.input(z.object({ id, withPoweredOff: z.boolean(), isWaiting: z.boolean(), requestId })).output(started),
  /** InvalidState when it is not in maintenance mode. */
  exitMaintenance: call.input(z.object({ id, requestId })).output(started),
};
