import { Fault } from '../../shared/faults.ts';
import type { IpPoolId } from '../../shared/ids.ts';
import { someNames } from '../inventory/records.ts';
import type { CustomizationRooms } from './rooms.ts';

/** Machines that have addresses of the pool keep them. @throws Fault ResourceInUse while a specification names it, ManagedObjectNotFound */
export function removePool({ specs, pools }: Pick<CustomizationRooms, 'specs' | 'pools'>, id: IpPoolId): void {
  const { values } = pools.record(id);
  const users = specs.list().filter(({ values: { network } }) => network.kind === 'custom' && network.nics.some((nic) => nic.kind === 'pool' && nic.poolId === id));
  if (users.length > 0) {
    const some = someNames(users.map((spec) => spec.values.name));
    throw new Fault('ResourceInUse', `The pool "${values.name}" is used by ${some.text}.`, { names: some.names, hint: 'Change those specifications first.' });
  }
  pools.remove(id);
}
