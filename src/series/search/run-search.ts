import { relative } from 'node:path';
import { InterruptedError } from '../../errors/errors.js';
import type { RunRecord } from '../../record/run-record.js';
import type { SearchRecord, SearchResult, SearchStep } from '../../record/series/search-record.js';
import { writeRecord } from '../../record/write-record.js';
import { writeSearch } from '../../record/write-search.js';
import { keptWhere } from '../../record/write-whole.js';
import { runExperiment } from '../../run/experiment.js';
import type { ExperimentRequest } from '../../run/measured.js';
import type { SeriesResult } from '../series.js';
import { judgeStep } from './judge-step.js';
import { interruptedResult, nextMove, type SearchBounds } from './strategy.js';

/** The input of a search. */
export interface SearchRequest {
  /** What is known about the search before it begins. */
  readonly about: Omit<SearchRecord, 'probe' | 'steps' | 'result'>;
  readonly lowestPerSecond: number;
  /** Null: determined by a closed-loop probe. */
  readonly firstPerSecond: number | null;
  readonly highestPerSecond: number;
  /** A folder for this search only. */
  readonly folder: string;
  /** The run of the scenario at a rate; null is the probe. */
  experimentAt(ratePerSecond: number | null): Promise<ExperimentRequest>;
  /** Called for each finished step. */
  onProbe(probe: NonNullable<SearchRecord['probe']>): void;
  onStep(step: SearchStep, number: number): void;
  readonly signal: AbortSignal;
}

/**
 * Searches for the highest rate that meets the objectives; each step is a whole run with a fresh cluster. Every step's
 * record is saved immediately, and search.json at the end, however the search ends. Throws the error that ends the very
 * first run before it has a record.
 */
export async function runSearch(
  request: SearchRequest,
  run: typeof runExperiment = runExperiment,
): Promise<SeriesResult<SearchRecord>> {
  const search = new Search(request, run);
  let result: SearchResult | undefined;
  let failure: Error | null = null;
  try {
    result = await search.runToCompletion();
  } catch (error) {
    if (!search.hasRecords && !(error instanceof InterruptedError)) throw error;
    failure = error instanceof InterruptedError ? null : (error as Error);
  }
  const { steps, probe } = search;
  const document = { ...request.about, probe, steps, result: result ?? interruptedResult(steps) };
  const { path, notSaved } = await keptWhere(writeSearch(document, request.folder));
  return { document, path, unsaved: search.unsaved, failure: failure ?? notSaved };
}

class Search {
  readonly steps: SearchStep[] = [];
  probe: SearchRecord['probe'] = null;
  unsaved: RunRecord | null = null;
  #request: SearchRequest;
  #run: typeof runExperiment;

  constructor(request: SearchRequest, run: typeof runExperiment) {
    this.#request = request;
    this.#run = run;
  }

  get hasRecords(): boolean {
    return this.probe !== null || this.steps.length > 0;
  }

  /** Throws InterruptedError if interrupted. */
  async runToCompletion(): Promise<SearchResult> {
    const { lowestPerSecond, highestPerSecond, about } = this.#request;
    const wanted = this.#request.firstPerSecond ?? (await this.#probe());
    const bounds: SearchBounds = {
      lowestPerSecond,
      firstPerSecond: Math.min(highestPerSecond, Math.max(lowestPerSecond, wanted)),
      highestPerSecond,
      precision: about.precisionPercent / 100,
    };
    for (;;) {
      const move = nextMove(bounds, this.steps);
      if ('result' in move) return move.result;
      await this.#step(move.ratePerSecond);
    }
  }

  /** A first rate well below the closed-loop result, so that the first step is likely to hold. */
  async #probe(): Promise<number> {
    await this.#saved(null, 'probe', (record, recordPath) => {
      const { throughputPerSecond } = record.totals;
      this.probe = { throughputPerSecond, recordPath };
      this.#request.onProbe(this.probe);
    });
    const throughput = this.probe?.throughputPerSecond ?? 0;
    return throughput > 0 ? Math.max(1, Math.round(Number((throughput * firstShare).toPrecision(2)))) : firstUnknown;
  }

  async #step(ratePerSecond: number): Promise<void> {
    const name = `${this.steps.length + 1}`.padStart(2, '0');
    await this.#saved(ratePerSecond, `${name}-${ratePerSecond}`, (record, recordPath) => {
      const step = { ratePerSecond, ...judgeStep(record), recordPath };
      this.steps.push(step);
      this.#request.onStep(step, this.steps.length);
    });
  }

  /** Runs and saves one step, then reports it. Throws the error that ended it. */
  async #saved(
    ratePerSecond: number | null,
    folderName: string,
    tell: (record: RunRecord, recordPath: string | null) => void,
  ): Promise<void> {
    const { folder, signal } = this.#request;
    if (signal.aborted) throw interrupted();
    const { record, failure } = await this.#run(await this.#request.experimentAt(ratePerSecond));
    const { path, notSaved } = await keptWhere(writeRecord(record, folder, folderName));
    if (path === null) this.unsaved = record;
    tell(record, path === null ? null : relative(folder, path));
    const brokenBy = failure ?? notSaved;
    if (brokenBy) throw brokenBy;
    if (signal.aborted) throw interrupted();
  }
}

const firstShare = 0.1;
const firstUnknown = 5_000;

function interrupted(): InterruptedError {
  return new InterruptedError('The search was interrupted.');
}
