/** Rules about where source and destination lie. */
import type { RuleResult } from '../../../shared/model/offload.ts';
import { formatBytes } from '../../../shared/units.ts';
import type { CloneRuleFacts } from './facts.ts';
import { answer, notApplicable, quote } from './rule.ts';

/** NFS and VMFS have no primitive in common. Source: Broadcom KB 431479. */
export function datastoreTypes({ source, target }: CloneRuleFacts): RuleResult {
  const isSame = source.type === target.type;
  const facts = isSame
    ? `Source and destination are ${source.type}.`
    : `${quote(source.name)} is ${source.type} and ${quote(target.name)} is ${target.type}; NFS and VMFS have no copy command in common.`;
  return answer('datastoreTypes', 'Are source and destination datastores of the same type?', isSame, facts);
}

/** An array copies within itself only. Source: vSphere 6.7 Storage, acceleration considerations. */
export function sameArray({ source, target }: CloneRuleFacts): RuleResult {
  const isSame = source.profile.arrayName === target.profile.arrayName;
  const facts = isSame
    ? `Source and destination are on the array ${quote(target.profile.arrayName)}.`
    : `${quote(source.name)} is on the array ${quote(source.profile.arrayName)} and ${quote(target.name)} on ${quote(target.profile.arrayName)}; an array copies only within itself.`;
  return answer('sameArray', 'Are source and destination on the same array?', isSame, facts);
}

/**
 * File clones share blocks within one volume; into another volume of the same array the blocks are copied.
 * Source: NetApp KB "When does the NFS plug-in improve clone performance"; ONTAP CLI `volume file clone create`.
 */
export function sameVolume({ source, target }: CloneRuleFacts): RuleResult {
  const isSame = source.id === target.id;
  const facts = isSame
    ? `Source and destination are on ${quote(target.name)}.`
    : `The source is on ${quote(source.name)} and the destination on ${quote(target.name)}; blocks are shared within one volume only.`;
  return answer('sameVolume', 'Are source and destination on the same volume?', isSame, facts);
}

/** Source: vSphere 6.7 Storage, acceleration considerations. */
export function blockSizes({ source, target }: CloneRuleFacts): RuleResult {
  const title = 'Do both datastores have the same VMFS block size?';
  if (source.type !== 'VMFS' || target.type !== 'VMFS') return notApplicable('blockSizes', title, 'Only VMFS has a file block size.');
  if (source.fileBlockBytes === target.fileBlockBytes) return answer('blockSizes', title, true, `The file block size is ${formatBytes(source.fileBlockBytes)} on both sides.`);
  return answer('blockSizes', title, false, `The file block size is ${formatBytes(source.fileBlockBytes)} on ${quote(source.name)} and ${formatBytes(target.fileBlockBytes)} on ${quote(target.name)}.`);
}
