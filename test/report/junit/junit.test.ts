import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdicts } from '../../../src/model/verdict.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import { junit } from '../../../src/report/junit/junit.js';
import { buildRecord } from '../../fixtures/records/build-record.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';
import { elementsOf, junitProblems } from './junit-problems.js';
import { parseXml } from './parse-xml.js';

describe('a JUnit report', () => {
  it('has every label of the run as a property of its own, next to ours', () => {
    const { run } = buildRecord();
    const labels = { run: 'mine', 'label.run': 'other', 'label.label.run': 'third', branch: 'a "b"' };
    const xml = parseXml(junit.render(buildRecord({ run: { ...run, labels } })));
    const properties = elementsOf(xml, 'property').map(({ attributes }) => [
      attributes.get('name'),
      attributes.get('value'),
    ]);
    expect(new Set(properties.map(([name]) => name)).size).toBe(properties.length);
    for (const value of [run.id, ...Object.values(labels)]) expect(properties.map(([, text]) => text)).toContain(value);
  });

  it.each(Object.entries(fixtureRecords))('of %s follows the common schema', (_, record) => {
    expect(junitProblems(parseXml(junit.render(record)))).toEqual([]);
  });

  it('follows the schema for any names, and has a test case per gate', () => {
    const gate = fc.record({
      expression: fc.string({ unit: 'binary' }),
      explanation: fc.string({ unit: 'binary' }),
      verdict: fc.constantFrom(...verdicts),
      observed: fc.constant(null),
      limit: fc.constant(1),
      unit: fc.constant('count'),
    });
    fc.assert(
      fc.property(
        fc.array(gate),
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...verdicts),
        (gates, name, verdict) => {
          const record: RunRecord = buildRecord({ gates, verdict, scenario: { name } });
          const root = parseXml(junit.render(record));
          expect(junitProblems(root)).toEqual([]);
          const cases = elementsOf(root, 'testcase');
          const explained = gates.some((one) => one.verdict === verdict);
          expect(cases).toHaveLength(gates.length + (explained ? 0 : 1));
        },
      ),
    );
  });

  it('has the labels of the run as properties, next to its own', () => {
    const { run } = buildRecord();
    const root = parseXml(junit.render(buildRecord({ run: { ...run, labels: { branch: 'a<b>&"c"', run: 'mine' } } })));
    expect(junitProblems(root)).toEqual([]);
    const properties = elementsOf(root, 'property').map(({ attributes }) => [
      attributes.get('name'),
      attributes.get('value'),
    ]);
    expect(properties).toEqual([
      ['run', run.id],
      ['seed', '42'],
      ['branch', 'a<b>&"c"'],
      ['label.run', 'mine'],
    ]);
  });

  it('has a failure for a failed gate and an error for an unknown one, each with its sentence', () => {
    const root = parseXml(junit.render(fixtureRecords['never-recovered']));
    const ends = elementsOf(root, 'testcase').map((one) => {
      const [end] = one.children.filter((child) => typeof child !== 'string');
      return [one.attributes.get('name'), end?.name, end?.attributes.get('message')];
    });
    expect(ends).toEqual([
      [
        'unavailability.write < 30s',
        'error',
        'Writes had not come back when the run ended; 14 s is only the part that was seen.',
      ],
      ['lost_writes <= 100', 'error', 'No data: the audit could not read the keys back.'],
      ['availability >= 99%', 'failure', '30 % is below 99 %.'],
    ]);
  });
});

describe('the JUnit schema check', () => {
  const good = '<testsuite name="a" tests="1" failures="0" errors="0"><testcase name="b"/></testsuite>';
  it.each([
    ['nothing in a good report', good, []],
    ['a missing attribute', good.replace(' name="b"', ''), ['testcase lacks name']],
    ['an unknown attribute', good.replace('name="b"', 'name="b" mood="good"'), ['testcase has no mood']],
    ['a wrong count', good.replace('failures="0"', 'failures="1"'), ['testsuite says 1 failures, and has 0']],
    [
      'a misplaced element',
      good.replace('<testcase name="b"/>', '<testcase name="b"><property/></testcase>'),
      ['testcase may not hold property'],
    ],
    ['an unknown root', '<report/>', ['report is no root of JUnit']],
    ['text where none may be', good.replace('</testsuite>', 'x</testsuite>'), ['testsuite has text']],
    ['a time that is no number', good.replace('name="b"', 'name="b" time="1 s"'), ['testcase has a bad time']],
  ])('finds %s', (_, text, problems) => {
    expect(junitProblems(parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`))).toEqual(problems);
  });

  it.each(['<a></b>', '<a b="&x;"/>', '<a b="1" b="2"/>', '<a>', '<a/><b/>', '<a>\u0001</a>', '<a b="<"/>'])(
    'rejects text that is not XML: %j',
    (text) => {
      expect(() => parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`)).toThrow();
    },
  );
});
