import { Option, type Command } from 'commander';
import type { Shell } from '../shell.ts';
import { findVolume, parseAutogrow, parsePercent, settingsOf, volumeView, type SettingOptions } from '../volumes.ts';
import { volumeText } from './volumeShow.ts';

export function addVolumeSet(parent: Command, shell: Shell): void {
  parent
    .command('set')
    .description('change the guarantee, autogrow and thresholds of a volume')
    .argument('<name>', 'volume')
    .addOption(new Option('--guarantee <what>', 'volume: set the whole size aside').choices(['none', 'volume']))
    .option('--autogrow <maximum[@percent][+increment]>', 'grow up to this size when used beyond the percentage, 85 when left out, by a twentieth or by the increment; off: never', parseAutogrow)
    .option('--nearly-full <percent>', 'counts as nearly full from here on', parsePercent)
    .option('--full <percent>', 'counts as full from here on', parsePercent)
    .action(async (name: string, options: SettingOptions, command: Command) => {
      const settings = settingsOf(options);
      if (Object.keys(settings).length === 0) command.error('error: say what to change');
      await shell.inYard(async ({ client }) => {
        const { id } = await findVolume(client, name);
        const view = volumeView(await client.storage.updateVolume({ volumeId: id, settings }));
        shell.answer(view, () => volumeText(view));
      });
    });
}
