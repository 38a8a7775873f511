import type { RunRecord } from '../../model/run-record.js';
import type { Verdict } from '../../model/verdict.js';
import { formatInUnit } from '../format-figures.js';
import { headlineOf } from './headline.js';

/** One thing that CI is told a verdict of. */
export interface VerdictCase {
  readonly name: string;
  readonly verdict: Verdict;
  /** Why, in a sentence. */
  readonly message: string;
  /** What there is to know beside it. */
  readonly text: string;
}

/** Every gate, and the run itself where its verdict is explained by no gate and would be lost in CI. */
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
