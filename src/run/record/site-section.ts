import { cpus, release, totalmem, type } from 'node:os';
import type { RunRecord } from '../../record/run-record.js';
import type { RunView } from './run-view.js';

/** The machine, and the servers of this run. */
export function siteSection(view: RunView): Pick<RunRecord, 'environment' | 'topology'> {
  const { request, cluster, engines, noise, nodesAtStart, nodesAtEnd, relayCost } = view;
  const processors = cpus();
  return {
    environment: {
      nodeVersion: process.version,
      os: `${type()} ${release()}`,
      cpuModel: processors[0]?.model ?? 'unknown',
      cpuCount: processors.length,
      memoryBytes: totalmem(),
      noise,
      engines: engines.map(({ engine, version, path }) => ({ engine, version, path })),
    },
    topology: {
      kind: request.scenario.topology.kind,
      readyMs: cluster.readyMs,
      nodes: nodesAtStart,
      nodesAtEnd,
      ...(relayCost && { relayCost }),
    },
  };
}
