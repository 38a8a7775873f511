import { availableParallelism } from 'node:os';
import { unionMs } from '../../metrics/outages.js';
import { judgeSaturation } from '../../metrics/saturation.js';
import type { RunRecord } from '../../record/run-record.js';
import type { SaturationRecord } from '../../record/sections/saturation.js';
import type { RunView } from './run-view.js';

const busyConnectionsLagUs = 10_000;

/** Judges whether the generator was the limit before any fault, and warns if operations waited for a connection. */
export function saturationSection(run: RunView): Pick<RunRecord, 'saturation'> {
  const { measured, request, servers, spans } = run;
  const { measurements, generatorCpuPercent } = measured;
  const { ratePerSecond, connections } = request.scenario.workload;
  const steady = { first: 0, end: Math.floor((spans[0]?.endMs ?? 0) / measurements.intervalMs) };
  const saturation = judgeSaturation({
    threads: measurements.threads(steady),
    responseP99Us: ratePerSecond === null ? null : measurements.quantileUs(steady, 0.99),
    closedLoop: ratePerSecond === null,
    connections,
    cpuCount: availableParallelism(),
    generatorCpuPercent,
    servers: servers.record(),
  });
  warnOfBusyConnections(saturation, run);
  return { saturation };
}

/** Outages of this share of the time determine the 99th percentile. */
const mostOutageShare = 0.01;

/** Waiting for a free connection reflects the pool as much as the server, so the user should know. */
function warnOfBusyConnections({ saturated, generator }: SaturationRecord, run: RunView): void {
  const { request, log } = run;
  const { workload } = request.scenario;
  const worstLagUs = Math.max(0, ...generator.threads.map(({ schedulingLagP99Us }) => schedulingLagP99Us ?? 0));
  if (saturated || workload.ratePerSecond === null || worstLagUs < busyConnectionsLagUs) return;
  if (hadOutages(run)) return;
  log.warn(
    'connections-busy',
    `Before any fault, operations waited up to ${(worstLagUs / 1000).toFixed(0)} ms (p99) for one of ${workload.connections} connections; ` +
      'the response time includes that wait. Try: more connections (-c), a deeper pipeline (-P), or a lower --rate.',
  );
}

/** Whether operations waited because the service was away before any fault. */
function hadOutages({ spans, otherOutages }: RunView): boolean {
  const steadyMs = spans[0]?.endMs ?? 0;
  const before = otherOutages.filter(({ fromMs }) => fromMs < steadyMs);
  return unionMs(before, steadyMs) >= mostOutageShare * steadyMs;
}
