import { describe, expect, it } from 'vitest';
import { decisionLook, fixesTitle, fixLabel, headline, operationTitle } from '../../../../renderer/features/parts/decisionWords.ts';
import { gibBytes } from '../../../../shared/units.ts';
import { objectId } from '../stores/rows.ts';
import { byHost, fileClone, noBytes, refused, trailOf } from './decisions.ts';

const moved = { ...noBytes, networkReadBytes: 2 * gibBytes, networkWriteBytes: 2 * gibBytes };

describe('headline', () => {
  it('speaks of what will be in the future and of what was in the past', () => {
    expect(headline(fileClone, null)).toBe('File clone: the array will share every block');
    expect(headline(fileClone, noBytes)).toBe('File clone: the array shared every block');
    expect(headline(refused, null)).toBe('Software data mover: the host will read and write the data');
    expect(headline(refused, moved)).toBe('Software data mover: the host read and wrote 2 GiB');
  });
  it('tells both figures where they differ', () => {
    expect(headline(refused, { ...moved, networkWriteBytes: gibBytes })).toBe('Software data mover: the host read 2 GiB and wrote 1 GiB');
  });
  it('calls what is no clone by the primitive, or by who does it', () => {
    const unmap = { ...fileClone, operation: 'delete', mechanism: 'fullCopy', attempts: [{ ...byHost, mechanism: 'fullCopy', primitive: 'unmap' }] } as const;
    expect(headline({ ...unmap, attempts: [...unmap.attempts] }, noBytes)).toBe('Space reclamation (UNMAP): the array knew which blocks are free');
    expect(headline({ ...refused, operation: 'zero' }, null)).toBe('Not offloaded: the host will write the zeros');
  });
});

describe('what an operation is called', () => {
  it('names the machines where they are several, and the disks where they are not all', () => {
    expect(operationTitle(trailOf(refused))).toBe('Clone');
    expect(operationTitle(trailOf(refused, { vmCount: 3 }))).toBe('Clone of 3 virtual machines');
    expect(operationTitle(trailOf(refused, { disks: ['Hard disk 1', 'Hard disk 3'] }))).toBe('Clone of Hard disk 1, Hard disk 3');
    expect(operationTitle(trailOf(refused, { vmCount: 3, disks: ['Hard disk 2'] }))).toBe('Clone of 3 virtual machines, Hard disk 2');
  });
});

describe('what a decision looks like', () => {
  it('is a failure only when nothing came of it', () => {
    expect(decisionLook(fileClone).text).toBe('Offloaded');
    expect(decisionLook(refused).text).toBe('Not offloaded');
    expect(decisionLook(trailOf(refused, { failure: 'No space left.' })).text).toBe('Failed');
  });
  it('tells ahead of it, after it and beyond it what would be better', () => {
    expect(fixesTitle(refused)).toBe('What would make it offload');
    expect(fixesTitle(trailOf(refused))).toBe('What would make it offload the next time');
    expect(fixesTitle(fileClone)).toBe('What would free a better way');
  });
  it('never hides a power-off behind the word fix', () => {
    expect(fixLabel({ kind: 'powerOff', vmId: objectId('vm-1') })).toBe('Power off');
    expect(fixLabel({ kind: 'clearDistrust', datastoreId: objectId('datastore-1') })).toBe('Fix');
  });
});
