/** `npm run -s cli -- …`: the command line from the sources, bundled first when they have changed. */
import { build } from './build.mjs';

await build({ ifStale: true, node: true, quiet: true });
await import('../dist/electron/cli.js');
