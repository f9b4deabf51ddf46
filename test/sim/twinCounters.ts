/** Compares counters: exactly where the array says that they are exact, elsewhere in the direction of the bound. */
import { requireSame, requireTrue, type Pair, type TwinWorld, type VersionPair, type VolumePair } from './twinWorld.ts';

type Bound = 'lower' | 'upper';

/** Fair shares are fractions of bytes; whoever rounds them may be off by one. */
const shareToleranceBytes = 1;

function compare(what: string, { real, model }: Pair<number>, isExact: boolean, bound: Bound): void {
  if (isExact) requireSame(what, real, model);
  else requireTrue(`${what}: ${real} is no ${bound} bound of ${model}`, bound === 'lower' ? real <= model : real >= model);
}

/** @param mustBeExact right after the exact pass, with nothing done since */
export function compareFiles(world: TwinWorld, versions: readonly VersionPair[], mustBeExact: boolean): void {
  for (const { file, volume } of versions) {
    const [real, model] = [world.array.file(file.real), world.model.file(file.model)];
    const place = `file ${file.real}`;
    requireSame(`${place}, volume, size and format`, [real.volumeId, real.sizeBytes, real.format], [volume.real, model.sizeBytes, model.format]);
    requireSame(`${place}, logical`, real.logicalBytes, model.logicalBytes);
    // The first file of the group may be gone, and a FlexClone's group may begin with a file that there never was.
    const groupId = world.modelFile(real.groupId);
    if (groupId !== undefined) requireSame(`${place}, group`, groupId, model.groupId);
    requireTrue(`${place} is not exact after the exact pass`, real.isExact || !mustBeExact);
    if (!mustBeExact && volume.isLoose) continue;
    compare(`${place}, unique`, { real: real.uniqueBytes, model: model.uniqueBytes }, real.isExact, 'lower');
    if (mustBeExact) requireSame(`${place}, group bytes`, real.groupBytes, model.groupBytes);
  }
}

export function compareVolumes(world: TwinWorld, volumes: readonly VolumePair[], mustBeExact: boolean): void {
  for (const pair of volumes) {
    const [real, model] = [world.array.volume(pair.real), world.model.volume(pair.model)];
    const place = `volume ${pair.real}`;
    requireSame(`files of ${place}`, [...world.array.fileIds(pair.real)].toSorted((a, b) => a - b), world.versionsIn(pair).map(({ file }) => Number(file.real)).toSorted((a, b) => a - b));
    for (const key of ['sizeBytes', 'guarantee', 'logicalBytes', 'reservedBytes', 'isDedupeOn', 'isDedupeInline', 'snapshotCount', 'isSplitting'] as const) {
      requireSame(`${place}, ${key}`, real[key], model[key]);
    }
    requireSame(`${place}, base`, real.base?.volumeId ?? null, pair.parent?.real ?? null);
    requireTrue(`${place} is not exact after the exact pass`, real.isExact || !mustBeExact);
    if (!mustBeExact && world.isLooseFamily(pair)) continue;
    for (const [key, bound] of [['physicalBytes', 'upper'], ['snapshotBytes', 'lower'], ['inheritedBytes', 'upper'], ['savedByDedupeBytes', 'lower']] as const) {
      compare(`${place}, ${key}`, { real: real[key], model: model[key] }, real.isExact, bound);
    }
  }
}

export function compareSnapshots(world: TwinWorld, mustBeExact: boolean): void {
  for (const pair of world.snapshots) {
    const [real, model] = [world.array.snapshot(pair.real), world.model.snapshot(pair.model)];
    const place = `snapshot ${pair.real}`;
    requireSame(`${place}, volume, logical and clones`, [real.volumeId, real.logicalBytes, real.cloneCount], [pair.volume.real, model.logicalBytes, model.cloneCount]);
    requireTrue(`${place} is not exact after the exact pass`, real.isExact || !mustBeExact);
    // One that carries a FlexClone cannot be deleted, so what that would free has no meaning.
    if (model.cloneCount > 0 || (!mustBeExact && world.isLooseFamily(pair.volume))) continue;
    compare(`${place}, unique`, { real: real.uniqueBytes, model: model.uniqueBytes }, real.isExact, 'lower');
  }
}

/** What the exact pass alone can know. Both have just run it. */
export function compareExactSpace(world: TwinWorld): void {
  const shareOf = (file: Pair<VersionPair['file']['real']>): Pair<number> => ({
    real: world.array.exactSpace(file.real)?.fairShareBytes ?? Number.NaN,
    model: world.model.exactSpace(file.model)?.fairShareBytes ?? Number.NaN,
  });
  for (const volume of world.volumes) {
    let sum = 0;
    const versions = world.versionsIn(volume);
    for (const { file } of versions) {
      const { real, model } = shareOf(file);
      requireTrue(`fair share of file ${file.real}: the array says ${real}, the model ${model}`, Math.abs(real - model) <= shareToleranceBytes);
      sum += real;
    }
    const { physicalBytes, snapshotBytes } = world.array.volume(volume.real);
    requireTrue(
      `volume ${volume.real}: fair shares of ${sum} and snapshots of ${snapshotBytes} do not add up to ${physicalBytes}`,
      Math.abs(sum + snapshotBytes - physicalBytes) <= shareToleranceBytes * (1 + versions.length),
    );
  }
  const [real, model] = [world.array.aggregate(), world.model.aggregate()];
  requireSame('the aggregate', [real.quotaBytes, real.physicalBytes, real.committedBytes], [model.quotaBytes, model.physicalBytes, model.committedBytes]);
}
