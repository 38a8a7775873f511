import type { XmlElement } from './parse-xml.js';

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
  /** Whether it may contain text. */
  readonly text: boolean;
}

/**
 * The common JUnit schema as data: junit-10.xsd of the Jenkins xUnit plugin, without the elements for re-runs, which we
 * never write.
 */
const rules: Readonly<Record<string, Rule>> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
    children: ['testsuite'],
    text: false,
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
    text: false,
  },
  properties: { required: [], optional: [], children: ['property'], text: false },
  property: { required: ['name', 'value'], optional: [], children: [], text: false },
  testcase: {
    required: ['name'],
    optional: ['time', 'classname', 'group'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    text: false,
  },
  skipped: { required: [], optional: ['type', 'message'], children: [], text: true },
  error: { required: [], optional: ['type', 'message'], children: [], text: true },
  failure: { required: [], optional: ['type', 'message'], children: [], text: true },
  'system-out': { required: [], optional: [], children: [], text: true },
  'system-err': { required: [], optional: [], children: [], text: true },
};

/** All violations of the schema, and counts that do not match the test cases. */
export function junitProblems(root: XmlElement): readonly string[] {
  if (root.name !== 'testsuites' && root.name !== 'testsuite') return [`${root.name} is no root of JUnit`];
  return problemsOf(root);
}

function problemsOf(element: XmlElement): readonly string[] {
  const { name, attributes, children } = element;
  const rule = rules[name];
  if (rule === undefined) return [`${name} is no element of JUnit`];
  const known = [...rule.required, ...rule.optional];
  return [
    ...rule.required.filter((attribute) => !attributes.has(attribute)).map((one) => `${name} lacks ${one}`),
    ...[...attributes.keys()].filter((one) => !known.includes(one)).map((one) => `${name} has no ${one}`),
    ...(attributes.has('time') && !/^\d+(\.\d+)?$/.test(attributes.get('time')!) ? [`${name} has a bad time`] : []),
    ...children.flatMap((child) => {
      if (typeof child === 'string') return rule.text || child.trim() === '' ? [] : [`${name} has text`];
      return rule.children.includes(child.name) ? problemsOf(child) : [`${name} may not hold ${child.name}`];
    }),
    ...(attributes.has('tests') ? countProblems(element) : []),
  ];
}

function countProblems(element: XmlElement): readonly string[] {
  const cases = elementsOf(element, 'testcase');
  const ended = (how: string) => String(cases.filter((one) => elementsOf(one, how).length > 0).length);
  const counts = { tests: String(cases.length), failures: ended('failure'), errors: ended('error') };
  return Object.entries(counts)
    .filter(([name, count]) => element.attributes.get(name) !== count)
    .map(([name, count]) => `${element.name} says ${element.attributes.get(name)} ${name}, and has ${count}`);
}

/** Elements with a name at any depth below another. */
export function elementsOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children
    .filter((child) => typeof child !== 'string')
    .flatMap((child) => [...(child.name === name ? [child] : []), ...elementsOf(child, name)]);
}
