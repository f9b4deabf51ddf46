/** What can be done so that a rule no longer stands in the way. */
import type { OffloadFix, OffloadRuleId, Primitive } from '../../../shared/model/offload.ts';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import type { CloneRuleFacts } from './facts.ts';
import { datastoreSwitchOf, datastoreSwitchWords, hostSwitchNames, hostSwitchOf, placesOf, primitiveNames, quote, quoteAll } from './rule.ts';
import { sharingRoom } from './sharingRules.ts';

/**
 * Never empty for a rule that has failed: one fix, or one for each of two datastores. Fixes of `acceptedByArray` and `verified`
 * are made after the run, by `fixAfterRun`.
 */
export function fixesFor(ruleId: OffloadRuleId, facts: CloneRuleFacts, primitive: Primitive): OffloadFix[] {
  const { host, machine, source, target } = facts;
  const byHand = (text: string): OffloadFix[] => [{ ruleId, text, action: null }];
  switch (ruleId) {
    case 'hostSwitch': {
      const key = hostSwitchOf(primitive);
      return key === null ? [] : [{ ruleId, text: `Turn ${hostSwitchNames[key]} on at ${quote(host.name)}.`, action: { kind: 'setHostSwitch', hostId: host.id, change: { [key]: true } } }];
    }
    case 'datastoreSwitch': {
      const key = datastoreSwitchOf(primitive);
      if (key === null) return [];
      return placesOf(facts)
        .filter((place) => !place.switches[key])
        .map(({ id, name }) => ({ ruleId, text: `Turn hardware acceleration of ${datastoreSwitchWords[key]} on for ${quote(name)}.`, action: { kind: 'setDatastoreSwitch', datastoreId: id, change: { [key]: true } } }));
    }
    case 'deviceTrusted':
      return placesOf(facts)
        .filter((place) => place.distrust !== null)
        .map(({ id, name }) => ({ ruleId, text: `Have the array behind ${quote(name)} repaired, then clear its mark.`, action: { kind: 'clearDistrust', datastoreId: id } }));
    case 'nasPlugin':
      return [{ ruleId, text: `Install the vendor's NAS plug-in on ${quote(host.name)}.`, action: { kind: 'setHostSwitch', hostId: host.id, change: { isNasPluginInstalled: true } } }];
    case 'poweredOn':
      return [{ ruleId, text: `Power ${quote(machine.name)} off.`, action: { kind: 'powerOff', vmId: machine.id } }];
    case 'enableUuid':
      return [{ ruleId, text: `Power ${quote(machine.name)} off, or remove disk.EnableUUID from it.`, action: { kind: 'powerOff', vmId: machine.id } }];
    case 'primitiveOffered':
      return byHand(`Choose a datastore whose array offers ${primitiveNames[primitive]}.`);
    case 'datastoreTypes':
      return byHand(`Choose ${source.type === 'NFS' ? 'an NFS' : 'a VMFS'} datastore as destination.`);
    case 'sameArray':
      return byHand(`Choose a datastore on the same array, ${quote(source.profile.arrayName)}, as destination.`);
    case 'sameVolume':
      return byHand(`Choose ${quote(source.name)}, where the source is, as destination.`);
    case 'blockSizes':
      return byHand(`Choose a datastore with a file block size of ${formatBytes(source.fileBlockBytes)} as destination.`);
    case 'diskBacking':
      return byHand(`Convert ${quoteAll(machine.disks.filter(({ backing }) => backing !== 'flat').map(({ label }) => label))} to flat files first.`);
    case 'diskFormat':
      return byHand('Keep the disks eager-zeroed.');
    case 'snapshotPresent':
      return byHand(`Delete the snapshots of ${quote(machine.name)} first.`);
    case 'alignment':
      return byHand(`Align ${quoteAll(machine.disks.filter(({ misalignmentBytes }) => misalignmentBytes !== 0).map(({ label }) => label))} first.`);
    case 'sharingLimit':
    case 'splitLoad': {
      const room = sharingRoom(facts);
      if (room > 0) return byHand(`Make at most ${formatCount(room)} in one go.`);
      return byHand(ruleId === 'sharingLimit' ? `Clone from a copy of ${quote(machine.name)}: its blocks have no sharers yet.` : `Delete clones on ${quote(target.name)}, or wait until they have been split.`);
    }
    case 'acceptedByArray':
    case 'verified':
      return [];
  }
}
