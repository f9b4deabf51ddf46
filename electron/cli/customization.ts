/** Customization specifications and pools of addresses by the names people type, and the shapes that `--json` prints. */
import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { secretChangesSchema, type CustomizationSpec, type IpPool, type SecretChanges, type SecretName, type SecretProtection } from '../../shared/model/customization.ts';
import { nameKey } from '../../shared/naming.ts';
import type { YardClient } from './session.ts';

export const protectionWords: Readonly<Record<SecretProtection, string>> = {
  keychain: "the operating system's keychain",
  keyFile: 'a key file in the data directory, readable for its owner only',
};
export const secretWords: Readonly<Record<SecretName, string>> = { adminPassword: 'administrator password', productKey: 'product key', domainPassword: 'domain password' };

/** @throws Fault ManagedObjectNotFound */
export async function findSpec(client: YardClient, name: string): Promise<CustomizationSpec> {
  const found = match((await client.customization.list()).specs, name);
  if (found) return found;
  throw new Fault('ManagedObjectNotFound', `There is no customization specification "${name}".`, { names: [name], hint: 'List them with: cloneyard customization ls' });
}

/** @throws Fault ManagedObjectNotFound */
export async function findPool(client: YardClient, name: string): Promise<IpPool> {
  const found = match((await client.customization.list()).pools, name);
  if (found) return found;
  throw new Fault('ManagedObjectNotFound', `There is no pool of addresses "${name}".`, { names: [name], hint: 'List them with: cloneyard customization pool ls' });
}

function match<T extends { readonly id: string; readonly values: { readonly name: string } }>(items: readonly T[], name: string): T | undefined {
  return items.find(({ values }) => values.name === name) ?? items.find(({ values }) => nameKey(values.name) === nameKey(name)) ?? items.find(({ id }) => id === name);
}

export function specView({ id, version, modifiedAtMs, values, secrets }: CustomizationSpec) {
  return { id, version, modifiedAt: new Date(modifiedAtMs).toISOString(), ...values, secrets };
}

export function poolView({ id, version, values, addressCount, leases }: IpPool) {
  return { id, version, ...values, addressCount, usedCount: leases.length, leases: leases.map(({ address, vmId, vmName }) => ({ address, vm: vmName, vmId })) };
}

/** No file that these commands read is anywhere near this. */
const fileLimitBytes = 1024 * 1024;

/** @throws Fault FileNotFound, FileFault */
export async function readTextFile(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > fileLimitBytes) throw new Fault('InvalidArgument', `${path} is too long.`, { names: [path] });
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Fault) throw error;
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new Fault(isMissing ? 'FileNotFound' : 'FileFault', isMissing ? `There is no file ${path}.` : `${path} cannot be read.`, { names: [path] }, { cause: error });
  }
}

/** Secrets come from a file, since arguments of commands are for every user of the machine to see. @throws Fault InvalidArgument, FileNotFound, FileFault */
export async function readSecretsFile(path: string): Promise<SecretChanges> {
  let content: unknown;
  try {
    content = JSON.parse(await readTextFile(path));
  } catch (error) {
    if (error instanceof Fault) throw error;
    // The message of the parser quotes the text, and so the secrets.
    throw new Fault('InvalidArgument', `${path} is not JSON.`, { names: [path] });
  }
  const parsed = secretChangesSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new Fault('InvalidArgument', `${path} does not hold secrets as they are expected: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`, {
    names: [path],
    hint: 'Like this: {"adminPassword": "…", "productKey": "…", "domainPassword": "…"}',
  });
}
