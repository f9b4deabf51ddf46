import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { customizationChanged } from '../../stores/customization.ts';
import { useStarter } from '../../stores/requests.ts';
import { ipPoolValuesSchema, type IpPool } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';

/** A pool of addresses, new or changed. */
export function PoolDialog({ pool, onClose }: { pool: IpPool | null; onClose: () => void }) {
  const [draft, setDraft] = useState(() => {
    const known = pool?.values;
    return { name: known?.name ?? '', firstAddress: known?.firstAddress ?? '', lastAddress: known?.lastAddress ?? '', prefixLength: known?.prefixLength ?? 24, gateway: known?.gateway ?? '' };
  });
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const trimmed = { ...draft, name: draft.name.trim(), firstAddress: draft.firstAddress.trim(), lastAddress: draft.lastAddress.trim(), gateway: draft.gateway.trim() || null };
  const parsed = ipPoolValuesSchema.safeParse(trimmed);
  const problemOf = (field: string): string | undefined => (wasTried ? parsed.error?.issues.find(({ path }) => path[0] === field)?.message : undefined);

  const submit = async () => {
    setWasTried(true);
    if (!parsed.success) return;
    const done = await start(async () => {
      if (pool === null) await yard().customization.createPool(parsed.data);
      else await yard().customization.updatePool({ poolId: pool.id, version: pool.version, values: parsed.data });
      return true;
    });
    if (done === null) return;
    customizationChanged();
    onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={pool === null ? say('customization.newPoolOfAddresses') : say('customization.editNamed', { name: pool.values.name })}
      icon="network"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {pool === null ? say('common.create') : say('common.save')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField label={say('common.name')} value={draft.name} onChange={(name) => change({ name })} errorText={problemOf('name')} autoFocus onSubmit={() => void submit()} />
      <div className="app-form-grid">
        <TextField label={say('customization.firstAddress')} value={draft.firstAddress} onChange={(firstAddress) => change({ firstAddress })} isCode errorText={problemOf('firstAddress')} onSubmit={() => void submit()} />
        <TextField label={say('customization.lastAddress')} value={draft.lastAddress} onChange={(lastAddress) => change({ lastAddress })} isCode errorText={problemOf('lastAddress')} onSubmit={() => void submit()} />
        <NumberField label={say('customization.prefixLength')} value={draft.prefixLength} onChange={(prefixLength) => change({ prefixLength })} minValue={1} maxValue={30} description={say('customization.prefixLengthExplained')} errorText={problemOf('prefixLength')} />
        <TextField label={say('customization.gateway')} value={draft.gateway} onChange={(gateway) => change({ gateway })} isOptional isCode errorText={problemOf('gateway')} onSubmit={() => void submit()} />
      </div>
      {pool === null || pool.leases.length === 0 ? null : <p className="app-note">{say('customization.poolEditExplained')}</p>}
    </Dialog>
  );
}
