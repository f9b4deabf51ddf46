import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { parseBytes } from '../values.ts';
import { findVolume, volumeView } from '../volumes.ts';

export function addVolumeResize(parent: Command, shell: Shell): void {
  parent
    .command('resize')
    .description('make a volume larger or smaller while it is in use')
    .argument('<name>', 'volume')
    .argument('<size>', 'new size, such as 200GiB', parseBytes)
    .action(async (name: string, sizeBytes: number) => {
      await shell.inYard(async ({ client }) => {
        const before = await findVolume(client, name);
        const view = volumeView(await client.storage.updateVolume({ volumeId: before.id, settings: { sizeBytes } }));
        shell.answer(view, () => `"${view.name}" has ${formatBytes(view.sizeBytes)} now, ${formatBytes(before.sizeBytes)} before; ${formatBytes(view.freeBytes)} are free.`);
      });
    });
}
