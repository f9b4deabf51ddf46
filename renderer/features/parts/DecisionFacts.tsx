import { KeyValueList } from '../../ui/KeyValueList.tsx';
import type { Trail } from '../../../shared/model/offload.ts';
import { say } from '../../strings/say.ts';
import { DateTime } from './DateTime.tsx';
import { andMore } from './listOf.ts';

const shownNames = 5;

/** Who did it, where, and together with whom. */
export function TrailFacts({ trail }: { trail: Trail }) {
  const { sourceName, sourceDatastoreName, datastoreName, disks, hostName } = trail;
  const isElsewhere = sourceDatastoreName !== null && sourceDatastoreName !== datastoreName;
  return (
    <section aria-label={say('parts.operation')}>
      <h3 className="app-subhead">{say('parts.operation')}</h3>
      <KeyValueList
        items={[
          ...(sourceName === null ? [] : [{ label: say('common.source'), value: isElsewhere ? say('parts.sourceOnDatastore', { source: sourceName, datastore: sourceDatastoreName }) : sourceName }]),
          ...(disks === undefined ? [] : [{ label: say('common.disks'), value: disks.join(', ') }]),
          { label: say('common.datastore'), value: datastoreName },
          { label: say('common.host'), value: hostName },
          ...(trail.vmCount > 1 ? [{ label: say('parts.madeTogether'), value: namesOf(trail) }] : []),
          { label: say('common.when'), value: <DateTime timeMs={trail.atMs} /> },
        ]}
      />
    </section>
  );
}

function namesOf({ vmCount, vmNames }: Trail): string {
  const shown = vmNames.slice(0, shownNames);
  return say('parts.machinesNamed', { machines: say('counts.virtualMachine', { count: vmCount }), names: andMore(shown, vmCount - shown.length) });
}
