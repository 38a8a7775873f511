import type { SearchRecord, SearchStep } from '../../record/series/search-record.js';
import { settingBesideRate } from '../../report/answer/setting.js';
import { stepLine } from '../../report/search/search-facts.js';
import type { ExperimentRequest } from '../../run/measured.js';
import type { CountedRun, PlannedRun, Series } from '../series.js';
import { judgeStep } from './judge-step.js';
import { search } from './search-kind.js';
import { interruptedResult, nextMove, type SearchBounds } from './strategy.js';

/** The input of a search. */
export interface SearchRequest {
  /** What is known about the search before it begins. */
  readonly about: Omit<SearchRecord, 'id' | 'startedAt' | 'setting' | 'probe' | 'steps' | 'result'>;
  readonly lowestPerSecond: number;
  /** Null: determined by a closed-loop probe. */
  readonly firstPerSecond: number | null;
  readonly highestPerSecond: number;
  /** The run of the scenario at a rate; null is the probe. */
  experimentAt(ratePerSecond: number | null): Promise<ExperimentRequest>;
}

/** The search for the highest rate that meets the objectives; each step is a whole run with a fresh cluster. */
export function climb(request: SearchRequest): Series<SearchRecord> {
  const isProbed = request.firstPerSecond === null;
  const tally = (counted: readonly CountedRun[]) => ({
    probe: isProbed && counted[0] !== undefined ? probeOf(counted[0]) : null,
    steps: counted.slice(isProbed ? 1 : 0).map(stepOf),
  });
  return {
    kind: search,
    next(counted) {
      if (isProbed && counted.length === 0) return probe(request);
      const { probe: probed, steps } = tally(counted);
      const move = nextMove(boundsOf(request, probed), steps);
      return 'result' in move ? null : step(request, move.ratePerSecond, steps.length + 1);
    },
    summarize({ counted }, { id, startedAt }) {
      const { probe: probed, steps } = tally(counted);
      const move = counted.length === 0 ? null : nextMove(boundsOf(request, probed), steps);
      return {
        ...{ ...request.about, id, startedAt: startedAt.toISOString(), probe: probed, steps },
        ...settingIn(counted),
        result: move !== null && 'result' in move ? move.result : interruptedResult(steps),
      };
    },
  };
}

function probe({ experimentAt }: SearchRequest): PlannedRun {
  return {
    variant: { name: 'closed loop', settings: { 'workload.rate': 'max' } },
    title: 'closed loop',
    folderName: 'probe',
    request: () => experimentAt(null),
    line: ({ totals }) => `closed loop: ${Math.round(totals.throughputPerSecond ?? 0)}/s`,
  };
}

function step({ experimentAt }: SearchRequest, ratePerSecond: number, number: number): PlannedRun {
  return {
    variant: variantAt(ratePerSecond),
    title: `step ${number}`,
    folderName: `${String(number).padStart(2, '0')}-${ratePerSecond}`,
    request: () => experimentAt(ratePerSecond),
    line: (record) => stepLine(stepOf({ variant: variantAt(ratePerSecond), record, recordPath: null }), number),
  };
}

const rateKey = 'workload.rate';

function variantAt(ratePerSecond: number): CountedRun['variant'] {
  return { name: `${ratePerSecond}/s`, settings: { [rateKey]: String(ratePerSecond) } };
}

function stepOf({ variant, record, recordPath }: CountedRun): SearchStep {
  return { ratePerSecond: Number(variant.settings[rateKey]), ...judgeStep(record), recordPath };
}

function probeOf({ record, recordPath }: CountedRun): NonNullable<SearchRecord['probe']> {
  return { throughputPerSecond: record.totals.throughputPerSecond, recordPath };
}

/** The first rate is well below the closed-loop result, so that the first step is likely to hold. */
function boundsOf(request: SearchRequest, probed: SearchRecord['probe']): SearchBounds {
  const { lowestPerSecond, highestPerSecond, about } = request;
  const throughput = probed?.throughputPerSecond ?? 0;
  const byProbe =
    throughput > 0 ? Math.max(1, Math.round(Number((throughput * firstShare).toPrecision(2)))) : firstUnknown;
  const wanted = request.firstPerSecond ?? byProbe;
  return {
    lowestPerSecond,
    firstPerSecond: Math.min(highestPerSecond, Math.max(lowestPerSecond, wanted)),
    highestPerSecond,
    precision: about.precisionPercent / 100,
  };
}

const firstShare = 0.1;
const firstUnknown = 5_000;

/** What all steps have in common. */
function settingIn(counted: readonly CountedRun[]): Pick<SearchRecord, 'setting'> {
  const record = counted.at(-1)?.record;
  return record === undefined ? {} : { setting: settingBesideRate(record) };
}
