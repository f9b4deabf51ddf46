/** How the state of volumes is told. Pure. */
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import type { IconName, IconTone } from '../../ui/Icon.tsx';

export interface StateLook {
  readonly text: string;
  readonly icon: IconName;
  readonly tone: IconTone;
}

export function fillLook({ fill }: Pick<VolumeRow, 'fill'>): StateLook {
  switch (fill) {
    case 'normal':
      return { text: say('parts.normal'), icon: 'check', tone: 'success' };
    case 'nearlyFull':
      return { text: say('parts.nearlyFull'), icon: 'warning', tone: 'warning' };
    case 'full':
      return { text: say('parts.full'), icon: 'error', tone: 'danger' };
  }
}

export function dedupeLook({ dedupe }: Pick<VolumeRow, 'dedupe'>): StateLook {
  if (dedupe.state === 'running') return { text: say('common.running'), icon: 'refresh', tone: 'accent' };
  if (dedupe.state === 'queued') return { text: say('parts.waiting'), icon: 'clock', tone: 'muted' };
  if (!dedupe.isOn) return { text: say('common.off'), icon: 'stop', tone: 'muted' };
  return { text: dedupe.isInline ? say('parts.dedupeOnInline') : say('parts.dedupeOn'), icon: 'check', tone: 'success' };
}

/** Sizes as "at least 3 GiB" and "at most 3 GiB" where figures are bounds: after deletions what is stored is an upper bound, what is saved a lower one. */
export function boundWords(isExact: boolean): { readonly atLeast: (sizeBytes: number) => string; readonly atMost: (sizeBytes: number) => string } {
  if (isExact) return { atLeast: formatBytes, atMost: formatBytes };
  return {
    atLeast: (sizeBytes) => say('common.atLeastSize', { size: formatBytes(sizeBytes) }),
    atMost: (sizeBytes) => say('common.atMostSize', { size: formatBytes(sizeBytes) }),
  };
}

/** What the disks hold, apart from what only snapshots hold. */
export function diskBytes(volume: Pick<VolumeRow, 'physicalBytes' | 'snapshotBytes'>): number {
  return Math.max(0, volume.physicalBytes - volume.snapshotBytes);
}
