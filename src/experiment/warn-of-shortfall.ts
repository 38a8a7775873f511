import { averagePlan } from '../load/pacer/registry.js';
import { loadShortfall } from '../metrics/carried-load.js';
import type { PhaseRecord } from '../model/run-record.js';
import type { Scenario } from '../model/scenario.js';
import { loadNotCarried } from '../model/warning-codes.js';
import type { RunLog } from './run-log.js';

interface Facts {
  readonly scenario: Scenario;
  readonly issueEndMs: number;
  readonly errorTexts: Readonly<Record<string, string>>;
}

/** Warns when the load could not be carried before anything was broken: then the run says nothing of what came after. */
export function warnOfShortfall(
  phases: readonly PhaseRecord[],
  { scenario, issueEndMs, errorTexts }: Facts,
  log: RunLog,
): void {
  const steady = phases.find(({ name }) => name === 'steady');
  if (steady === undefined) return;
  const { workload, phases: planned, seed } = scenario;
  const { ratePerSecond, requests, connections, pipeline } = workload;
  const plan = averagePlan({ ...workload, durationMs: planned.durationMs, seed });
  const due = Math.min(requests ?? Number.POSITIVE_INFINITY, plan.countBefore(Math.min(steady.endMs, issueEndMs)));
  const shortfall = loadShortfall({
    ended: steady.operations,
    due: ratePerSecond === null ? null : due,
    slots: connections * pipeline,
  });
  if (shortfall === null) return;
  const { ok, planned: of } = shortfall;
  const when = phases.length > 1 ? 'before anything was broken' : 'although nothing was broken';
  log.warn(
    loadNotCarried,
    `Only ${((ok / of) * 100).toFixed(1)} % of the load was carried ${when}: ${ok} of ${of} operations succeeded, so the run has no verdict. ` +
      mostOften(steady, errorTexts),
  );
}

/** What became of those that did not succeed. */
function mostOften({ errors, operations: { dropped } }: PhaseRecord, texts: Facts['errorTexts']): string {
  const [worst] = Object.entries(errors).toSorted(([, one], [, other]) => other - one);
  if (worst !== undefined && worst[1] > dropped) {
    const [errorClass, count] = worst;
    return texts[errorClass] === undefined
      ? `${count} ended with ${errorClass}. ${remedy}`
      : `${count} were refused with ${errorClass}; the server said: ${texts[errorClass]}`;
  }
  return dropped > 0
    ? `${dropped} were dropped, because their deadline passed before they could be sent. ${remedy}`
    : `The others were still waiting. ${remedy}`;
}

const remedy = 'Try: a lower --rate, more connections (-c), or a longer workload.deadline.';
