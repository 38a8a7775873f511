import { InternalError } from '../../errors/errors.js';
import type { RunRecord } from '../../record/run-record.js';
import { makeAnswer } from '../../report/answer/answer.js';
import { agentsSection } from './agents-section.js';
import { applicationSection } from './application-section.js';
import { clientSection } from './client-section.js';
import { costSection } from './cost-section.js';
import { eventsSection } from './events-section.js';
import { faultsSection } from './faults-section.js';
import { historySection } from './history-section.js';
import { originSection } from './origin-section.js';
import { outagesSection } from './outages-section.js';
import { phasesSection } from './phases-section.js';
import { withVerdict } from './record-verdict.js';
import { replaySection } from './replay-section.js';
import type { RunFacts } from './run-facts.js';
import { runSection } from './run-section.js';
import { type RunView, viewRun } from './run-view.js';
import { saturationSection } from './saturation-section.js';
import { siteSection } from './site-section.js';
import { judgeRun, writeSafetySection } from './write-safety-section.js';

/** A run's record, and the bug it reveals if its counts contradict each other; the record is saved either way. */
export interface BuiltRecord {
  readonly record: RunRecord;
  readonly contradiction: InternalError | null;
}

/** Builds the record from the results of a run, section by section. Those that warn come before the events, which include the warnings. */
export async function buildRecord(facts: RunFacts): Promise<BuiltRecord> {
  const view = viewRun(facts);
  const contradiction = contradictionIn(view);
  if (contradiction) facts.log.warn('contradiction', contradiction.message);
  const judgement = await judgeRun(view);
  const saturation = saturationSection(view);
  const phases = phasesSection(view);
  const faults = faultsSection(view, judgement);
  const outages = outagesSection(view);
  const ungated: RunRecord = {
    schemaVersion: 1,
    ...runSection(view),
    ...clientSection(view),
    ...siteSection(view),
    ...phases,
    ...eventsSection(view, { ...faults, ...outages }),
    ...faults,
    ...outages,
    ...writeSafetySection(view, judgement),
    ...historySection(view),
    redundancy: facts.redundancy,
    ...applicationSection(view),
    ...originSection(view, faults),
    ...agentsSection(view, judgement),
    ...replaySection(view),
    ...saturation,
    ...costSection(view),
    gates: [],
    verdict: 'unknown',
    warnings: facts.log.warnings,
  };
  const record = withVerdict(ungated, facts.request.scenario.gates, facts.measured);
  return { record: { ...record, answer: makeAnswer(record) }, contradiction };
}

/** planned = sent + dropped, sent = ok + fail + indeterminate: pacer, senders and settlers count independently. */
function contradictionIn({ measured, totals: { operations } }: RunView): InternalError | null {
  const planned = measured.load?.planned ?? null;
  if (planned === null) return null;
  const sent = measured.measurements.sent();
  if (operations.planned === planned && operations.sent === sent) return null;
  return new InternalError(
    `The counts contradict each other: ${planned} planned by the pacer, ${operations.planned} ended or dropped; ` +
      `${sent} sent, ${operations.sent} ended.`,
  );
}
