import { describe, expect, it } from 'vitest';
import { arrivedAt, neighbours, replacedBy, steppedTo, type Visited } from '../../../../renderer/stores/visited.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';

const start: Visited = { first: 0, fragments: ['#/a'], at: 0 };
const after = (...fragments: string[]) => fragments.reduce(steppedTo, start);

describe('steps', () => {
  it('lead back and forward', () => {
    const visited = arrivedAt(after('#/b', '#/c'), 1, '#/b');
    expect(neighbours(visited)).toEqual({ back: '#/a', forward: '#/c' });
    expect(neighbours(start)).toEqual({ back: null, forward: null });
  });
  it('lose what was ahead when somebody goes elsewhere', () => {
    const visited = steppedTo(arrivedAt(after('#/b', '#/c'), 0, '#/a'), '#/d');
    expect(neighbours(visited)).toEqual({ back: '#/a', forward: null });
  });
  it('take an address that was typed in as a new step, whatever its entry says', () => {
    expect(neighbours(arrivedAt(after('#/b'), null, '#/typed'))).toEqual({ back: '#/b', forward: null });
    expect(neighbours(arrivedAt(after('#/b'), 0, '#/typed'))).toEqual({ back: '#/b', forward: null });
  });
  it('can be replaced without moving', () => {
    expect(neighbours(steppedTo(replacedBy(after('#/b'), '#/B'), '#/c')).back).toBe('#/B');
  });
  it('agree with a history that forgets nothing', () => {
    const seed = testSeed('steps of the history');
    const random = createRandom(seed);
    const history = ['#/a'];
    let at = 0;
    let visited = start;
    for (let turn = 0; turn < 2000; turn += 1) {
      const step = random.below(10) - 6;
      if (step >= 0) {
        at += 1;
        history.splice(at, Infinity, `#/${turn}`);
        visited = steppedTo(visited, `#/${turn}`);
      } else {
        // Never further back than is remembered.
        const target = Math.min(history.length - 1, Math.max(visited.first, at + (step < -3 ? -1 : 1)));
        at = target;
        visited = arrivedAt(visited, target, history[target] ?? '');
      }
      const { back, forward } = neighbours(visited);
      expect(visited.at, `seed ${seed}`).toBe(at);
      expect(forward, `seed ${seed}`).toBe(history[at + 1] ?? null);
      expect(back, `seed ${seed}`).toBe(at === visited.first ? null : (history[at - 1] ?? null));
    }
    expect(visited.fragments.length).toBeLessThanOrEqual(100);
  });
});
