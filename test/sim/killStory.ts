/** What a killed process said it had begun and finished, and what must therefore be true after it. */

export type KillAct =
  | { readonly kind: 'import'; readonly name: string }
  | { readonly kind: 'clone'; readonly names: readonly string[] }
  | { readonly kind: 'write'; readonly name: string; readonly block: number; readonly count: number; readonly value: number }
  | { readonly kind: 'delete'; readonly names: readonly string[] };

export type KillLine = { readonly type: 'open' } | { readonly type: 'begin'; readonly act: KillAct } | { readonly type: 'done' };

/** The expected yard: each machine with the block values that were written to it, on top of the imported image. */
export class KillStory {
  readonly disks = new Map<string, Map<number, number>>();
  pending: KillAct | null = null;

  hear(line: KillLine): void {
    if (line.type === 'begin') this.pending = line.act;
    if (line.type === 'done' && this.pending) {
      this.apply(this.pending);
      this.pending = null;
    }
  }

  apply(act: KillAct): void {
    if (act.kind === 'import') this.disks.set(act.name, new Map());
    if (act.kind === 'clone') for (const name of act.names) this.disks.set(name, new Map());
    if (act.kind === 'delete') for (const name of act.names) this.disks.delete(name);
    if (act.kind === 'write') {
      const disk = this.disks.get(act.name);
      for (let i = 0; i < act.count; i += 1) disk?.set(act.block + i, act.value);
    }
  }
}
