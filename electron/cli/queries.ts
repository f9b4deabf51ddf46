/** Queries on the command line. A query that cannot be read is wrong usage, found before the yard is opened. */
import { InvalidArgumentError } from 'commander';
import type { VmRow } from '../../shared/model/inventory.ts';
import { machineFields, type Machine } from '../../shared/query/machineFields.ts';
import { placesOf } from '../../shared/query/places.ts';
import type { PolicyBook } from '../../shared/storagePolicy.ts';
import { readQuery, type ReadQuery } from '../../shared/query/readQuery.ts';
import type { Inventory } from './inventory.ts';

export type MachineQuery = ReadQuery<Machine>;

/** Reads `power:on template:win* web`; free words are looked for in names. */
export function parseMachineQuery(text: string): MachineQuery {
  const query = readQuery(text, machineFields);
  const [problem] = query.problems;
  if (problem !== undefined) {
    throw new InvalidArgumentError(`${problem.message} ${problem.nextStep} It stands at character ${problem.start + 1}: ${text.slice(problem.start, problem.end)}`);
  }
  return query;
}

/** The machines that a query asks for, in their order; all of them without one. */
export function selectMachines(vms: readonly VmRow[], { containers }: Inventory, query: MachineQuery | undefined, policies?: PolicyBook): VmRow[] {
  if (query === undefined) return [...vms];
  const places = placesOf(containers.values());
  return vms.filter((vm) => query.matches({ vm, places, policies }, vm.name.toLowerCase()));
}
