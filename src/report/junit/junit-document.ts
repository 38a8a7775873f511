import type { Verdict } from '../../model/verdict.js';
import type { VerdictCase } from '../facts/verdict-cases.js';

/** One test suite of a JUnit file: a run, or several runs judged together. */
export interface JunitSuite {
  readonly name: string;
  /** ISO time. */
  readonly startedAt: string;
  readonly wallMs: number;
  readonly properties: Readonly<Record<string, string | number>>;
  readonly cases: readonly VerdictCase[];
  /** The findings, for people. */
  readonly output: string;
}

/** A JUnit XML document with one suite. `unknown` becomes an error, not a failure: nothing was proved against the servers. */
export function junitDocument({ name, startedAt, wallMs, properties, cases, output }: JunitSuite): string {
  const suite = escapeXml(name);
  const counts = (verdict: Verdict) => cases.filter((one) => one.verdict === verdict).length;
  const seconds = (wallMs / 1000).toFixed(3);
  const totals = `tests="${cases.length}" failures="${counts('fail')}" errors="${counts('unknown')}"`;
  const listed = Object.entries(properties).map(
    ([property, value]) => `<property name="${escapeXml(property)}" value="${escapeXml(String(value))}"/>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cache-bench" ${totals} time="${seconds}">`,
    `  <testsuite name="${suite}" ${totals} skipped="0" time="${seconds}" timestamp="${escapeXml(startedAt.replace(/(\.\d+)?Z$/, ''))}">`,
    `    <properties>${listed.join('')}</properties>`,
    ...cases.flatMap((one) => testCase(one, suite)),
    `    <system-out>${escapeXml(output)}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Properties with the user's labels; one that shares a name with a property of our own is called `label.NAME`. */
export function withLabels(
  own: JunitSuite['properties'],
  labels: Readonly<Record<string, string>> = {},
): JunitSuite['properties'] {
  const named: Record<string, string> = {};
  for (const [key, value] of Object.entries(labels)) {
    let name = key;
    while (Object.hasOwn(own, name) || (name !== key && Object.hasOwn(labels, name))) name = `label.${name}`;
    named[name] = value;
  }
  return { ...own, ...named };
}

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
