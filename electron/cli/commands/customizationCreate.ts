import type { Command } from 'commander';
import { findSpec, readSecretsFile, readTextFile, specView } from '../customization.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';

interface Options {
  readonly name?: string;
  readonly secrets?: string;
}

const secretsHelp = 'JSON file with adminPassword, productKey or domainPassword; no specification file holds any';

export function addCustomizationCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('make a customization specification of a JSON file as it is described in docs/customization.md')
    .requiredOption('--from <file>', 'the file')
    .option('--name <name>', 'another name than the one in the file')
    .option('--secrets <file>', secretsHelp)
    .action(async (options: Options & { from: string }) => {
      await shell.inYard((session) => createFrom(shell, session, options.from, options, 'Made'));
    });
}

export function addCustomizationImport(parent: Command, shell: Shell): void {
  parent
    .command('import')
    .description('import a customization specification that was exported')
    .argument('<file>', 'the file')
    .option('--name <name>', 'another name than the one in the file')
    .option('--secrets <file>', secretsHelp)
    .action(async (file: string, options: Options) => {
      await shell.inYard((session) => createFrom(shell, session, file, options, 'Imported'));
    });
}

async function createFrom(shell: Shell, { client }: Session, file: string, { name, secrets }: Options, done: string): Promise<void> {
  const text = await readTextFile(shell.resolvePath(file));
  const given = secrets === undefined ? {} : await readSecretsFile(shell.resolvePath(secrets));
  const { specId } = await client.customization.import({ text, name: name ?? null, secrets: given });
  const view = specView(await findSpec(client, specId));
  shell.answer(view, () => `${done} the customization specification "${view.name}".`);
}
