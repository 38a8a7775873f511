import type { Gate } from './gate.js';
import { metricDefinition, metricNames } from './metrics.js';
import { subjectsOf } from './needs.js';

/** Why a gate can't be judged during a run, as a phrase starting with "expected"; undefined if it can. */
export function abortRefusal(gate: Gate): string | undefined {
  const subjects = subjectsOf(gate);
  if (subjects.some(({ metric }) => !metricDefinition(metric).windowed)) {
    const known = metricNames.filter((name) => metricDefinition(name).windowed);
    return `expected, with abortOnFail, one of the metrics that are known during a run (${known.join(', ')})`;
  }
  if (subjects.some(({ window }) => window !== 'all' && window !== 'steady'))
    return 'expected, with abortOnFail, the window all or steady, because the other phases are known only at the end of the run';
  return undefined;
}
