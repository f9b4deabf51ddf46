import { Option, type Command } from 'commander';
import { roleNames } from '../../../shared/model/access.ts';
import { accessKeyView, linkOf, parseExpiry, roleWordChoices, roleWords, type RoleWord } from '../access.ts';
import type { Shell } from '../shell.ts';

interface Options {
  readonly role: RoleWord;
  readonly expires?: number;
}

export function addAccessCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('create an access key; what lets its holder in is printed once and kept nowhere')
    .argument('<name>', 'who it is for; tasks and events tell this name')
    .addOption(new Option('--role <role>', 'what it allows').choices(roleWordChoices).makeOptionMandatory())
    .option('--expires <when>', '12h or 30d from now, or a time; never when left out', parseExpiry)
    .action(async (name: string, { role, expires }: Options) => {
      await shell.inYard(async (session) => {
        const { key, secret } = await session.client.access.keys.create({ name, role: roleWords[role], expiresAtMs: expires ?? null });
        const link = linkOf(session, secret);
        const view = accessKeyView(key);
        shell.answer({ ...view, secret, link }, () =>
          [
            `Created the access key "${name}" with the role ${roleNames[key.role]}, ${view.expiresAt === null ? 'valid until it is revoked' : `valid until ${view.expiresAt}`}.`,
            link === null ? `Its holder comes in at the address of the served client, followed by:\n  /#token=${secret}` : `Its holder comes in at:\n  ${link}`,
            'This is not shown again.',
          ].join('\n'),
        );
      });
    });
}
