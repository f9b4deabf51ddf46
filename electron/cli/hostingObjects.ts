/** Finding and making datacenters, clusters, hosts and networks. */
import { Fault } from '../../shared/faults.ts';
import type { NewObject } from '../../shared/model/hosting.ts';
import type { Container, ContainerKind } from '../../shared/model/inventory.ts';
import { matchName, type Inventory } from './inventory.ts';
import type { Session } from './session.ts';
import type { Shell } from './shell.ts';
import { runTask } from './tasks.ts';

/** @throws Fault ManagedObjectNotFound naming those that exist */
export function findOfKind(inventory: Inventory, kind: ContainerKind, name: string): Container {
  const known = [...inventory.containers.values()].filter((container) => container.kind === kind);
  const found = matchName(known, name);
  if (found) return found;
  throw new Fault('ManagedObjectNotFound', `There is no ${kind} "${name}".`, { names: [name], hint: known.length === 0 ? `There is no ${kind} at all.` : `There are: ${known.map((one) => one.name).join(', ')}` });
}

/** The datacenter that is named, or the only one. */
export function datacenterFor(inventory: Inventory, name: string | undefined): Container {
  if (name !== undefined) return findOfKind(inventory, 'datacenter', name);
  const [only, ...others] = [...inventory.containers.values()].filter(({ kind }) => kind === 'datacenter');
  if (only && others.length === 0) return only;
  throw new Fault('InvalidArgument', only ? 'There are several datacenters.' : 'There is no datacenter.', { hint: only ? 'Name one with --in.' : 'Create one with: cloneyard datacenter create NAME' });
}

/** Makes it and answers `{task, id, kind, name, in}`. */
export async function createAndAnswer(shell: Shell, session: Session, object: NewObject, place: string): Promise<void> {
  const { task, result } = await runTask(shell, session, 'createObject', (requestId) => session.client.hosting.create({ object, requestId }));
  const { kind, name } = object;
  shell.answer({ task: task.id, id: result.id, kind, name, in: place }, () => `${kind === 'host' ? 'Added' : 'Created'} the ${kind} "${name}" in "${place}".`);
}
