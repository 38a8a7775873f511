import type { RunRecord } from '../../model/run-record.js';
import type { RunView } from './run-view.js';

export function topologySection(view: RunView): Pick<RunRecord, 'topology'> {
  const { request, cluster, nodesAtStart, nodesAtEnd, relayCost } = view;
  return {
    topology: {
      kind: request.scenario.topology.kind,
      readyMs: cluster.readyMs,
      nodes: nodesAtStart,
      nodesAtEnd,
      ...(relayCost && { relayCost }),
    },
  };
}
