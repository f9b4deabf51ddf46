import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { useStorage } from '../../stores/storage.ts';
import { formatBytes } from '../../../shared/units.ts';
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
      ? 'Enter a size, for example 500 GiB or 2 TiB.'
      : quotaBytes < committedBytes && aggregate?.isExact === true
        ? `${formatBytes(committedBytes)} are stored or promised already.`
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
      title="Quota of the aggregate"
      icon="disk"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            Save
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>All volumes share one aggregate. A quota limits what they may store together; without one the local disk sets the limit.</p>
      <Checkbox label="Limit the aggregate" isSelected={isLimited} onChange={setLimited} />
      {isLimited ? <TextField label="Quota" value={text} onChange={setText} errorText={wasTried ? problem : ''} onSubmit={() => void submit()} /> : null}
    </Dialog>
  );
}
