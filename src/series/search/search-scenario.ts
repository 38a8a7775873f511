import { metricDefinition } from '../../gate/metrics.js';
import { parseGate } from '../../gate/parse-gate.js';
import { operationKinds } from '../../load/operation/registry.js';
import type { SearchRecord } from '../../record/series/search-record.js';
import { type RunContext, requestFor } from '../../run/run-context.js';
import type { ScenarioOverrides } from '../../scenario/overrides.js';
import { expectedDurationMs, expectedSearch } from '../expected-duration.js';
import type { GivenScenario } from '../given-scenario.js';
import { runSeries } from '../run-series.js';
import type { SeriesOutcome } from '../series.js';
import { seriesSetting } from '../series-setting.js';
import { climb, type SearchRequest } from './climb.js';

/** The range and precision of a search. */
export interface SearchRange extends Pick<SearchRequest, 'lowestPerSecond' | 'firstPerSecond' | 'highestPerSecond'> {
  /** A share: 0.05 is 5 %. */
  readonly precision: number;
  readonly stepMs: number;
}

export interface SearchSettings extends SearchRange {
  /** Absent: the default ones. */
  readonly objectives: readonly string[] | undefined;
  readonly command: readonly string[];
}

/** Long enough to choose the first rate. */
const longestProbeMs = 2_000;

/** Searches for the highest rate of a scenario that meets the objectives. Each step runs it without faults. */
export async function searchScenario(
  given: GivenScenario,
  { command, precision, stepMs, ...settings }: SearchSettings,
  context: RunContext,
): Promise<SeriesOutcome<SearchRecord>> {
  const { progress } = context;
  const objectives = withErrorFree(settings.objectives);
  const lengthOf = (rate: number | null) => `${rate === null ? Math.min(stepMs, longestProbeMs) : stepMs}ms`;
  const changesAt = (rate: number | null): ScenarioOverrides => ({
    set: ['workload.requests=null'],
    rate: rate ?? 'max',
    duration: lengthOf(rate),
    'no-faults': true,
    objectives: rate === null ? [] : objectives,
  });
  const { document, scenario, warnings } = await given.load(
    changesAt(settings.firstPerSecond ?? settings.lowestPerSecond),
  );
  const seed = String(document.seed);
  context.passwordOf(scenario);
  for (const { message } of warnings) progress.warn(message);
  const lowest = await given.load({ ...changesAt(settings.lowestPerSecond), seed });
  progress.step(expectedSearch(expectedDurationMs(lowest.scenario)));
  const request: SearchRequest = {
    about: {
      searchVersion: 1,
      scenario: document.name,
      command,
      seed: document.seed,
      objectives,
      unit: unitOfObjective(objectives[0] ?? ''),
      precisionPercent: Number((precision * 100).toPrecision(6)),
      stepMs,
    },
    ...settings,
    experimentAt: async (rate) =>
      requestFor(await given.load({ ...changesAt(rate), seed }), context, {
        command: given.command([
          ...['--no-faults', '--rate', String(rate ?? 'max'), '--duration', lengthOf(rate)],
          ...['--set', 'workload.requests=null', '--set', 'gates=[]'],
          ...(rate === null ? [] : objectives.flatMap((objective) => ['--gate', objective])),
          ...['--seed', seed],
        ]),
        seriesLabels: { rate: String(rate ?? 'max') },
      }),
  };
  // One report covers all steps; one for each would be too many.
  return runSeries(climb(request), { ...seriesSetting(context), formats: [] });
}

const defaultObjectives = ['response_time.p99 < 1ms'] as const;

/** Dropping operations or failing fast does not count as sustaining a rate. */
const errorFree = { error_rate: 'error_rate < 0.1%', dropped: 'dropped == 0' } as const;

/** The objectives of each step: those requested, or the default, plus freedom from errors unless one of them covers it. */
function withErrorFree(objectives: readonly string[] = defaultObjectives): readonly string[] {
  const metrics = objectives.flatMap((objective) => {
    const parsed = parseGate(objective, operationKinds);
    // The scenario check reports what can't be parsed, along with all other errors.
    return 'gate' in parsed ? [parsed.gate.subject.metric as string] : [];
  });
  const implied = Object.entries(errorFree).flatMap(([metric, gate]) => (metrics.includes(metric) ? [] : [gate]));
  return [...objectives, ...implied];
}

/** The unit of an objective's figure; empty if it is not a valid gate. */
function unitOfObjective(objective: string): string {
  const parsed = parseGate(objective, operationKinds);
  return 'gate' in parsed ? metricDefinition(parsed.gate.subject.metric).unit : '';
}
