/** A yard with machines to customize, and what stands on their disks. */
import { fatImageBytes } from '../../../electron/customization/fatImage.ts';
import type { FileId, ObjectId } from '../../../shared/ids.ts';
import type { CustomizationDraft, CustomizationValues, SecretChanges } from '../../../shared/model/customization.ts';
import type { Task } from '../../../shared/model/task.ts';
import { mibBytes } from '../../../shared/units.ts';
import { makeSparseImage, tempFolder } from '../../fixtures/images.ts';
import { readFat12, type FatVolume } from '../../fixtures/readFat.ts';
import { cloneSpec, cloneWell, endedWell, importTemplate, newRequestId, vmNamed, type TestYard, type YardBench, type YardClient } from '../../fixtures/yard.ts';

export const linuxValues: Extract<CustomizationValues, { guest: 'linux' }> = {
  name: 'Web servers', description: '', guest: 'linux', computerName: { kind: 'vmName' }, domain: 'example.org', timeZone: 'Europe/Berlin',
  network: { kind: 'standard' }, dnsServers: ['10.0.0.2'], dnsSuffixes: ['example.org'], commands: ['echo "a: b" > /etc/it\'s'],
};

export const windowsValues: Extract<CustomizationValues, { guest: 'windows' }> = {
  name: 'Desktops', description: 'For View', guest: 'windows', computerName: { kind: 'prefix', prefix: 'VDI-' }, owner: 'A & B', organization: 'Example <Ltd>', autoLogonCount: 1,
  timeZone: 'W. Europe Standard Time', membership: { kind: 'domain', domain: 'example.org', userName: 'joiner', organizationalUnit: 'OU=VDI,DC=example,DC=org' },
  network: { kind: 'standard' }, dnsServers: [], dnsSuffixes: [], commands: ['cmd /c echo 1 & 2'],
};

export const windowsSecrets = { adminPassword: 'Sesame<&>"1', domainPassword: 'Join-me-42', productKey: 'ABCDE-12345-FGHIJ-67890-KLMNO' };

export const draftOf = (values: CustomizationValues, secrets: SecretChanges = {}): CustomizationDraft => ({ values, secrets });

/** Clones `vdi-001` to `vdi-00n` of a small template, powered off. */
export async function openWithMachines(bench: YardBench, count: number, options: Parameters<YardBench['openSetUp']>[0] = {}): Promise<TestYard> {
  const folder = await tempFolder();
  try {
    await makeSparseImage(folder.file('gold.img'), mibBytes, 3);
    const opened = await bench.openSetUp(options);
    const template = await importTemplate(opened.client, folder.file('gold.img'), 'gold');
    await cloneWell(opened.client, cloneSpec(template.id, count));
    return opened;
  } finally {
    await folder.remove();
  }
}

export async function idOf(client: YardClient, name: string): Promise<ObjectId> {
  return (await vmNamed(client, name)).id;
}

export async function customize(client: YardClient, name: string, draft: CustomizationDraft): Promise<Task> {
  const { specs } = await client.customization.list();
  const known = specs.find(({ values }) => values.name === draft.values.name);
  const specId = known?.id ?? (await client.customization.create(draft)).specId;
  const { taskId } = await client.customization.apply({ specId, vmId: await idOf(client, name), requestId: newRequestId() });
  return endedWell(client, taskId);
}

/** Every customization disk of the array. */
export async function disksOf({ array }: TestYard): Promise<FatVolume[]> {
  const files: FileId[] = array.volumeIds().flatMap((volumeId) => [...array.fileIds(volumeId)].filter((id) => array.file(id).sizeBytes === fatImageBytes));
  return Promise.all(
    files.map(async (id) => {
      const image = new Uint8Array(fatImageBytes);
      await array.read(id, 0, image);
      return readFat12(image);
    }),
  );
}
