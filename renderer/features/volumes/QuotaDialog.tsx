import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { useStorage } from '../../stores/storage.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { parseSize, typedSize } from '../parts/sizes.ts';

/** Limits what all volumes together may store. */
export function QuotaDialog({ onClose }: { onClose: () => void }) {
  const aggregate = useStorage((state) => state.aggregate);
  const [isLimited, setLimited] = useState(aggregate?.quotaBytes != null);
  const [text, setText] = useState(() => (aggregate?.quotaBytes == null ? '1 TiB' : typedSize(aggregate.quotaBytes)));
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const quotaBytes = parseSize(text);
  const committedBytes = aggregate?.committedBytes ?? 0;
  const problem = !isLimited
    ? ''
    : quotaBytes === null || quotaBytes === 0
      ? say('volumes.enterASize')
      : quotaBytes < committedBytes && aggregate?.isExact === true
        ? say('volumes.quotaBelowCommitted', { committed: formatBytes(committedBytes) })
        : '';
  const submit = async () => {
    setWasTried(true);
    if (problem !== '') return;
    const changed = await start(() => yard().storage.setQuota({ quotaBytes: isLimited ? quotaBytes : null }));
    if (changed !== null) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('volumes.quotaOfTheAggregate')}
      icon="disk"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('common.save')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>{say('volumes.quotaExplained')}</p>
      <Checkbox label={say('volumes.limitTheAggregate')} isSelected={isLimited} onChange={setLimited} />
      {isLimited ? <TextField label={say('volumes.quota')} value={text} onChange={setText} errorText={wasTried ? problem : ''} onSubmit={() => void submit()} /> : null}
    </Dialog>
  );
}
