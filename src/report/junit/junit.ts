import type { RunRecord } from '../../model/run-record.js';
import type { Verdict } from '../../model/verdict.js';
import { scenarioName } from '../facts/headline.js';
import { type VerdictCase, verdictCases } from '../facts/verdict-cases.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter } from '../reporter.js';

/** For a CI system: one test case a gate, and one for the run itself where it has no clear result. */
export const junit = {
  summary: 'For CI systems: JUnit XML, one test case for each gate.',
  fileName: 'junit.xml',
  render,
} as const satisfies Reporter;

function render(unchecked: RunRecord): string {
  const record = withPlainText(unchecked);
  const cases = verdictCases(record);
  const name = escapeXml(scenarioName(record));
  const counts = (verdict: Verdict) => cases.filter((one) => one.verdict === verdict).length;
  const seconds = (record.run.wallMs / 1000).toFixed(3);
  const totals = `tests="${cases.length}" failures="${counts('fail')}" errors="${counts('unknown')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cache-bench" ${totals} time="${seconds}">`,
    `  <testsuite name="${name}" ${totals} skipped="0" time="${seconds}" timestamp="${escapeXml(record.run.startedAt.replace(/(\.\d+)?Z$/, ''))}">`,
    `    <properties><property name="run" value="${escapeXml(record.run.id)}"/><property name="seed" value="${record.run.seed}"/></properties>`,
    ...cases.flatMap((one) => testCase(one, name)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** `unknown` is an error, not a failure: nothing was proved against the servers. */
function testCase({ name, verdict, message, text }: VerdictCase, suite: string): readonly string[] {
  const open = `    <testcase classname="cache-bench.${suite}" name="${escapeXml(name)}" time="0"`;
  if (verdict === 'pass') return [`${open}/>`];
  const element = verdict === 'fail' ? 'failure' : 'error';
  return [
    `${open}>`,
    `      <${element} type="${verdict}" message="${escapeXml(message)}">${escapeXml(text)}</${element}>`,
    '    </testcase>',
  ];
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
