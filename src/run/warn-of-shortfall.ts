import { averagePlan } from '../load/pacer/registry.js';
import { loadShortfall } from '../metrics/carried-load.js';
import { loadNotCarried } from '../model/warning-codes.js';
import type { RunLog } from '../progress/run-log.js';
import type { PhaseRecord } from '../record/sections/phases.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Breakdown } from './breakdown.js';

interface Facts {
  readonly scenario: Scenario;
  readonly issueEndMs: number;
  readonly errorTexts: Readonly<Record<string, string>>;
  /** Whether an agent was lost, with its share of what was due. */
  readonly lostAgent?: boolean;
  /** Absent: nothing broke by itself before any fault. */
  readonly breakdown?: Breakdown | undefined;
}

/**
 * Warns if the load could not be carried even before anything was broken, by a fault or by itself: the run then proves nothing
 * about the time after that.
 */
export function warnOfShortfall(
  phases: readonly PhaseRecord[],
  { scenario, issueEndMs, errorTexts, lostAgent = false, breakdown }: Facts,
  log: RunLog,
): void {
  const steady = phases.find(({ name }) => name === 'steady');
  if (steady === undefined) return;
  const { workload, phases: planned, seed } = scenario;
  const { ratePerSecond, requests, connections, pipeline, replay } = workload;
  const plan = averagePlan({ ...workload, durationMs: planned.durationMs, seed });
  const shortfallUntil = (untilMs: number, ended: Breakdown['ended']) =>
    loadShortfall({
      ended,
      // A log has no even rate.
      due:
        ratePerSecond === null || replay !== null || lostAgent
          ? null
          : Math.min(requests ?? Number.POSITIVE_INFINITY, plan.countBefore(Math.min(untilMs, issueEndMs))),
      slots: connections * pipeline,
    });
  if (breakdown !== undefined && shortfallUntil(breakdown.atMs, breakdown.ended) === null) return;
  const shortfall = shortfallUntil(steady.endMs, steady.operations);
  if (shortfall === null) return;
  const { ok, planned: of } = shortfall;
  const when = phases.length > 1 ? 'before any fault' : 'although there was no fault';
  log.warn(
    loadNotCarried,
    `Only ${((ok / of) * 100).toFixed(1)} % of the load was carried ${when}: ${english(ok)} of ${english(of)} operations succeeded, so the run can't pass. ` +
      mainCause(steady, of, errorTexts),
  );
}

/** The most common reason for the operations that did not succeed, with its share of them. `planned`: all that were due. */
function mainCause(
  { errors, operations: { ok, dropped } }: PhaseRecord,
  planned: number,
  texts: Facts['errorTexts'],
): string {
  const others = planned - ok;
  const failed = Object.entries(errors).map(([errorClass, count]) => ({ count, ...failedWith(errorClass, texts) }));
  const named = failed.reduce((sum, { count }) => sum + count, dropped);
  const [main] = [
    ...failed,
    { count: dropped, what: 'were dropped, because their deadline passed before they could be sent', after: remedy },
    { count: others - named, what: 'were still waiting', after: remedy },
  ].toSorted((one, other) => other.count - one.count);
  return main === undefined
    ? ''
    : `Of the others, ${shareOf(main.count, others)} (${english(main.count)}) ${main.what}${main.after}`;
}

function failedWith(errorClass: string, texts: Facts['errorTexts']): { readonly what: string; readonly after: string } {
  const said = texts[errorClass];
  return said === undefined
    ? { what: `ended with ${errorClass}`, after: remedy }
    : { what: `were refused with ${errorClass}`, after: `; the server's message: ${said}` };
}

function shareOf(count: number, all: number): string {
  return `${((count / all) * 100).toFixed(0)} %`;
}

const remedy = '. Try: a lower --rate, more connections (-c), or a longer workload.deadline.';

const english = (count: number) => count.toLocaleString('en-US');
