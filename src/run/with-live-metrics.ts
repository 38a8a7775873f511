import type { LiveMetrics } from '../progress/live-metrics/live-metrics.js';
import type { ExperimentRequest } from './measured.js';

/** A request whose figures also go to the live metrics, with the run's labels and those that identify a run within its series. */
export function withLiveMetrics(
  request: ExperimentRequest,
  metrics: LiveMetrics,
  seriesLabels: Readonly<Record<string, string>> = {},
): ExperimentRequest {
  const { scenario, document, version, labels, progress } = request;
  const run = {
    scenario: String(document.name),
    version,
    topology: scenario.topology.kind,
    seed: String(scenario.seed),
    labels: { ...seriesLabels, ...labels },
  };
  return { ...request, progress: metrics.follow(progress, run) };
}
