import type { Command } from 'commander';
import { createAndAnswer, datacenterFor } from '../hostingObjects.ts';
import { parseVlan } from '../hostingValues.ts';
import { readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';

interface CreateOptions {
  in?: string;
  vlan?: number | null;
}

/** `datacenter create`, `cluster create`, `network create`. */
export function addObjectCreate(parent: Command, shell: Shell, kind: 'datacenter' | 'cluster' | 'network'): void {
  const command = parent.command('create').description(`make a ${kind}`).argument('<name>', `name of the new ${kind}`);
  if (kind !== 'datacenter') command.option('--in <datacenter>', 'datacenter; may be left out where there is only one');
  if (kind === 'network') command.option('--vlan <id>', 'VLAN ID, 1 to 4094, or none; none when left out', parseVlan);
  command.action(async (name: string, options: CreateOptions) => {
    await shell.inYard(async (session) => {
      const inventory = await readInventory(session.client);
      if (kind === 'datacenter') {
        const root = [...inventory.containers.values()].find((container) => container.kind === 'vcenter');
        await createAndAnswer(shell, session, { kind, name }, root?.name ?? '');
        return;
      }
      const { id: parentId, name: place } = datacenterFor(inventory, options.in);
      await createAndAnswer(shell, session, kind === 'cluster' ? { kind, parentId, name } : { kind, parentId, name, vlanId: options.vlan ?? null }, place);
    });
  });
}
