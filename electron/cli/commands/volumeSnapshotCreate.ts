import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { findVolume, snapshotView } from '../volumes.ts';

export function addVolumeSnapshotCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('keep every disk on a volume as it is now; at once, whatever their number')
    .argument('<volume>', 'volume')
    .argument('[snapshot]', 'name of the snapshot (default: made from date and time)')
    .option('--comment <text>', 'what it is for', '')
    .action(async (name: string, snapshotName: string | undefined, options: { comment: string }) => {
      await shell.inYard(async ({ client }) => {
        const volume = await findVolume(client, name);
        const view = snapshotView(await client.storage.createSnapshot({ volumeId: volume.id, name: snapshotName ?? null, comment: options.comment }));
        shell.answer({ volume: volume.name, ...view }, () => `Made the snapshot "${view.name}" of "${volume.name}".`);
      });
    });
}
