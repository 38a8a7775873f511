import type { RunRecord } from '../../record/run-record.js';
import type { RunEvent } from '../../record/sections/events.js';
import type { TimelineInterval } from '../../record/sections/timeline.js';
import { answerOf } from '../answer/answer.js';
import { scenarioName } from '../facts/headline.js';
import { withPlainText } from '../plain-text.js';
import type { LiveRun, Reporter } from '../reporter.js';

/**
 * One JSON object per line: the run, each event, each interval of the timeline, and the result. Live, a line is written as
 * soon as it is known; rendered from a record, the lines are in order of time.
 */
export const ndjson = {
  summary: 'One JSON object per line, for events and intervals; as --report, it grows while the run goes on.',
  fileName: 'run.ndjson',
  render,
  live: { begin: runLine, event: eventLine, interval: intervalLine },
} as const satisfies Reporter;

function render(unchecked: RunRecord): string {
  const { run, events, timeline } = unchecked;
  const { id, startedAt, measuredAt = null } = run;
  const timed = [
    ...events.map((event) => ({ atMs: event.atMs, line: eventLine(event) })),
    ...timeline.intervals.map((interval) => ({ atMs: interval.startMs, line: intervalLine(interval) })),
  ].sort((left, right) => left.atMs - right.atMs);
  const head = runLine({ id, scenario: scenarioName(unchecked), startedAt, measuredAt });
  return [head, ...timed.map(({ line }) => line), resultLine(unchecked)].map((line) => `${line}\n`).join('');
}

function runLine({ id, scenario, startedAt, measuredAt }: LiveRun): string {
  return lineOf({ type: 'run', id, scenario, startedAt, measuredAt });
}

function eventLine({ type, atMs, ...rest }: RunEvent): string {
  return lineOf({ type, atMs, ...sorted(rest) });
}

function intervalLine({ startMs, ...rest }: TimelineInterval): string {
  return lineOf({ type: 'interval', startMs, ...sorted(rest) });
}

function resultLine(record: RunRecord): string {
  const { verdict, run, gates } = record;
  return lineOf({
    type: 'result',
    verdict,
    interrupted: run.interrupted,
    gates: gates.map(({ expression, verdict, observed, limit, unit }) => ({
      expression,
      verdict,
      observed,
      limit,
      unit,
    })),
    answer: answerOf(record).sentences.join(' '),
  });
}

function lineOf(value: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(withPlainText(value));
}

/** A record that was read from a file can have its fields in another order than the run that wrote it. */
function sorted(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, isFields(value) ? sorted(value) : value]));
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
