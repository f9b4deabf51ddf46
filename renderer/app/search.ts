/** Finds inventory objects by a query: words in their names, and fields of their kind. Pure. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, ContainerKind, Datastore, Host, Network, VmRow } from '../../shared/model/inventory.ts';
import { containerFields, datastoreFields, hostFields, networkFields, type Placed } from '../../shared/query/containerFields.ts';
import { machineFields, type Machine } from '../../shared/query/machineFields.ts';
import type { Places } from '../../shared/query/places.ts';
import type { PolicyBook } from '../../shared/storagePolicy.ts';
import type { Choice, QueryField } from '../../shared/query/queryField.ts';
import { readQuery, type QueryProblem, type ReadQuery } from '../../shared/query/readQuery.ts';
import { scanQuery } from '../../shared/query/scanQuery.ts';
import type { InventoryIndex } from '../stores/inventoryIndex.ts';
import type { RowTable } from '../stores/rowTable.ts';
import { say } from '../strings/say.ts';

export interface SearchHit {
  readonly id: ObjectId;
  readonly name: string;
  readonly object: VmRow | Container;
}

export interface SearchGroup {
  readonly kind: SearchKind;
  readonly label: string;
  /** The first ones. */
  readonly hits: readonly SearchHit[];
  /** All that match, in the order of names. */
  readonly ids: readonly ObjectId[];
}

export interface SearchResult {
  readonly groups: readonly SearchGroup[];
  readonly total: number;
  /** Terms that no kind of object can be asked; they are left out. */
  readonly problems: readonly QueryProblem[];
}

export type SearchKind = 'vm' | 'template' | ContainerKind;

/** In the order in which they are shown. */
export const searchKinds: readonly { readonly kind: SearchKind; readonly label: string; readonly one: string }[] = [
  { kind: 'vm', label: say('common.virtualMachines'), one: say('common.virtualMachine') },
  { kind: 'template', label: say('common.templates'), one: say('common.template') },
  { kind: 'host', label: say('common.hosts'), one: say('common.host') },
  { kind: 'cluster', label: say('app.clusters'), one: say('common.cluster') },
  { kind: 'datastore', label: say('common.datastores'), one: say('common.datastore') },
  { kind: 'network', label: say('app.networks'), one: say('common.network') },
  { kind: 'folder', label: say('app.folders'), one: say('common.folder') },
  { kind: 'datacenter', label: say('app.datacenters'), one: say('common.datacenter') },
  { kind: 'vcenter', label: say('common.vCenter'), one: say('common.vCenter') },
];

export const hitsPerGroup = 6;

const kindChoices: readonly Choice[] = searchKinds.map(({ kind, one }) => ({ word: kind, label: one }));

/** The fields of a kind with every kind as a choice, so that `kind:host` can be asked of a machine and be false. */
function searchable<Subject>(fields: readonly QueryField<Subject>[]): readonly QueryField<Subject>[] {
  return fields.map((field) => (field.name === 'kind' && field.type === 'choice' ? { ...field, choices: kindChoices } : field));
}

const machine = searchable(machineFields);
const host = searchable(hostFields);
const datastore = searchable(datastoreFields);
const network = searchable(networkFields);
const container = searchable(containerFields);

export interface SearchSource {
  readonly index: InventoryIndex;
  readonly vms: RowTable<VmRow>;
  readonly places: Places;
  readonly policies?: PolicyBook | undefined;
}

/**
 * Objects for which every term is true, grouped by kind; free words are looked for in names. The object that has
 * exactly the text as its name comes first, with its group, because Enter opens the first one; then names that begin
 * with the first word; each part stays in the order of names.
 */
export function searchInventory(text: string, { index, vms, places, policies }: SearchSource): SearchResult {
  const typed = text.trim().toLowerCase();
  if (typed === '') return { groups: [], total: 0, problems: [] };
  const queries = readAll(text);
  const found = new Map<SearchKind, Found>();
  const first = firstWord(text) ?? typed;
  const consider = <Subject>(kind: SearchKind, object: VmRow | Container, query: ReadQuery<Subject> | null, subject: Subject): void => {
    const name = object.name.toLowerCase();
    const isExact = name === typed;
    if (!isExact && (query === null || query.isEmpty || !query.matches(subject, name))) return;
    let group = found.get(kind);
    if (group === undefined) {
      group = { ids: [], exact: [], beginning: [], inner: [] };
      found.set(kind, group);
    }
    group.ids.push(object.id);
    const list = isExact ? group.exact : name.startsWith(first) ? group.beginning : group.inner;
    if (list.length < hitsPerGroup) list.push({ id: object.id, name: object.name, object });
  };
  for (const id of index.vmIds) {
    const vm = vms.get(id);
    if (vm !== undefined) consider(vm.isTemplate ? 'template' : 'vm', vm, queries.machine, { vm, places, policies });
  }
  for (const item of index.containers) {
    if (item.kind === 'host') consider('host', item, queries.host, { container: item, places });
    else if (item.kind === 'datastore') consider('datastore', item, queries.datastore, { container: item, places });
    else if (item.kind === 'network') consider('network', item, queries.network, { container: item, places });
    else consider(item.kind, item, queries.container, { container: item, places });
  }
  const groups = searchKinds.flatMap(({ kind, label }) => {
    const group = found.get(kind);
    if (group === undefined) return [];
    const hits = [...group.exact, ...group.beginning, ...group.inner].slice(0, hitsPerGroup);
    return [{ kind, label, hits, ids: group.ids, hasExact: group.exact.length > 0 }];
  });
  const ordered = [...groups.filter(({ hasExact }) => hasExact), ...groups.filter(({ hasExact }) => !hasExact)];
  return {
    groups: ordered.map(({ kind, label, hits, ids }) => ({ kind, label, hits, ids })),
    total: ordered.reduce((sum, { ids }) => sum + ids.length, 0),
    problems: queries.problems,
  };
}

