import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeKeyFile, readKeyFile } from '../../../electron/customization/keyFile.ts';
import { KeyedSecretBox, type SecretKey } from '../../../electron/customization/secretBox.ts';
import type { CustomizationSpec } from '../../../shared/model/customization.ts';
import { newRequestId, YardBench, type YardClient } from '../../fixtures/yard.ts';
import { customize, disksOf, draftOf, idOf, linuxValues, openWithMachines, windowsSecrets, windowsValues } from './customizationBench.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

const secrets = Object.values(windowsSecrets);
async function onlySpec(client: YardClient): Promise<CustomizationSpec> {
  const [spec] = (await client.customization.list()).specs;
  if (!spec) throw new Error('There is no specification.');
  return spec;
}
const keychainKey = { id: 'of-this-account', key: randomBytes(32).toString('base64') };

/** Every byte under a folder, as text. */
function everythingIn(directory: string): string {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

test('secrets are stored sealed, come back in no answer and stand in no log; the key file is for its owner only', async () => {
  const { client, directory, logged } = await bench.openSetUp();
  expect(existsSync(join(directory, 'secrets.key'))).toBe(false);
  const { specId } = await client.customization.create(draftOf(windowsValues, windowsSecrets));
  const listed = await client.customization.list();
  expect(listed.protectedBy).toBe('keyFile');
  expect(listed.specs[0]?.secrets).toEqual(['adminPassword', 'productKey', 'domainPassword'].map((name) => ({ name, protectedBy: 'keyFile', problem: null })));
  const answers = JSON.stringify([listed, await client.customization.export({ specId }), logged, await client.tasks.list({ limit: 100 })]);
  const stored = everythingIn(directory);
  for (const secret of secrets) {
    expect(answers).not.toContain(secret);
    expect(stored).not.toContain(secret);
  }
  expect(statSync(join(directory, 'secrets.key')).mode & 0o777).toBe(0o600);
});

test('what is refused does not tell the secret that it was refused with', async () => {
  const { client, logged } = await bench.openSetUp({ kind: 'memory' });
  for (const draft of [draftOf({ ...windowsValues, owner: '' }, windowsSecrets), draftOf(linuxValues, windowsSecrets), draftOf(windowsValues, { ...windowsSecrets, productKey: `${windowsSecrets.adminPassword}\n` })]) {
    const refusal: unknown = await client.customization.create(draft).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'InvalidArgument' });
    for (const secret of secrets) expect(JSON.stringify([refusal, String(refusal), logged])).not.toContain(secret);
  }
});

test('a secret stays when nothing is said about it, goes when that is said, and goes with what it was for', async () => {
  const { client } = await bench.openSetUp({ kind: 'memory' });
  const { specId } = await client.customization.create(draftOf(windowsValues, windowsSecrets));
  const names = async (): Promise<string[]> => (await onlySpec(client)).secrets.map(({ name }) => name);
  await client.customization.update({ specId, version: 1, draft: draftOf({ ...windowsValues, description: 'Changed' }) });
  expect(await names()).toEqual(['adminPassword', 'productKey', 'domainPassword']);
  await expect(client.customization.update({ specId, version: 1, draft: draftOf(windowsValues) })).rejects.toMatchObject({ code: 'InvalidState' });
  await client.customization.update({ specId, version: 2, draft: draftOf({ ...windowsValues, membership: { kind: 'workgroup', workgroup: 'LAB' } }, { productKey: null }) });
  expect(await names()).toEqual(['adminPassword']);
});

test('a missing key is told of; the rest stays usable, and setting the secrets anew is enough', async () => {
  const opened = await openWithMachines(bench, 1);
  const { client, directory } = opened;
  const { specId } = await client.customization.create(draftOf(windowsValues, windowsSecrets));
  await bench.close(opened);
  const keyFile = join(directory, 'secrets.key');
  renameSync(keyFile, `${keyFile}.away`);

  const without = await bench.open(directory);
  const spec = await onlySpec(without.client);
  expect(spec.values).toEqual(windowsValues);
  expect(spec.secrets.map(({ problem }) => problem)).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('missing or was replaced')));
  // Asking has not made a key that would take the place of the missing one.
  expect(existsSync(keyFile)).toBe(false);
  await expect(without.client.customization.apply({ specId, vmId: await idOf(without.client, 'vdi-001'), requestId: newRequestId() })).rejects.toMatchObject({
    code: 'InvalidState', message: expect.stringMatching(/^The administrator password of "Desktops" cannot be read\./), data: { hint: expect.stringContaining('set the secret anew') },
  });
  expect((await without.client.customization.export({ specId })).text).toContain('"Desktops"');
  await without.client.customization.update({ specId, version: 1, draft: draftOf({ ...windowsValues, description: 'Still editable' }) });
  await without.client.customization.update({ specId, version: 2, draft: draftOf(windowsValues, windowsSecrets) });
  await customize(without.client, 'vdi-001', draftOf(windowsValues));
  expect((await disksOf(without))[0]?.files.get('Unattend.xml')).toContain('Join-me-42');
});

