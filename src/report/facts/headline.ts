import type { Verdict } from '../../model/verdict.js';
import { loadNotCarried } from '../../model/warning-codes.js';
import type { RunRecord } from '../../record/run-record.js';
import { isOpenLoop } from './loop.js';

/** The first things to know about a run. */
export interface Headline {
  readonly word: string;
  readonly summary: string;
  /** Why, in one sentence each, most significant first. */
  readonly reasons: readonly string[];
  /** The reasons not covered by gates, for reports that show the gates right below. */
  readonly besideGates: readonly string[];
  /** What affects every figure of the run, beyond what the answer states. */
  readonly notices: readonly { readonly word: string; readonly sentences: readonly string[] }[];
}

/** The word for a verdict, the same in every report. */
export const verdictWords = { pass: 'PASS', fail: 'FAIL', unknown: 'UNKNOWN' } as const satisfies Record<
  Verdict,
  string
>;

const mostReasons = 4;

/** The verdict of a run, the reasons, and what else to know first. */
export function headlineOf(record: RunRecord): Headline {
  const besideGates = reasonsBesideGates(record);
  const reasons = [...besideGates, ...gateReasons(record)];
  return {
    word: verdictWords[record.verdict],
    summary: `${scenarioName(record)}: ${summaryOf(record)}`,
    reasons:
      reasons.length > mostReasons
        ? [...reasons.slice(0, mostReasons), `and ${reasons.length - mostReasons} more, listed under gates`]
        : reasons,
    besideGates,
    notices: saturationNotice(record),
  };
}

/** The scenario's name, as in its file. */
export function scenarioName(record: RunRecord): string {
  const { name } = record.scenario;
  return typeof name === 'string' && name !== '' ? name : 'an unnamed scenario';
}

function summaryOf(record: RunRecord): string {
  const all = record.gates.length;
  const failed = record.gates.filter(({ verdict }) => verdict === 'fail').length;
  const unknown = record.gates.filter(({ verdict }) => verdict === 'unknown').length;
  const of = `of ${all} gate${all === 1 ? '' : 's'}`;
  if (failed > 0) return `${failed} ${of} failed${unknown > 0 ? `, ${unknown} unknown` : ''}`;
  if (unknown > 0) return `${unknown} ${of} ${unknown === 1 ? 'is' : 'are'} unknown`;
  if (record.verdict === 'unknown' && shortfallOf(record).length > 0) return 'the load could not be carried';
  if (record.verdict === 'pass') return all === 0 ? 'no gates defined' : `${all} ${of} passed`;
  return record.run.interrupted ? 'the run was interrupted' : 'the run itself is inconclusive';
}

function gateReasons({ gates }: RunRecord): readonly string[] {
  const judged = ['fail', 'unknown'].flatMap((verdict) => gates.filter((gate) => gate.verdict === verdict));
  return judged.map(({ expression, explanation }) => `${expression}: ${explanation}`);
}

function reasonsBesideGates(record: RunRecord): readonly string[] {
  const shortfall = shortfallOf(record);
  if (gateReasons(record).length > 0) return shortfall;
  if (record.verdict === 'pass') return [];
  if (shortfall.length > 0) return shortfall;
  const audit =
    record.writeSafety.verdict === 'unknown' ? [`Write safety is unknown: ${record.writeSafety.reason}`] : [];
  return [...audit, ...record.warnings.map(({ message }) => message)];
}

/** Why a run that did not carry its load before the first fault has no verdict; empty if it did. */
function shortfallOf({ warnings }: RunRecord): readonly string[] {
  return warnings.filter(({ code }) => code === loadNotCarried).map(({ message }) => message);
}

function saturationNotice(record: RunRecord): Headline['notices'] {
  if (!record.saturation.saturated) return [];
  return [
    {
      word: 'SATURATED',
      sentences: [
        // The answer already states that the generator was the limit.
        `Why: ${record.saturation.reasons.join('; ') || 'no reason recorded'}. ${validBounds(record)}`,
        `To change it, try ${remediesOf(record)}.`,
      ],
    },
  ];
}

function validBounds(record: RunRecord): string {
  return isOpenLoop(record)
    ? 'Latency gates that pass are valid, those that fail are unknown.'
    : 'Minimum-throughput gates that pass are valid; latency gates are unknown.';
}

function remediesOf(record: RunRecord): string {
  const { remedies = [] } = record.saturation;
  if (remedies.length > 0) return remedies.join('; or ');
  return `${isOpenLoop(record) ? 'a lower rate (--rate)' : 'a fixed rate (--rate)'}; or more threads (--threads); or a machine with more free cores`;
}
