import type { RunRecord } from '../../record/run-record.js';
import { answerOf } from '../answer/answer.js';
import { scenarioName } from '../facts/headline.js';
import { verdictCases } from '../facts/verdict-cases.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter } from '../reporter.js';
import { junitDocument, withLabels } from './junit-document.js';

/** For CI systems: one test case per gate, and one for the run itself if it has no clear result. */
export const junit = {
  summary: 'For CI systems: JUnit XML, one test case per gate.',
  fileName: 'junit.xml',
  render,
} as const satisfies Reporter;

function render(unchecked: RunRecord): string {
  const record = withPlainText(unchecked);
  const { sentences, setting } = answerOf(record);
  return junitDocument({
    name: scenarioName(record),
    startedAt: record.run.startedAt,
    wallMs: record.run.wallMs,
    properties: withLabels({ run: record.run.id, seed: record.run.seed }, record.run.labels),
    cases: verdictCases(record),
    output: [...sentences, setting].join('\n'),
  });
}
