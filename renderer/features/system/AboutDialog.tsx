import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded } from '../../stores/requests.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';

/** What this yard is, where its data lies, and which parts of it are simulated. */
export function AboutDialog({ onClose }: { onClose: () => void }) {
  const { value: info, fault, reload } = useLoaded('info', (signal) => yard().system.info(undefined, { signal }));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('system.aboutCloneyard')}
      icon="info"
      footer={
        <Button variant="primary" onPress={onClose}>
          {say('common.close')}
        </Button>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />}
      {info === null ? null : (
        <KeyValueList
          items={[
            { label: say('system.version'), value: info.version },
            { label: say('system.dataDirectory'), value: <code>{info.dataDirectory}</code> },
            { label: say('system.array'), value: <code>{info.arrayId}</code> },
            { label: say('system.runningSince'), value: <Filled text={say('system.sinceInProcess', { since: slots[0], processId: info.processId })}><DateTime timeMs={info.startedAtMs} /></Filled> },
            { label: say('common.virtualMachines'), value: say('system.machinesAndTemplates', { machines: formatCount(info.vmCount), templates: say('counts.template', { count: info.templateCount }) }) },
            {
              label: say('system.localDisk'),
              value: (
                <Filled text={say('system.usedAndFree', { used: slots[0], free: slots[1] })}>
                  <Bytes value={info.localDisk.usedBytes} />
                  <Bytes value={info.localDisk.freeBytes} />
                </Filled>
              ),
            },
          ]}
        />
      )}
      <h3>{say('system.whatIsSimulated')}</h3>
      <p>
        {say('system.simulatedExplained')}
      </p>
      <h3>{say('system.whatIsReal')}</h3>
      <p>
        {say('system.realExplained')}
      </p>
    </Dialog>
  );
}
