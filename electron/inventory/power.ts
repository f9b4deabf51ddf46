/** Simulated power state of virtual machines. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Meta } from '../meta/meta.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { Inventory } from './inventory.ts';
import { someNames, type VmRecord } from './records.ts';

/** How many machines change in one transaction. */
const batchLength = 250;

/**
 * Sets the power state; machines that already have it are left alone, and so are those that
 * are deleted while others are being changed. In several transactions: what was changed before
 * a crash stays changed.
 * @returns how many changed
 * @throws Fault ManagedObjectNotFound; InvalidState for templates, which cannot be powered on
 */
export async function setPower(meta: Meta, inventory: Inventory, ids: readonly ObjectId[], state: 'poweredOn' | 'poweredOff'): Promise<number> {
  const records = Array.from(new Set(ids), (id) => inventory.vm(id));
  const templates = records.filter((record) => record.isTemplate).map((record) => record.name);
  if (templates.length > 0 && state === 'poweredOn') {
    const some = someNames(templates);
    throw new Fault('InvalidState', `Templates cannot be powered on: ${some.text}.`, { names: some.names, hint: 'Clone the template and power on the clone.' });
  }
  const pacer = new Pacer();
  let changed = 0;
  for (let first = 0; first < records.length; first += batchLength) {
    await pacer.pause();
    const changing = records.slice(first, first + batchLength).flatMap((record): VmRecord[] => {
      // As it is by now, since others have had their turn.
      const now = inventory.findVm(record.id);
      return now && !now.isTemplate && now.powerState !== state ? [now] : [];
    });
    if (changing.length > 0) meta.transaction((tx) => inventory.setPower(tx, changing, state));
    changed += changing.length;
  }
  return changed;
}
