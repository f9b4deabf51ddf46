import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { useInventory } from '../../stores/inventory.ts';
import type { VmDetail, VmRow } from '../../../shared/model/inventory.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { diskSummary } from '../parts/diskSummary.ts';
import { Filled, slots } from '../parts/Filled.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { editSettingsAction } from './hardwareActions.ts';

/** Processors, memory, every disk and every adapter. */
export function VmHardwareCard({ vm, detail }: { vm: VmRow; detail: VmDetail | null }) {
  const containers = useInventory((state) => state.containers);
  const { disabledReason } = editSettingsAction([vm]);
  return (
    <Card
      title={say('inventory.virtualHardware')}
      footer={
        <DialogButton variant="flat" disabledReason={disabledReason} request={{ type: 'editSettings', vmId: vm.id }}>
          {say('inventory.editSettings')}
        </DialogButton>
      }
    >
      <KeyValueList
        items={[
          { label: say('inventory.cpu'), value: formatCount(vm.cpuCount) },
          { label: say('common.memory'), value: <Bytes value={vm.memoryBytes} /> },
          ...(detail?.disks ?? []).map(({ label, sizeBytes, format, datastoreId }) => ({
            label,
            value: (
              <>
                <Filled text={diskSummary(format, slots[0])}><Bytes value={sizeBytes} /></Filled>
                {vm.otherDatastoreIds === undefined ? null : (
                  <span className="app-fact-note">
                    <ObjectLink id={datastoreId} name={containers.get(datastoreId)?.name ?? ''} />
                  </span>
                )}
              </>
            ),
          })),
          ...(detail?.nics ?? []).map(({ label, networkId, macAddress, isConnected }) => {
            const network = containers.get(networkId);
            return {
              label,
              value: (
                <>
                  {network === undefined ? say('inventory.networkIsGone') : <ObjectLink id={network.id} name={network.name} />}
                  <span className="app-fact-note">{isConnected ? say('inventory.adapterConnected', { address: macAddress }) : say('inventory.adapterDisconnected', { address: macAddress })}</span>
                </>
              ),
            };
          }),
        ]}
      />
    </Card>
  );
}
