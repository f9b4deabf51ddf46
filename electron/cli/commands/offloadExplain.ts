import type { Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import type { TrailId } from '../../../shared/ids.ts';
import type { VmDetail } from '../../../shared/model/inventory.ts';
import type { Trail } from '../../../shared/model/offload.ts';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import { trailText, trailView } from '../decisionText.ts';
import { findDisk, readInventory, type Inventory } from '../inventory.ts';
import { namesOf } from '../offload.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { parseTrailId } from '../values.ts';
import { trailTable } from '../trailTable.ts';

export function addOffloadExplain(parent: Command, shell: Shell): void {
  parent
    .command('explain')
    .description('tell how a virtual machine was made: what was tried, each rule with its facts, and what would make it offload')
    .argument('[name]', 'virtual machine or template; may be left out with --trail')
    .option('--trail <id>', 'tell of one trail only, such as trail-12', parseTrailId)
    .action(async (name: string | undefined, { trail: trailId }: { trail?: TrailId }, command: Command) => {
      if (name === undefined && trailId === undefined) command.error('error: say which virtual machine, or give --trail');
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        if (trailId !== undefined) return await answerTrail(shell, session, inventory, trailId, name);
        if (name !== undefined) await answerMachine(shell, session, inventory, name);
      });
    });
}

async function answerTrail(shell: Shell, { client }: Session, inventory: Inventory, id: TrailId, name: string | undefined): Promise<void> {
  const nameOf = namesOf(inventory);
  if (name !== undefined) {
    const row = findDisk(inventory, name);
    const { made, madeApart, later } = await client.offload.explain({ vmId: row.id });
    if (![made, ...madeApart, ...later].some((trail) => trail?.id === id)) {
      throw new Fault('ManagedObjectNotFound', `${id} is not about "${row.name}".`, { names: [id], hint: `Leave the name out, or list its trails with: cloneyard offload explain ${row.name}` });
    }
  }
  const trail = await client.offload.trail({ id });
  shell.answer(trailView(trail, nameOf), () => trailText(trail, nameOf));
}

async function answerMachine(shell: Shell, { client }: Session, inventory: Inventory, name: string): Promise<void> {
  const nameOf = namesOf(inventory);
  const row = findDisk(inventory, name);
  const { made, madeApart, later } = await client.offload.explain({ vmId: row.id });
  const detail = await client.inventory.vm({ id: row.id });
  const disks = detail.disks.map(({ label, mechanism, mechanismReason }) => ({ label, mechanism, mechanismReason }));
  const document = { id: row.id, name: row.name, disks, made: made && trailView(made, nameOf), madeApart: madeApart.map((trail) => trailView(trail, nameOf)), later: later.map((trail) => trailView(trail, nameOf)) };
  shell.answer(document, () => [`How "${row.name}" was made`, made ? trailText(made, nameOf) : withoutTrail(detail), ...madeApart.map((trail) => trailText(trail, nameOf)), laterText(later)].join('\n\n'));
}

/** What was imported, or made before trails were kept. */
function withoutTrail({ disks }: VmDetail): string {
  return ['No trail is kept of it.', ...disks.map(({ label, mechanism, mechanismReason }) => `  ${label}: ${mechanismWords[mechanism]}. ${mechanismReason}`)].join('\n');
}

function laterText(later: readonly Trail[]): string {
  if (later.length === 0) return 'Nothing was handed over for it since.';
  return `Since then\n\n${trailTable(later)}\n\nOne of them in full: cloneyard offload explain --trail ID`;
}
