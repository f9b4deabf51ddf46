import type { Command } from 'commander';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatBytes, formatCount, formatDuration, formatPercent, mibBytes } from '../../../shared/units.ts';
import { distinctBytes, makeDemoImage } from '../demoImage.ts';
import { datastoresOf, findTemplate, findVirtualMachine, readInventory } from '../inventory.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { indent } from '../text.ts';
import { datastoreView, vmView } from '../views.ts';
import { checkText } from './check.ts';
import { datastoreText } from './datastoreShow.ts';

const cloneCount = 100;
const templateName = 'golden';

export function addDemo(parent: Command, shell: Shell): void {
  parent
    .command('demo')
    .description('the whole story in under a minute, in a temporary data directory that is removed afterwards')
    .action(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'cloneyard-demo-'));
      try {
        await shell.inSession(join(folder, 'yard'), (session) => tellStory(shell, session, folder));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
}

async function tellStory(shell: Shell, session: Session, folder: string): Promise<void> {
  const { client } = session;
  const say = (text: string): void => {
    if (!shell.isJson) shell.terminal.print(text);
  };
  const startedAtMs = Date.now();

  say('1. A disk image, and an empty yard');
  const image = await makeDemoImage(folder, shell.signal);
  const sourceSha256 = await sha256Of(image.path, shell.signal);
  await runTask(shell, session, 'initializeYard', (requestId) => client.system.initialize({ kind: 'empty', requestId }));
  say(`   ${formatBytes(image.sizeBytes)}: ${image.description}.\n   SHA-256 ${sourceSha256}`);

  say('2. Import it as a template');
  const imported = await runTask(shell, session, 'importImage', (requestId) =>
    client.disks.importImage({ path: image.path, name: templateName, datastoreId: null, guestOs: 'Other', requestId, isUpload: false }),
  );
  const { bytesRead, logicalBytes } = imported.result;
  say(`   ${formatBytes(bytesRead)} read, ${formatBytes(logicalBytes)} of data kept, in ${formatDuration(imported.elapsedMs)}.`);

  say(`3. Rapid clone it ${cloneCount} times`);
  const template = findTemplate(await readInventory(client), templateName);
  const cloned = await runTask(shell, session, 'rapidClone', (requestId) =>
    client.cloning.start({
      spec: {
        sourceId: template.id,
        count: cloneCount,
        pattern: 'vdi-{n:03}',
        startNumber: 1,
        datastoreId: null,
        computeId: null,
        folderId: null,
        powerOn: false,
      },
      requestId,
    }),
  );
  const { created, failed } = cloned.result;
  say(`   ${formatCount(created)} virtual machines in ${formatDuration(cloned.result.elapsedMs)}, durable; ${formatCount(failed)} failed.`);

  say('4. What they take');
  const shared = await spaceNow(session);
  say(indent(datastoreText(shared)));

  say('5. Write 1 MiB to one of them');
  const writtenFile = join(folder, 'written.bin');
  await writeFile(writtenFile, distinctBytes('written by the guest', mibBytes));
  const before = await readInventory(client);
  const writer = findVirtualMachine(before, 'vdi-001');
  const untouched = findVirtualMachine(before, 'vdi-002');
  const written = await runTask(shell, session, 'writeDisk', (requestId) =>
    client.disks.writeDisk({ vmId: writer.id, offsetBytes: 8 * mibBytes, path: writtenFile, requestId }),
  );
  const inventory = await readInventory(client);
  const writerView = vmView(findVirtualMachine(inventory, 'vdi-001'), inventory);
  say(`   ${formatBytes(written.result.bytesWritten)} written; vdi-001 now holds ${formatBytes(writerView.uniqueBytes)} that nobody else has.`);

  say('6. Proof, byte by byte');
  const proof = await runTask(shell, session, 'compareDisks', (requestId) =>
    client.disks.compareDisks({ firstId: template.id, secondId: untouched.id, requestId }),
  );
  const contrast = await runTask(shell, session, 'compareDisks', (requestId) =>
    client.disks.compareDisks({ firstId: template.id, secondId: writer.id, requestId }),
  );
  const exportedFile = join(folder, 'vdi-002.img');
  const exported = await runTask(shell, session, 'exportDisk', (requestId) =>
    client.disks.exportDisk({ vmId: untouched.id, path: exportedFile, overwrite: false, requestId }),
  );
  const exportedSha256 = await sha256Of(exportedFile, shell.signal);
  const equalsSource = proof.result.identical && exportedSha256 === sourceSha256;
  const differs = !contrast.result.identical;
  say(`   vdi-002 ${proof.result.identical ? 'equals' : 'DIFFERS FROM'} the template, compared in ${formatDuration(proof.elapsedMs)}.`);
  say(`   Exported in ${formatDuration(exported.elapsedMs)}, it ${equalsSource ? 'equals' : 'DIFFERS FROM'} the image file: SHA-256 ${exportedSha256}`);
  say(`   vdi-001 ${differs ? 'differs, as it should, from byte' : 'does not differ although it was written to:'} ${formatCount(contrast.result.firstDifferenceOffset ?? 0)}`);

  say('7. Check everything that is stored');
  const report = await client.system.check({ isDeep: true }, { signal: shell.signal });
  say(indent(checkText(report)));

  const isGood = created === cloneCount && failed === 0 && equalsSource && differs && report.ok;
  if (!isGood) shell.exitCode = 1;
  const elapsedMs = Date.now() - startedAtMs;
  const document = {
    ok: isGood,
    image: { isFileSystem: image.isFileSystem, sizeBytes: image.sizeBytes, sha256: sourceSha256 },
    import: { bytesRead, logicalBytes, elapsedMs: imported.elapsedMs },
    rapidClone: { created, failed, elapsedMs: cloned.result.elapsedMs },
    datastore: shared,
    written: { name: writerView.name, bytesWritten: written.result.bytesWritten, uniqueBytes: writerView.uniqueBytes },
    proof: { name: untouched.name, identical: equalsSource, sha256: exportedSha256 },
    check: report,
    elapsedMs,
  };
  shell.answer(
    document,
    () =>
      `\n${formatCount(created)} clones of ${formatBytes(shared.logicalBytes / (created + 1))} each take ${formatBytes(shared.physicalBytes)} together: ` +
      `${formatPercent(shared.savedBytes, shared.logicalBytes)} saved. ${formatDuration(elapsedMs)} in all. The temporary directory is removed.`,
  );
}

async function spaceNow(session: Session) {
  const [datastore] = datastoresOf(await readInventory(session.client));
  if (!datastore) throw new Error('The empty yard has no datastore.');
  return datastoreView(datastore);
}

async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: mibBytes, signal })) hash.update(chunk);
  return hash.digest('hex');
}
