import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { findVolume, findVolumeSnapshot } from '../volumes.ts';

export function addVolumeSnapshotRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('delete a snapshot of a volume; refused while a FlexClone is based on it')
    .argument('<volume>', 'volume')
    .argument('<snapshot>', 'snapshot')
    .action(async (name: string, snapshotName: string) => {
      await shell.inYard(async ({ client }) => {
        const volume = await findVolume(client, name);
        const snapshot = await findVolumeSnapshot(client, volume, snapshotName);
        await client.storage.deleteSnapshot({ snapshotId: snapshot.id });
        shell.answer({ volume: volume.name, deleted: snapshot.name }, () => `Deleted the snapshot "${snapshot.name}" of "${volume.name}". Its space comes back with the next exact pass.`);
      });
    });
}
