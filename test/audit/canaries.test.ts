import { describe, expect, it } from 'vitest';
import { canaryPlan, countCanaries } from '../../src/audit/canaries.js';

describe('canaries', () => {
  it('have unique names and values', () => {
    const plan = canaryPlan('abcd1234', 3);
    expect(plan.map(({ name }) => name)).toEqual([
      'cache-bench:abcd1234:canary:0',
      'cache-bench:abcd1234:canary:1',
      'cache-bench:abcd1234:canary:2',
    ]);
    expect(new Set(plan.map(({ value }) => value)).size).toBe(3);
  });

  it('count only if each has its own value', () => {
    const plan = canaryPlan('abcd1234', 4);
    const [first, second, third] = plan.map(({ value }) => value);
    expect(countCanaries(plan, [first!, third!, null])).toBe(1);
    expect(countCanaries(plan, [first!, second!, third!, null])).toBe(3);
  });
});
