import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { useInventory } from '../../stores/inventory.ts';
import type { VmDetail, VmRow } from '../../../shared/model/inventory.ts';
import { formatCount } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { diskFormatWords } from '../parts/DiskFormatSelect.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { editSettingsAction } from './hardwareActions.ts';

/** Processors, memory, every disk and every adapter. */
export function VmHardwareCard({ vm, detail }: { vm: VmRow; detail: VmDetail | null }) {
  const containers = useInventory((state) => state.containers);
  const { disabledReason } = editSettingsAction([vm]);
  return (
    <Card
      title="Virtual hardware"
      footer={
        <DialogButton variant="flat" disabledReason={disabledReason} request={{ type: 'editSettings', vmId: vm.id }}>
          Edit settings
        </DialogButton>
      }
    >
      <KeyValueList
        items={[
          { label: 'CPU', value: formatCount(vm.cpuCount) },
          { label: 'Memory', value: <Bytes value={vm.memoryBytes} /> },
          ...(detail?.disks ?? []).map(({ label, sizeBytes, format, datastoreId }) => ({
            label,
            value: (
              <>
                <Bytes value={sizeBytes} />, {diskFormatWords[format].toLowerCase()}
                {vm.otherDatastoreIds === undefined ? null : <ObjectLink id={datastoreId} name={containers.get(datastoreId)?.name ?? ''} />}
              </>
            ),
          })),
          ...(detail?.nics ?? []).map(({ label, networkId, macAddress, isConnected }) => {
            const network = containers.get(networkId);
            return {
              label,
              value: (
                <>
                  {network === undefined ? 'A network that no longer exists' : <ObjectLink id={network.id} name={network.name} />}
                  <span className="app-fact-note">{`${isConnected ? 'Connected' : 'Disconnected'}, ${macAddress}`}</span>
                </>
              ),
            };
          }),
        ]}
      />
    </Card>
  );
}
