import type { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { Fault } from '../../../shared/faults.ts';
import { findSpec } from '../customization.ts';
import type { Shell } from '../shell.ts';

export function addCustomizationExport(parent: Command, shell: Shell): void {
  parent
    .command('export')
    .description('write a customization specification to a JSON file, without its secrets')
    .argument('<name>', 'specification')
    .argument('[file]', 'where to (default: named after the specification, in this folder)')
    .option('--force', 'replace the file if it exists')
    .action(async (name: string, file: string | undefined, options: { force?: true }) => {
      await shell.inYard(async ({ client }) => {
        const spec = await findSpec(client, name);
        const { fileName, text } = await client.customization.export({ specId: spec.id });
        const path = shell.resolvePath(file ?? fileName);
        try {
          await writeFile(path, text, { flag: options.force === true ? 'w' : 'wx' });
        } catch (error) {
          const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
          throw new Fault(exists ? 'FileAlreadyExists' : 'FileFault', exists ? `${path} exists already.` : `${path} cannot be written.`, { names: [path], ...(exists && { hint: 'Replace it with --force.' }) }, { cause: error });
        }
        shell.answer({ name: spec.values.name, path }, () => `Exported "${spec.values.name}" to ${path}, without its secrets.`);
      });
    });
}
