import { expect, it } from 'vitest';
import { load, problemsOf } from './temporary-scenario.js';

const withHistory = (workload: string) => `name: mine\nworkload: { history: {}, ${workload} }\n`;

it('a history has 100 keys and at most 2,000 operations on each, unless told otherwise', async () => {
  const { scenario } = await load('name: mine\nworkload: { history: {} }\n');
  expect(scenario.workload.history).toEqual({ keys: 100, most: 2_000 });
});

it.each([
  ['audit: off', /history: expected workload\.audit to be chain or final/],
  ['ttl: 10s', /history: expected no time to live, .* found one with set/],
  ['mix: { incr: 1 }', /history: expected set, eval, get or del in workload\.mix/],
  ['mix: { set: 1, expire: 1 }', /history: expected no time to live, .* found one with expire/],
  ['mix: { set: 1, getex: 1 }', /history: expected no time to live, .* found one with getex/],
])('a history is refused with %s', async (workload, problem) => {
  expect((await problemsOf(withHistory(workload))).join('\n')).toMatch(problem);
});

it('a history that would not fit into memory is refused', async () => {
  const problems = await problemsOf('name: mine\nworkload: { history: { keys: 10000, most: 1000 } }\n');
  expect(problems.join('\n')).toMatch(/history: expected keys times most to be at most 1000000/);
});
