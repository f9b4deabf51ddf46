import { useEffect, useState } from 'react';
import { Card } from '../../ui/Card.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useHostAcceleration } from '../../stores/acceleration.ts';
import { setHostSwitches } from '../../stores/accelerationCommands.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { HostAcceleration } from '../../../shared/model/offload.ts';
import { mibBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { limitedSetting } from '../parts/limited.ts';
import { YardCheckbox } from '../parts/YardCheckbox.tsx';

type SwitchName = 'hardwareAcceleratedMove' | 'hardwareAcceleratedInit' | 'hardwareAcceleratedLocking' | 'isNasPluginInstalled';

/** The names are those of vSphere: "vSphere Storage", Hardware Acceleration for Block Storage Devices and on NAS Devices. */
const blockSwitches: readonly { id: SwitchName; label: string; description: string }[] = [
  {
    id: 'hardwareAcceleratedMove',
    label: say('acceleration.acceleratedMoveLabel'),
    description: say('acceleration.acceleratedMoveExplained'),
  },
  {
    id: 'hardwareAcceleratedInit',
    label: say('acceleration.acceleratedInitLabel'),
    description: say('acceleration.acceleratedInitExplained'),
  },
  {
    id: 'hardwareAcceleratedLocking',
    label: 'VMFS3.HardwareAcceleratedLocking',
    description: say('acceleration.acceleratedLockingExplained'),
  },
];

const plugIn: typeof blockSwitches = [
  { id: 'isNasPluginInstalled', label: say('acceleration.nasPlugInInstalled'), description: say('acceleration.nasPlugInExplained') },
];

/** The advanced settings of a host that decide what it hands to arrays. */
export function HostConfigureTab({ hostId }: { hostId: ObjectId }) {
  const host = useHostAcceleration(hostId);
  if (host === undefined) return <Spinner label={say('acceleration.loadingHostSettings')} />;
  return (
    <div className="app-cards">
      <Card title={say('acceleration.blockStorage')}>
        <Switches host={host} list={blockSwitches} />
        <TransferSize host={host} />
      </Card>
      <Card title="NAS">
        <Switches host={host} list={plugIn} />
        <p className="app-note">
          {say('acceleration.hostSettingsExplained')}
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
      set={(isOn) => setHostSwitches(host.hostId, { [id]: isOn }, isOn ? say('acceleration.settingIsOn', { setting: label, place: host.hostName }) : say('acceleration.settingIsOff', { setting: label, place: host.hostName }))}
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
    const isDone = await setHostSwitches(host.hostId, { maxTransferBytes: sizeMib * mibBytes }, say('acceleration.maxTransferSizeIsOnHost', { sizeMib, host: host.hostName }));
    if (!isDone) setWanted(current);
  };
  return (
    <NumberField
      label={say('acceleration.maxTransferSizeLabel')}
      {...limitedSetting(say('acceleration.maxTransferSizeExplained', { mostMib: most }), contract.offload.setHostSwitches)}
      value={wanted}
      minValue={1}
      maxValue={most}
      step={1}
      onChange={(sizeMib) => void change(sizeMib)}
    />
  );
}
