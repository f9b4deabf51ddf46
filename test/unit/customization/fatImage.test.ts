import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { fatImageBytes, makeFatImage, type ImageFile } from '../../../electron/customization/fatImage.ts';
import { tempFolder } from '../../fixtures/images.ts';
import { readFat12 } from '../../fixtures/readFat.ts';

const run = promisify(execFile);
const file = (name: string, text: string): ImageFile => ({ name, content: new TextEncoder().encode(text) });
const files = [file('meta-data', 'instance-id: vm-101\n'), file('user-data', `#cloud-config\n# ${'é'.repeat(40_000)}\n`), file('network-config', ''), file('Autounattend.xml', '<unattend/>')];

test('a reader of its own finds the label and every file as it was given', async () => {
  const image = await makeFatImage('CIDATA', files);
  expect(image.length).toBe(fatImageBytes);
  const volume = readFat12(image);
  expect(volume.label).toBe('CIDATA');
  expect([...volume.files.keys()]).toEqual(files.map(({ name }) => name));
  for (const { name, content } of files) expect(volume.files.get(name)).toBe(new TextDecoder().decode(content));
});

test('files that do not fit are refused as such', async () => {
  await expect(makeFatImage('CIDATA', [file('user-data', 'x'.repeat(fatImageBytes))])).rejects.toMatchObject({ code: 'LimitExceeded' });
});

describe('the tools of the system', () => {
  const needed = ['/usr/sbin/blkid', '/usr/bin/file'];
  test('know the image as a FAT volume with its label', async (context) => {
    const missing = needed.filter((path) => !existsSync(path));
    if (missing.length > 0) context.skip(`not installed: ${missing.join(', ')}`);
    const folder = await tempFolder();
    try {
      const path = folder.file('disk.img');
      await writeFile(path, await makeFatImage('CIDATA', files));
      const { stdout: probed } = await run('/usr/sbin/blkid', ['-p', '-o', 'export', path]);
      expect(probed).toMatch(/^TYPE=vfat$/m);
      expect(probed).toMatch(/^LABEL=CIDATA$/m);
      const { stdout: guessed } = await run('/usr/bin/file', ['-b', path]);
      expect(guessed).toMatch(/label: "CIDATA +", FAT/);
    } finally {
      await folder.remove();
    }
  });

  test('find no fault with the file system', async (context) => {
    const checker = ['/usr/sbin/fsck.fat', '/sbin/fsck.fat'].find((path) => existsSync(path));
    if (checker === undefined) return context.skip('not installed: fsck.fat (dosfstools)');
    const folder = await tempFolder();
    try {
      const path = folder.file('disk.img');
      await writeFile(path, await makeFatImage('CIDATA', files));
      await run(checker, ['-n', path]);
    } finally {
      await folder.remove();
    }
  });
});
