/** Says what a thread did in its longest turns, from a profile of its own. */
import { Session, type Profiler } from 'node:inspector/promises';
import type { Turn } from './turns.ts';

const samplingUs = 500;

export class TurnProfile {
  readonly #session = new Session();

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.setSamplingInterval', { interval: samplingUs });
    await this.#session.post('Profiler.start');
  }

  /** For each of the longest turns, the functions that were on the stack in most samples, with milliseconds. */
  async finish(turns: readonly Turn[], count: number): Promise<string[]> {
    const { profile } = await this.#session.post('Profiler.stop');
    this.#session.disconnect();
    const longest = turns.toSorted((a, b) => b.cpuMs - a.cpuMs).slice(0, count);
    const parents = new Map<number, number>();
    const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
    for (const node of profile.nodes) for (const child of node.children ?? []) parents.set(child, node.id);
    return longest.map((turn) => {
      const inside = samplesIn(profile, turn);
      const counts = new Map<string, number>();
      for (const sample of inside) {
        const names = new Set<string>();
        for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
          const frame = nodes.get(id)?.callFrame;
          if (frame && frame.functionName !== '(root)') names.add(`${frame.functionName || '(anonymous)'}:${frame.lineNumber + 1}`);
        }
        for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      const top = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 22);
      const parts = top.map(([name, hits]) => `${name} ${Math.round((hits / Math.max(1, inside.length)) * turn.wallMs)}`);
      return `${turn.wallMs.toFixed(0)} ms (${turn.cpuMs.toFixed(0)} ms of processor, ${inside.length} samples): ${parts.join(', ')}`;
    });
  }
}

function samplesIn(profile: Profiler.Profile, turn: Turn): number[] {
  let atUs = profile.startTime;
  const found: number[] = [];
  (profile.samples ?? []).forEach((sample, index) => {
    atUs += profile.timeDeltas?.[index] ?? 0;
    if (atUs >= turn.startUs && atUs <= turn.endUs) found.push(sample);
  });
  return found;
}
