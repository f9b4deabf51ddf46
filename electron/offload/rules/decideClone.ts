/** How a virtual machine is cloned: by the array if it can, by the host if not. */
import type { Decision } from '../../../shared/model/offload.ts';
import { tellFormats } from './diskFormats.ts';
import type { CloneRuleFacts } from './facts.ts';
import { alignment, diskBacking, diskFormat, enableUuid, poweredOn, snapshotPresent } from './machineRules.ts';
import { blockSizes, datastoreTypes, sameArray, sameVolume } from './placeRules.ts';
import { sharingLimit, splitLoad } from './sharingRules.ts';
import { datastoreSwitch, deviceTrusted, hostSwitch, nasPlugin, primitiveOffered } from './settingRules.ts';
import { quote, type Rule } from './rule.ts';
import { decideForHost, decideWays, type HostWay, type Way } from './ways.ts';

export const fileCloneReason = 'Source and clone are on the same datastore: the clone shares every block of the source.';
export const fullCopyReason = 'The source is on another datastore, and blocks are shared within one datastore only: its data is copied once.';
export const xcopyReason = 'The host names the ranges by XCOPY, and the array shares their blocks: no data crosses the storage network.';
export const blockCopyReason = 'The host names the ranges by XCOPY, and the array copies their data within itself: none of it crosses the storage network.';
const fileMoveReason = 'The filer copies the files within itself: none of the data crosses the storage network.';

const byHost: HostWay = { what: 'The host reads every byte and writes it again. This always works.', instead: 'The host copies every byte.' };

const fileCloneRules: readonly Rule[] = [datastoreSwitch, deviceTrusted, nasPlugin, primitiveOffered, sameArray, sameVolume, poweredOn, sharingLimit, splitLoad];
const fullFileCloneRules: readonly Rule[] = [datastoreSwitch, deviceTrusted, nasPlugin, primitiveOffered, datastoreTypes, sameArray, poweredOn];
const blockRules: readonly Rule[] = [
  hostSwitch, datastoreSwitch, deviceTrusted, primitiveOffered, datastoreTypes, sameArray, blockSizes, diskBacking, diskFormat, snapshotPresent, alignment, enableUuid,
];

/**
 * What `count` clones of a machine come to. NFS to NFS: a file clone, or the array copies the file, or the host does it.
 * VMFS to VMFS, and whatever goes to VMFS: Full Copy, or the host. VMFS to NFS: the rule about types says no.
 * Total: every set of facts has a decision, and its last attempt is the one that is planned.
 */
export function decideClone(facts: CloneRuleFacts): Decision {
  return tellFormats(decideWay(facts), facts);
}

function decideWay(facts: CloneRuleFacts): Decision {
  const { source, target } = facts;
  if (target.type === 'VMFS') return decideWays('clone', facts, [blockWay(facts)], byHost);
  return source.type === 'NFS' ? decideWays('clone', facts, [fileCloneWay, fullFileCloneWay(facts)], byHost) : decideWays('clone', facts, [fullFileCloneWay(facts)], byHost);
}

/**
 * What moving the disks of a machine to another datastore comes to: the ways of a clone but for those that share blocks, which
 * they could only within the datastore that they leave.
 */
export function decideMigration(facts: CloneRuleFacts): Decision {
  return tellFormats(decideWays('migrate', facts, [facts.target.type === 'VMFS' ? blockMoveWay : fileMoveWay], byHost), facts);
}

const blockMoveWay: Way = { mechanism: 'fullCopy', primitive: 'fullCopy', rules: blockRules, reason: () => blockCopyReason };
const fileMoveWay: Way = { mechanism: 'fullCopy', primitive: 'nasFullFileClone', rules: fullFileCloneRules, reason: () => fileMoveReason };

/** The host copies because that was asked for, as the host's side of a comparison is. */
export function forHost({ host }: CloneRuleFacts): Decision {
  return decideForHost('clone', `${quote(host.name)} copies every byte, as was asked for.`);
}

const fileCloneWay: Way = { mechanism: 'fileClone', primitive: 'nasFastFileClone', rules: fileCloneRules, reason: () => fileCloneReason };

/**
 * Into another volume of the array, and within one volume where the clones may not share.
 * Source: vSphere 8 Storage, NAS acceleration; NetApp KB "When does the NFS plug-in improve clone performance".
 */
function fullFileCloneWay({ source, target }: CloneRuleFacts): Way {
  return {
    mechanism: 'fullCopy',
    primitive: 'nasFullFileClone',
    rules: fullFileCloneRules,
    reason: (refused) => (source.id !== target.id || refused === null ? fullCopyReason : `${refused.facts} The array copies the data within itself.`),
  };
}

/** Which of the two mechanisms it is follows from what the array makes of the command; hosts cannot tell. Source: quadstor.com; EMC VNX VAAI white paper. */
function blockWay({ source, target }: CloneRuleFacts): Way {
  const canShare = target.profile.copyEngine === 'share';
  const isShared = canShare && source.id === target.id;
  return {
    mechanism: isShared ? 'xcopy' : 'fullCopy',
    primitive: 'fullCopy',
    rules: blockRules,
    reason: () => (isShared ? xcopyReason : canShare ? fullCopyReason : blockCopyReason),
  };
}