interface Found {
  readonly ids: ObjectId[];
  readonly exact: SearchHit[];
  readonly beginning: SearchHit[];
  readonly inner: SearchHit[];
}

/** The query as each kind understands it; null for a kind that lacks something which another kind has. */
interface Queries {
  readonly machine: ReadQuery<Machine> | null;
  readonly host: ReadQuery<Placed<Host>> | null;
  readonly datastore: ReadQuery<Placed<Datastore>> | null;
  readonly network: ReadQuery<Placed<Network>> | null;
  readonly container: ReadQuery<Placed> | null;
  readonly problems: readonly QueryProblem[];
}

function readAll(text: string): Queries {
  const read = {
    machine: readQuery(text, machine), host: readQuery(text, host), datastore: readQuery(text, datastore), network: readQuery(text, network), container: readQuery(text, container),
  };
  const all = Object.values(read);
  // A term is wrong when it is wrong for every kind; otherwise it only rules kinds out.
  const termOf = (problem: QueryProblem): number => scanQuery(text).findIndex(({ start, end }) => start <= problem.start && problem.end <= end);
  const wrong = all.map(({ problems }) => new Set(problems.map(termOf)));
  const isWrongForAll = (term: number): boolean => wrong.every((terms) => terms.has(term));
  const keep = <Subject>(query: ReadQuery<Subject>): ReadQuery<Subject> | null => (query.problems.every((problem) => isWrongForAll(termOf(problem))) ? query : null);
  const shared = new Map<number, QueryProblem>();
  for (const problem of all.flatMap(({ problems }) => problems)) {
    const term = termOf(problem);
    const known = shared.get(term);
    // What is wrong with a value helps more than that other kinds have no such field.
    if (isWrongForAll(term) && (known === undefined || (known.unknownField !== null && problem.unknownField === null))) shared.set(term, problem);
  }
  return {
    machine: keep(read.machine), host: keep(read.host), datastore: keep(read.datastore), network: keep(read.network), container: keep(read.container),
    problems: [...shared.values()],
  };
}

function firstWord(text: string): string | null {
  const word = scanQuery(text).find((term) => term.kind === 'word' && !term.isNegated);
  return word?.kind === 'word' ? word.value.text.toLowerCase() : null;
}

/** Everything that can be asked, for completions: fields of machines first, then those that only other kinds have. */
export const searchFields: readonly QueryField<Machine>[] = [
  ...machine,
  ...[host, datastore, network].flatMap((fields) => fields.flatMap((field) => borrowed(field))).filter((field, at, all) => machine.every(({ name }) => name !== field.name) && all.findIndex(({ name }) => name === field.name) === at),
];

/** A field of another kind, of which machines have nothing. */
function borrowed(field: Choiceless & { readonly choices?: readonly Choice[] }): QueryField<Machine>[] {
  const { name, label, type, choices } = field;
  if (type === 'text') return [{ name, label, type, read: () => [] }];
  if (type === 'choice') return [{ name, label, type, choices: choices ?? [], read: () => null }];
  return [{ name, label, type, read: () => null }];
}

type Choiceless = Pick<QueryField<never>, 'name' | 'label' | 'type'>;

/** The query with the kind asked for, or no longer asked for where it is the only one. */
export function withKind(text: string, kind: SearchKind): string {
  const term = scanQuery(text).find((candidate) => candidate.kind === 'comparison' && candidate.field.text.toLowerCase() === 'kind');
  const rest = term === undefined ? text.trim() : `${text.slice(0, term.start).trim()} ${text.slice(term.end).trim()}`.trim();
  const wanted = `kind:${kind}`;
  if (term !== undefined && text.slice(term.start, term.end).toLowerCase() === wanted) return rest;
  return rest === '' ? wanted : `${wanted} ${rest}`;
}

/** The kind that the query asks for alone; null for any. */
export function kindOf(text: string): SearchKind | null {
  return searchKinds.find(({ kind }) => scanQuery(text).some(({ start, end }) => text.slice(start, end).toLowerCase() === `kind:${kind}`))?.kind ?? null;
}
