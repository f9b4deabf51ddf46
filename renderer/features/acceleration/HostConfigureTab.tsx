import { useEffect, useState } from 'react';
import { Card } from '../../ui/Card.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useHostAcceleration } from '../../stores/acceleration.ts';
import { setHostSwitches } from '../../stores/accelerationCommands.ts';
import { denialOf } from '../../stores/access.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { HostAcceleration } from '../../../shared/model/offload.ts';
import { mibBytes } from '../../../shared/units.ts';
import { YardCheckbox } from '../parts/YardCheckbox.tsx';

type SwitchName = 'hardwareAcceleratedMove' | 'hardwareAcceleratedInit' | 'hardwareAcceleratedLocking' | 'isNasPluginInstalled';

/** The names are those of vSphere: "vSphere Storage", Hardware Acceleration for Block Storage Devices and on NAS Devices. */
const blockSwitches: readonly { id: SwitchName; label: string; description: string }[] = [
  {
    id: 'hardwareAcceleratedMove',
    label: 'DataMover.HardwareAcceleratedMove',
    description: 'Copies are handed to block arrays by XCOPY. When off, this host reads and writes every block itself.',
  },
  {
    id: 'hardwareAcceleratedInit',
    label: 'DataMover.HardwareAcceleratedInit',
    description: 'Zeros are written by the array with WRITE SAME. When off, this host sends every zero over the storage network.',
  },
  {
    id: 'hardwareAcceleratedLocking',
    label: 'VMFS3.HardwareAcceleratedLocking',
    description: 'VMFS is locked sector by sector with ATS. When off, this host reserves the whole device.',
  },
];

const plugIn: typeof blockSwitches = [
  { id: 'isNasPluginInstalled', label: 'NAS plug-in installed', description: 'NFS offloads nothing without the plug-in of the array’s vendor on the host.' },
];

/** The advanced settings of a host that decide what it hands to arrays. */
export function HostConfigureTab({ hostId }: { hostId: ObjectId }) {
  const host = useHostAcceleration(hostId);
  if (host === undefined) return <Spinner label="Loading the settings of the host" />;
  return (
    <div className="app-cards">
      <Card title="Block storage">
        <Switches host={host} list={blockSwitches} />
        <TransferSize host={host} />
      </Card>
      <Card title="NAS">
        <Switches host={host} list={plugIn} />
        <p className="app-note">
          These settings apply to all datastores of the host from its next operation on. To keep a single datastore from offloading, use the switches on its Configure tab.
        </p>
      </Card>
    </div>
  );
}

function Switches({ host, list }: { host: HostAcceleration; list: typeof blockSwitches }) {
  return list.map(({ id, label, description }) => (
    <YardCheckbox
      key={id}
      call={contract.offload.setHostSwitches}
      label={label}
      description={description}
      value={host.switches[id]}
      set={(isOn) => setHostSwitches(host.hostId, { [id]: isOn }, `${label} is ${isOn ? 'on' : 'off'} on ${host.hostName}.`)}
    />
  ));
}

/** 4 MB is the default and 16 MB the most that XCOPY takes: "VMware vSphere Storage APIs – Array Integration". */
const most = 16;

function TransferSize({ host }: { host: HostAcceleration }) {
  const current = host.switches.maxTransferBytes / mibBytes;
  const [wanted, setWanted] = useState(current);
  useEffect(() => setWanted(current), [current]);
  const change = async (sizeMib: number) => {
    // The field is empty while it is typed anew.
    if (Number.isNaN(sizeMib) || sizeMib === current) {
      setWanted(current);
      return;
    }
    setWanted(sizeMib);
    const isDone = await setHostSwitches(host.hostId, { maxTransferBytes: sizeMib * mibBytes }, `DataMover.MaxHWTransferSize is ${sizeMib} MB on ${host.hostName}.`);
    if (!isDone) setWanted(current);
  };
  return (
    <NumberField
      label="DataMover.MaxHWTransferSize (MB)"
      description={`The most that one XCOPY segment covers, from 1 to ${most} MB of 1,048,576 bytes. Larger segments need fewer commands.`}
      value={wanted}
      minValue={1}
      maxValue={most}
      step={1}
      isDisabled={denialOf(contract.offload.setHostSwitches) !== undefined}
      onChange={(sizeMib) => void change(sizeMib)}
    />
  );
}
