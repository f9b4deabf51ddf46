/** Simulated power state of virtual machines. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Meta } from '../meta/meta.ts';
import type { Inventory } from './inventory.ts';
import { someNames } from './records.ts';

/**
 * Sets the power state; machines that already have it are left alone.
 * @returns how many changed
 * @throws Fault ManagedObjectNotFound; InvalidState for templates, which cannot be powered on
 */
export function setPower(meta: Meta, inventory: Inventory, ids: readonly ObjectId[], state: 'poweredOn' | 'poweredOff'): number {
  const records = Array.from(new Set(ids), (id) => inventory.vm(id));
  const templates = records.filter((record) => record.isTemplate).map((record) => record.name);
  if (templates.length > 0 && state === 'poweredOn') {
    const some = someNames(templates);
    throw new Fault('InvalidState', `Templates cannot be powered on: ${some.text}.`, { names: some.names, hint: 'Clone the template and power on the clone.' });
  }
  const changing = records.filter((record) => !record.isTemplate && record.powerState !== state);
  if (changing.length > 0) meta.transaction((tx) => inventory.setPower(tx, changing, state));
  return changing.length;
}
