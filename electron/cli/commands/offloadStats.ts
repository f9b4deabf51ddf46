import type { Command } from 'commander';
import type { DatastoreAcceleration } from '../../../shared/model/offload.ts';
import { findDatastoreAcceleration, pickDatastores, statsView } from '../offload.ts';
import type { Shell } from '../shell.ts';
import { statsText } from '../statsText.ts';
import { followDatastores } from '../statsWatch.ts';
import { parseIntervalSeconds } from '../values.ts';

interface StatsOptions {
  watch?: number | true;
  reset?: true;
}

const defaultIntervalSeconds = 2;

export function addOffloadStats(parent: Command, shell: Shell): void {
  parent
    .command('stats')
    .description('show what was handed over to the array, by the names of esxtop: commands since the last reset, and MB per second')
    .argument('[datastore]', 'datastore (default: all)')
    .option('--watch [seconds]', `show it again every so many seconds (${defaultIntervalSeconds} when left out) until Ctrl-C; needs a running client`, parseIntervalSeconds)
    .option('--reset', 'set the counters to zero first')
    .action(async (name: string | undefined, options: StatsOptions) => {
      await shell.inYard(async (session) => {
        const { client } = session;
        const datastoreId = name === undefined ? null : (await findDatastoreAcceleration(client, name)).datastoreId;
        if (options.reset) await client.offload.resetCounters({ datastoreId });
        // While it is followed, a datastore may disappear.
        const views = (rows: readonly DatastoreAcceleration[]) => pickDatastores(rows.filter((row) => datastoreId === null || row.datastoreId === datastoreId), undefined).map(statsView);
        if (options.watch === undefined) {
          const answer = views(await client.offload.datastores());
          return shell.answer(answer, () => statsText(answer));
        }
        const intervalMs = (options.watch === true ? defaultIntervalSeconds : options.watch) * 1000;
        await followDatastores(shell, session, intervalMs, (rows) => {
          const at = new Date().toISOString();
          const datastores = views(rows);
          // One document per line, so that a reader can take each as it comes.
          shell.answer({ at, datastores }, () => `${at}\n${statsText(datastores)}\n`);
        });
      });
    });
}
