import { describeCharts, readSeries } from '../performance/series.ts';
import { watchPerformance } from '../performance/watch.ts';
import { withContractErrors } from './faults.ts';
import type { Implementer, YardServices } from './services.ts';

export function performanceApi({ performance: os }: Implementer, { performance: rooms, log }: YardServices) {
  return {
    counters: os.counters.handler(({ input }) => describeCharts(rooms, input.objectId)),
    series: os.series.handler(({ input }) => readSeries(rooms, input)),
    watch: os.watch.handler(({ signal }) => withContractErrors(watchPerformance(rooms, signal), log)),
  };
}
