/** Decisions and trails for the tests of what is told about them. */
import { objectIdSchema, trailIdSchema } from '../../../../shared/ids.ts';
import type { Attempt, Comparison, Decision, MeasuredRun, ModelledRun, Trail } from '../../../../shared/model/offload.ts';

export const noBytes = { networkReadBytes: 0, networkWriteBytes: 0, arrayReadBytes: 0, arrayWriteBytes: 0, allocatedBytes: 0 };

const shared: Attempt = {
  mechanism: 'fileClone', primitive: 'nasFastFileClone', outcome: 'planned', reason: 'Same datastore.', movedBytes: 0,
  rules: [{ id: 'nasPlugin', title: 'Is the plug-in installed?', verdict: 'passed', facts: 'It is.' }],
};
export const byHost: Attempt = { mechanism: 'hostCopy', primitive: null, rules: [], outcome: 'planned', reason: 'This always works.', movedBytes: 0 };

export const fileClone: Decision = {
  operation: 'clone', mechanism: 'fileClone', isOffloaded: true, reason: 'Same datastore.', attempts: [shared], firstFailed: null, fixes: [],
};
export const refused: Decision = {
  operation: 'clone', mechanism: 'hostCopy', isOffloaded: false, reason: 'The plug-in is missing.', firstFailed: 'nasPlugin',
  attempts: [{ ...shared, outcome: 'refused', rules: [{ id: 'nasPlugin', title: 'Is the plug-in installed?', verdict: 'failed', facts: 'It is not.' }] }, byHost],
  fixes: [
    {
      ruleId: 'nasPlugin', text: 'Install the plug-in on "esx-1".',
      action: { kind: 'setHostSwitch', hostId: objectIdSchema.parse('host-1'), change: { isNasPluginInstalled: true } },
    },
  ],
};

export function trailOf(decision: Decision, change: Partial<Trail> = {}): Trail {
  return {
    ...decision, id: trailIdSchema.parse('trail-1'), taskId: null, atMs: 0, vmCount: 1, vmNames: ['vm-1'], sourceName: 'base', hostName: 'esx-1',
    sourceDatastoreName: 'ds-1', datastoreName: 'ds-1', moved: noBytes, elapsedMs: 10, failure: null, ...change,
  };
}

const modelled: ModelledRun = {
  elapsedMs: 1, hostMhz: 1, hostBusyMs: 1, networkBytes: 1, arrayReadBytes: 1, arrayWriteBytes: 1, commandCount: 1, bottleneck: 'network',
};

export function comparisonOf(host: Partial<MeasuredRun>, offload: Partial<MeasuredRun>, decision = fileClone, count = 3): Comparison {
  const run: MeasuredRun = { ...noBytes, mechanism: 'hostCopy', cloneCount: count, elapsedMs: 0, hostBusyMs: 0 };
  return {
    spec: { sourceId: objectIdSchema.parse('vm-1'), count, hardwareProfile: 'nfs10' }, sourceName: 'base', datastoreName: 'ds-1', sizeBytes: 0, logicalBytes: 0, atMs: 0,
    host: { ...run, ...host }, offload: { ...run, mechanism: decision.mechanism, ...offload }, decision,
    modelled: { hardwareProfile: 'nfs10', host: modelled, offload: modelled },
  };
}