test('what the keychain protects is closed without it, and open with it again beside what the key file protects', async () => {
  const desktop = await bench.openSetUp({ keychainKey });
  const { specId } = await desktop.client.customization.create(draftOf(windowsValues, windowsSecrets));
  expect((await desktop.client.customization.list()).protectedBy).toBe('keychain');
  expect(existsSync(join(desktop.directory, 'secrets.key'))).toBe(false);
  await bench.close(desktop);

  const browser = await bench.open(desktop.directory);
  expect((await onlySpec(browser.client)).secrets[0]).toMatchObject({ protectedBy: 'keychain', problem: expect.stringContaining("operating system's keychain") });
  await browser.client.customization.update({ specId, version: 1, draft: draftOf(windowsValues, { adminPassword: 'Other-1' }) });
  await bench.close(browser);

  const back = await bench.open(desktop.directory, { keychainKey });
  expect((await onlySpec(back.client)).secrets).toEqual([
    { name: 'adminPassword', protectedBy: 'keyFile', problem: null }, { name: 'productKey', protectedBy: 'keychain', problem: null }, { name: 'domainPassword', protectedBy: 'keychain', problem: null },
  ]);
});

test('a sealed secret cannot be changed, moved elsewhere, or opened with another key', () => {
  const key = (id: string): SecretKey => ({ id, protectedBy: 'keyFile', bytes: randomBytes(32) });
  const first = key('first');
  const box = new KeyedSecretBox(first);
  const sealed = box.seal('Sesame', 'customization-1/adminPassword');
  expect(box.open(sealed, 'customization-1/adminPassword')).toBe('Sesame');
  expect(box.seal('Sesame', 'customization-1/adminPassword').text).not.toBe(sealed.text);
  expect(() => box.open(sealed, 'customization-2/adminPassword')).toThrow(expect.objectContaining({ code: 'DataIntegrity' }));
  const changed = Buffer.from(sealed.text, 'base64');
  for (let at = 0; at < changed.length; at += 1) {
    const damaged = Buffer.from(changed);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
    expect(() => box.open({ ...sealed, text: damaged.toString('base64') }, 'customization-1/adminPassword')).toThrow(expect.objectContaining({ code: 'DataIntegrity' }));
  }
  expect(() => box.open({ ...sealed, text: '' }, 'customization-1/adminPassword')).toThrow(expect.objectContaining({ code: 'DataIntegrity' }));
  expect(() => new KeyedSecretBox(key('second')).open(sealed, 'customization-1/adminPassword')).toThrow(expect.objectContaining({ code: 'InvalidState' }));
  // After a key was replaced the new one seals and the old one still opens.
  const rotated = new KeyedSecretBox(key('second'), [first]);
  expect(rotated.open(sealed, 'customization-1/adminPassword')).toBe('Sesame');
  expect(rotated.seal('x', 'y').keyId).toBe('second');
});

test('a key file that is none is refused as such, and one that others could read is closed to them', () => {
  const directory = bench.newDirectory();
  expect(readKeyFile(directory)).toBeNull();
  const made = makeKeyFile(directory);
  const path = join(directory, 'secrets.key');
  chmodSync(path, 0o644);
  expect(readKeyFile(directory)).toEqual(made);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  for (const text of ['', '{}', '{"format":"cloneyard-secret-key","version":1,"id":"x","key":"AAAA"}']) {
    writeFileSync(path, text);
    expect(() => readKeyFile(directory)).toThrow(expect.objectContaining({ code: 'FileFault' }));
  }
  rmSync(path);
});
