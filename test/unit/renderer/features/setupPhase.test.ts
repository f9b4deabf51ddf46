import { describe, expect, it } from 'vitest';
import { setupPhaseOf } from '../../../../renderer/features/setup/setupPhase.ts';
import { taskRow } from '../stores/rows.ts';

const setup = (number: number, state: 'running' | 'success' | 'error' | 'canceled') => taskRow(number, { kind: 'initializeYard', state });

describe('setupPhaseOf', () => {
  it('begins by itself only when nothing has been tried', () => {
    expect(setupPhaseOf('empty', [], true).type).toBe('begin');
    expect(setupPhaseOf('empty', [taskRow(1)], true).type).toBe('begin');
  });
  it('never begins before the tasks are known, or while another client has begun', () => {
    expect(setupPhaseOf('empty', [], false).type).toBe('waiting');
    expect(setupPhaseOf('initializing', [], true).type).toBe('waiting');
  });
  it('follows the newest attempt and asks after one that stopped', () => {
    expect(setupPhaseOf('initializing', [setup(2, 'running'), setup(1, 'error')], true).type).toBe('working');
    expect(setupPhaseOf('empty', [setup(1, 'error')], true).type).toBe('stopped');
    expect(setupPhaseOf('empty', [setup(1, 'canceled')], true).type).toBe('stopped');
    expect(setupPhaseOf('empty', [setup(1, 'success')], true).type).toBe('waiting');
  });
});
