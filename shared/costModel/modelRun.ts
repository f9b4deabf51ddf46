/** How long an operation takes on hardware that is not here, and what it costs the host. A small model: see `docs/costModel.md` for where it is off. */
import type { ModelledRun } from '../model/offload.ts';
import type { Hardware } from './hardware.ts';
import { workOf, type ModelledOperation, type Work } from './work.ts';

type Bottleneck = ModelledRun['bottleneck'];

/**
 * The slowest part sets the time, since all of them work side by side; the round trips with which each clone begins come on top.
 * Clones are made one after another, as the comparison makes them.
 */
export function modelRun(operation: ModelledOperation, hardware: Hardware): ModelledRun {
  return timeOf(workOf(operation, hardware), hardware);
}

export function timeOf(work: Work, hardware: Hardware): ModelledRun {
  const hostBusyMs = work.hostCycles / (hardware.esxMhz * 1_000);
  const linkBytesPerMs = (hardware.linkBytesPerSecond * hardware.usableShare) / 1_000;
  const terms: Readonly<Record<Bottleneck, number>> = {
    network: Math.max(work.networkReadBytes, work.networkWriteBytes) / linkBytesPerMs,
    arrayRead: (work.arrayReadBytes / hardware.arrayReadBytesPerSecond) * 1_000,
    arrayWrite: (work.arrayWriteBytes / hardware.arrayWriteBytesPerSecond) * 1_000,
    hostCpu: hostBusyMs / hardware.moverCoreCount,
    commands: work.commandMs,
    latency: (work.waits.count * hardware.roundTripMs) / work.waits.outstanding,
  };
  const firstWaitMs = work.firstWaits * hardware.roundTripMs;
  const bottleneck = slowestOf(terms);
  const elapsedMs = terms[bottleneck] + firstWaitMs;
  return {
    elapsedMs,
    hostMhz: elapsedMs === 0 ? 0 : work.hostCycles / elapsedMs / 1_000,
    hostBusyMs,
    networkBytes: Math.round(work.networkReadBytes + work.networkWriteBytes),
    arrayReadBytes: Math.round(work.arrayReadBytes),
    arrayWriteBytes: Math.round(work.arrayWriteBytes),
    commandCount: work.commandCount,
    bottleneck: firstWaitMs > terms[bottleneck] ? 'latency' : bottleneck,
  };
}

/** The first of several that take as long. */
function slowestOf(terms: Readonly<Record<Bottleneck, number>>): Bottleneck {
  const order: readonly Bottleneck[] = ['network', 'arrayRead', 'arrayWrite', 'hostCpu', 'commands', 'latency'];
  return order.reduce((slowest, each) => (terms[each] > terms[slowest] ? each : slowest));
}
