import { describe, expect, it } from 'vitest';
import { comparisonCsv, comparisonRows, comparisonText, comparisonTitles } from '../../../shared/comparison.ts';
import { hardwareProfiles } from '../../../shared/costModel/hardware.ts';
import { modelRun } from '../../../shared/costModel/modelRun.ts';
import { objectIdSchema } from '../../../shared/ids.ts';
import { comparisonSchema, type Comparison } from '../../../shared/model/offload.ts';
import { gibBytes, mibBytes } from '../../../shared/units.ts';

const logicalBytes = gibBytes;
const operation = { cloneCount: 10, sizeBytes: 4 * gibBytes, logicalBytes, transferBytes: 4 * mibBytes };

const comparison: Comparison = comparisonSchema.parse({
  spec: { sourceId: objectIdSchema.parse('vm-7'), count: 10, hardwareProfile: 'nfs10' },
  sourceName: '=cmd, "golden"',
  datastoreName: 'nfs-01',
  sizeBytes: operation.sizeBytes,
  logicalBytes,
  atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  host: { mechanism: 'hostCopy', cloneCount: 10, elapsedMs: 20_000.5, hostBusyMs: 15_000, networkReadBytes: 10 * logicalBytes, networkWriteBytes: 10 * logicalBytes, arrayReadBytes: 10 * logicalBytes, arrayWriteBytes: 10 * logicalBytes, allocatedBytes: 10 * logicalBytes },
  offload: { mechanism: 'fileClone', cloneCount: 10, elapsedMs: 12.25, hostBusyMs: 0, networkReadBytes: 0, networkWriteBytes: 0, arrayReadBytes: 0, arrayWriteBytes: 4096, allocatedBytes: 0 },
  decision: { operation: 'clone', mechanism: 'fileClone', isOffloaded: true, reason: 'Shares, of course.', attempts: [], firstFailed: null, fixes: [] },
  modelled: {
    hardwareProfile: 'nfs10',
    host: modelRun({ ...operation, mechanism: 'hostCopy', isSharing: false }, hardwareProfiles.nfs10),
    offload: modelRun({ ...operation, mechanism: 'fileClone', isSharing: true }, hardwareProfiles.nfs10),
  },
});

describe('the rows of a comparison', () => {
  const rows = comparisonRows(comparison);
  const rowOf = (label: string) => rows.find((row) => row.label === label);

  it('keep what was measured apart from what was modelled', () => {
    expect(rowOf('Elapsed')?.measured).toEqual({ host: 20_000.5, offload: 12.25 });
    expect(rowOf('Elapsed')?.modelled).toEqual({ host: comparison.modelled.host.elapsedMs, offload: comparison.modelled.offload.elapsedMs });
    expect(rowOf('Storage network')?.measured).toEqual({ host: 20 * logicalBytes, offload: 0 });
    expect(rowOf('Storage network')?.modelled).toEqual({ host: 20 * logicalBytes, offload: 10 * 124 });
    expect(rowOf('Way')?.measured).toEqual({ host: 'Software data mover', offload: 'File clone' });
  });

  it('say nothing where nothing was measured or is modelled', () => {
    expect(rowOf('Space allocated')?.modelled).toEqual({ host: null, offload: null });
    for (const label of ['Commands', 'Limited by', 'Host processor while it lasts']) expect(rowOf(label)?.measured).toEqual({ host: null, offload: null });
    expect(rowOf('Limited by')?.modelled).toEqual({ host: 'Reading on the array', offload: 'Commands of the array' });
    // A measured nothing is not the same as no measurement.
    expect(rowOf('Space allocated')?.measured).toEqual({ host: 10 * logicalBytes, offload: 0 });
  });

  it('are spelled for people', () => {
    expect(comparisonText('milliseconds', 200_000)).toBe('3 min 20 s');
    expect(comparisonText('bytes', 0)).toBe('0 B');
    expect(comparisonText('megahertz', 239.8)).toBe('240 MHz');
    expect(comparisonText('megahertz', 0.27)).toBe('0.3 MHz');
    expect(comparisonText('megahertz', 0)).toBe('0 MHz');
    expect(comparisonText('count', 34_571)).toBe('34,571');
    expect(comparisonText('text', 'Round trips')).toBe('Round trips');
    expect(comparisonText('bytes', null)).toBe('');
  });

  it('have titles that name the hardware, and do not call a copy of the host offloaded', () => {
    expect(comparisonTitles(comparison)).toMatchObject({ host: 'Through the host', offload: 'Offloaded', modelled: 'Modelled: 10 GbE NFS, disk array' });
    expect(comparisonTitles({ ...comparison, decision: { ...comparison.decision, mechanism: 'hostCopy', isOffloaded: false } }).offload).toBe('By the rules');
  });
});

describe('the CSV of a comparison', () => {
  const lines = comparisonCsv(comparison).split('\r\n');

  it('has plain numbers in labelled columns', () => {
    expect(lines[0]).toBe('Figure,Unit,Through the host. Measured on this machine,Offloaded. Measured on this machine,"Through the host. Modelled: 10 GbE NFS, disk array","Offloaded. Modelled: 10 GbE NFS, disk array"');
    expect(lines[2]).toBe('Elapsed,milliseconds,20000.5,12.25,34921.748,90');
    expect(lines).toContain(`Space allocated,bytes,${10 * logicalBytes},0,,`);
    expect(lines.at(-1)).toBe('');
  });

  it('says what was compared, and lets no name become a formula or a further column', () => {
    expect(lines).toContain('Source,,"\'=cmd, ""golden"""');
    expect(lines).toContain('Clones,count,10');
    expect(lines).toContain('Why this way,,"Shares, of course."');
    expect(lines).toContain('At,,2026-01-02T03:04:05.000Z');
  });
});
