import { describe, expect, it } from 'vitest';
import { hysteresis, levelOf } from '../../../../electron/events/alarms/levels.ts';
import { alarmProblem, type AlarmLevel } from '../../../../shared/model/alarm.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';

const usage = { metric: 'datastoreUsage', warningAt: 75, criticalAt: 85 } as const;
const at = (value: number, before: AlarmLevel): AlarmLevel => levelOf(usage, { value, text: '' }, before);

describe('the colour of an alarm', () => {
  it('follows the thresholds upwards, each from its own value on', () => {
    expect([74.9, 75, 84.9, 85, 100].map((value) => at(value, 'green'))).toEqual(['green', 'yellow', 'yellow', 'red', 'red']);
  });

  it('stays until the figure is clearly below the threshold', () => {
    expect(at(74, 'yellow')).toBe('yellow');
    expect(at(72.9, 'yellow')).toBe('green');
    expect(at(84, 'red')).toBe('red');
    expect(at(82.9, 'red')).toBe('yellow');
    expect(at(74, 'red')).toBe('yellow');
    expect(at(60, 'red')).toBe('green');
  });

  it('has only the colours that have a threshold', () => {
    expect(levelOf({ ...usage, warningAt: null }, { value: 80, text: '' }, 'green')).toBe('green');
    expect(levelOf({ ...usage, criticalAt: null }, { value: 99, text: '' }, 'green')).toBe('yellow');
  });

  it('is green where nothing is known, and what the condition says where there is no figure', () => {
    expect(levelOf(usage, null, 'red')).toBe('green');
    expect(levelOf({ metric: 'volumeFill', warningAt: null, criticalAt: null }, { level: 'red', text: '' }, 'green')).toBe('red');
  });

  it('never changes twice without the figure moving by the margin', () => {
    const random = createRandom(testSeed('Colours of alarms'));
    for (let round = 0; round < 200; round += 1) {
      let level: AlarmLevel = 'green';
      // The figure swings within less than the margin, anywhere.
      const base = random.between(40, 100);
      const seen: AlarmLevel[] = [];
      for (let step = 0; step < 30; step += 1) {
        const next = at(base + (random.below(1000) / 1000) * (hysteresis.percent - 0.01), level);
        if (next !== level) seen.push(next);
        level = next;
      }
      expect(seen.length).toBeLessThanOrEqual(2);
      expect(new Set(seen).size).toBe(seen.length);
    }
  });
});

describe('settings of an alarm', () => {
  it('need thresholds where there is a figure, and none where there is not', () => {
    expect(alarmProblem(usage)).toBeNull();
    expect(alarmProblem({ ...usage, criticalAt: 75 })).toContain('above');
    expect(alarmProblem({ ...usage, warningAt: null, criticalAt: null })).toContain('at least one');
    expect(alarmProblem({ metric: 'guestsPaused', warningAt: 1, criticalAt: null })).toContain('no thresholds');
  });
});
