import type { Verdict } from '../../model/verdict.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatInUnit } from '../format-figures.js';
import { headlineOf } from './headline.js';

/** One CI test case with a verdict. */
export interface VerdictCase {
  readonly name: string;
  readonly verdict: Verdict;
  /** Why, in one sentence. */
  readonly message: string;
  /** Additional details. */
  readonly text: string;
}

/** Every gate, and the run itself if no gate explains its verdict, which CI would otherwise not see. */
export function verdictCases(record: RunRecord): readonly VerdictCase[] {
  const gates = record.gates.map(({ expression, verdict, explanation, observed, limit, unit }) => ({
    name: expression,
    verdict,
    message: explanation,
    text: `observed ${formatInUnit(observed, unit)}, limit ${formatInUnit(limit, unit)}`,
  }));
  if (gates.some(({ verdict }) => verdict === record.verdict)) return gates;
  const { summary, reasons } = headlineOf(record);
  return [...gates, { name: 'the run', verdict: record.verdict, message: summary, text: reasons.join('\n') }];
}
