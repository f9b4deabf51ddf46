/**
 * Specifications as files: JSON with a format and a version, without secrets. Pools go by their names, since ids mean
 * nothing in another yard.
 */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import type { CustomizationSpecId } from '../../shared/ids.ts';
import { customizationValuesSchema, type CustomizationValues } from '../../shared/model/customization.ts';
import { nameKey } from '../../shared/naming.ts';
import type { CustomizationRooms } from './rooms.ts';

const format = 'cloneyard-customization';
export const exchangeVersion = 1;
/** Far above what the longest specification takes. */
export const exchangeLimitChars = 256 * 1024;

const headSchema = z.looseObject({ format: z.literal(format), version: z.number().int().positive() });
const fileSchema = z.strictObject({ format: z.literal(format), version: z.literal(exchangeVersion), spec: z.looseObject({ network: z.unknown() }) });
const namedPoolSchema = z.strictObject({ kind: z.literal('pool'), pool: z.string() });

/** @throws Fault ManagedObjectNotFound */
export function exportSpec({ specs, pools }: Pick<CustomizationRooms, 'specs' | 'pools'>, id: CustomizationSpecId): { fileName: string; text: string } {
  const { values } = specs.get(id);
  const { network } = values;
  const named =
    network.kind === 'standard'
      ? network
      : { ...network, nics: network.nics.map((nic) => (nic.kind === 'pool' ? { kind: 'pool', pool: pools.records().find((pool) => pool.id === nic.poolId)?.values.name ?? '' } : nic)) };
  const text = `${JSON.stringify({ format, version: exchangeVersion, spec: { ...values, network: named } }, null, 2)}\n`;
  return { fileName: `${values.name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.json`, text };
}

/**
 * The values in a file.
 * @throws Fault InvalidArgument saying what is wrong with it, NotSupported for a newer version, ManagedObjectNotFound for a pool that is not here
 */
export function readSpecFile({ pools }: Pick<CustomizationRooms, 'pools'>, text: string): CustomizationValues {
  if (text.length > exchangeLimitChars) throw new Fault('InvalidArgument', 'The file is too long for a customization specification.');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new Fault('InvalidArgument', 'The file is not JSON.', { hint: 'Choose a file that was exported as a customization specification.' }, { cause: error });
  }
  const head = headSchema.safeParse(content);
  if (!head.success) throw new Fault('InvalidArgument', 'The file is not a customization specification.', { hint: `Its "format" must be "${format}".` });
  if (head.data.version > exchangeVersion) {
    throw new Fault('NotSupported', `The file has version ${head.data.version}; this version reads up to ${exchangeVersion}.`, { hint: 'Import it with the newer version that wrote it.' });
  }
  const { spec } = parsed(fileSchema, content);
  return parsed(customizationValuesSchema, { ...spec, network: withPoolIds(pools, spec.network) });
}

/** The network settings with names of pools made ids; what is not of that shape is left to be refused. */
function withPoolIds(pools: CustomizationRooms['pools'], network: unknown): unknown {
  const listed = z.looseObject({ nics: z.array(z.unknown()).max(100) }).safeParse(network);
  if (!listed.success) return network;
  const nics = listed.data.nics.map((nic) => {
    const named = namedPoolSchema.safeParse(nic);
    if (!named.success) return nic;
    const found = pools.records().find(({ values }) => nameKey(values.name) === nameKey(named.data.pool));
    if (!found) throw new Fault('ManagedObjectNotFound', `There is no pool of addresses "${named.data.pool}" here.`, { names: [named.data.pool], hint: 'Make a pool of that name first.' });
    return { kind: 'pool', poolId: found.id };
  });
  return { ...listed.data, nics };
}

function parsed<T>(schema: z.ZodType<T>, content: unknown): T {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, 5).map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`));
  throw new Fault('InvalidArgument', `The file cannot be used. ${problems.join('; ')}`);
}
