import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded } from '../../stores/requests.ts';
import { formatCount } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';

/** What this yard is, where its data lies, and which parts of it are simulated. */
export function AboutDialog({ onClose }: { onClose: () => void }) {
  const { value: info, fault, reload } = useLoaded('info', (signal) => yard().system.info(undefined, { signal }));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="About Cloneyard"
      icon="info"
      footer={
        <Button variant="primary" onPress={onClose}>
          Close
        </Button>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: 'Try again', onAction: reload }} />}
      {info === null ? null : (
        <KeyValueList
          items={[
            { label: 'Version', value: info.version },
            { label: 'Data directory', value: <code>{info.dataDirectory}</code> },
            { label: 'Array', value: <code>{info.arrayId}</code> },
            { label: 'Running since', value: <><DateTime timeMs={info.startedAtMs} /> (process {info.processId})</> },
            { label: 'Virtual machines', value: `${formatCount(info.vmCount)}, and ${formatCount(info.templateCount)} templates` },
            {
              label: 'Local disk',
              value: (
                <>
                  <Bytes value={info.localDisk.usedBytes} /> used by this yard, <Bytes value={info.localDisk.freeBytes} /> free
                </>
              ),
            },
          ]}
        />
      )}
      <h3>What is simulated</h3>
      <p>
        The vCenter, the hosts and clusters and their links, the controllers of the array and their speed, and the activity of the
        guests. No virtual machine executes code.
      </p>
      <h3>What is real</h3>
      <p>
        Every byte of every virtual disk, every block map, every clone, crash safety, and every size shown. Rates and times are measured on
        this machine.
      </p>
    </Dialog>
  );
}
