import { Flags } from '@oclif/core';
import { expect, test } from 'vitest';
import { insteadOfRival } from '../../src/cli/rival-flags.js';
import { outputFlags, scenarioFlags } from '../../src/cli/run-flags.js';
import { repeatFlags } from '../../src/cli/series-flags.js';

const known = new Set(Object.keys({ ...scenarioFlags, ...outputFlags, ...repeatFlags, json: Flags.boolean() }));
const rivals = [
  '--test-time',
  '--clients',
  '--host',
  '-z',
  '--vus',
  '--key-maximum',
  '--server',
  '--port',
  '--data-size',
  '--iterations',
  '--concurrency',
  '--monitor-input',
  '-l',
  '-o',
];

test.each(rivals)('%s of another load tester is answered with the equivalent flags', (flag) => {
  const here = (insteadOfRival(flag) ?? '').replace(flag, '');
  const named = [...here.matchAll(/--([a-z-]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(known, here).toContain(name);
});

test('an unknown flag gets the closest word as a suggestion', () => {
  expect(insteadOfRival('--durabilty')).toBeUndefined();
  expect(insteadOfRival('--constructor')).toBeUndefined();
});

test('a flag for which there is no equivalent says what is done instead', () => {
  expect(insteadOfRival('--key-prefix')).toMatch(/^--key-prefix: every key is named cache-bench:/);
});

test('a flag that is not needed is explained', () => {
  expect(insteadOfRival('--print-percentiles')).toMatch(/^--print-percentiles is not needed: /);
});
