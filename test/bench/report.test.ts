import { expect, it } from 'vitest';
import { readOptions } from '../../bench/lib/options.js';
import { betweenMarks } from '../../bench/lib/report.js';

it('replaces only the text between the marks', () => {
  const before = 'a\n<!-- bench:begin -->\n\nold\n\n<!-- bench:end -->\nb\n';
  const after = betweenMarks(before, 'bench', 'new');
  expect(after).toBe('a\n<!-- bench:begin -->\n\nnew\n\n<!-- bench:end -->\nb\n');
  expect(betweenMarks(after, 'bench', 'new')).toBe(after);
  expect(() => betweenMarks('a', 'bench', 'new')).toThrow('<!-- bench:begin -->');
});

it('parses lists, numbers and switches, and rejects unknown flags', () => {
  const defaults = { pipeline: [1, 16], engine: ['redis'], rounds: 5, dry: false };
  expect(readOptions(defaults, ['--pipeline', '64', '--dry'])).toEqual({ ...defaults, pipeline: [64], dry: true });
  expect(readOptions(defaults, ['--engine', 'redis,memcached']).engine).toEqual(['redis', 'memcached']);
  expect(() => readOptions(defaults, ['--rounds', 'many'])).toThrow('--rounds accepts numbers above 0, not "many"');
  expect(() => readOptions(defaults, ['--round', '1'])).toThrow('--round');
});
