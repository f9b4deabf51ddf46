import { KeyValueList } from '../../ui/KeyValueList.tsx';
import type { Trail } from '../../../shared/model/offload.ts';
import { formatCount } from '../../../shared/units.ts';
import { DateTime } from './DateTime.tsx';
import { countOf } from './objectLook.ts';

const shownNames = 5;

/** Who did it, where, and together with whom. */
export function TrailFacts({ trail }: { trail: Trail }) {
  const { sourceName, sourceDatastoreName, datastoreName, hostName } = trail;
  const isElsewhere = sourceDatastoreName !== null && sourceDatastoreName !== datastoreName;
  return (
    <section aria-label="Operation">
      <h3 className="app-subhead">Operation</h3>
      <KeyValueList
        items={[
          ...(sourceName === null ? [] : [{ label: 'Source', value: isElsewhere ? `${sourceName} on ${sourceDatastoreName}` : sourceName }]),
          { label: 'Datastore', value: datastoreName },
          { label: 'Host', value: hostName },
          ...(trail.vmCount > 1 ? [{ label: 'Made together', value: namesOf(trail) }] : []),
          { label: 'When', value: <DateTime timeMs={trail.atMs} /> },
        ]}
      />
    </section>
  );
}

function namesOf({ vmCount, vmNames }: Trail): string {
  const shown = vmNames.slice(0, shownNames);
  const rest = vmCount - shown.length;
  return `${countOf(vmCount, 'virtual machine')}: ${shown.join(', ')}${rest > 0 ? ` and ${formatCount(rest)} more` : ''}`;
}
