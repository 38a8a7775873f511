import { describe, expect, it } from 'vitest';
import { unitsOf } from '../../src/cost/units.js';

/**
 * The two example clusters of AWS's own estimator, a day each: command, calls, microseconds of CPU time. Source:
 * aws/agent-toolkit-for-aws of 2026-08-20 (Apache-2.0), amazon-elasticache/assets/examples/sample_commandstats.csv.
 */
const sessionCache = [
  ['get', 500_000_000, 650_000_000],
  ['set', 200_000_000, 400_000_000],
  ['hget', 50_000_000, 75_000_000],
  ['hset', 30_000_000, 90_000_000],
  ['hgetall', 20_000_000, 180_000_000],
  ['del', 15_000_000, 22_000_000],
  ['expire', 80_000_000, 72_000_000],
  ['ttl', 25_000_000, 30_000_000],
  ['exists', 10_000_000, 12_000_000],
  ['ping', 5_000_000, 2_000_000],
  ['info', 1_000, 50_000],
] as const;
const leaderboard = [
  ['get', 100_000_000, 130_000_000],
  ['set', 50_000_000, 100_000_000],
  ['zadd', 800_000_000, 7_200_000_000],
  ['zrange', 500_000_000, 3_500_000_000],
  ['zrangebyscore', 200_000_000, 1_800_000_000],
  ['zrem', 100_000_000, 400_000_000],
  ['zincrby', 300_000_000, 900_000_000],
  ['zscore', 50_000_000, 60_000_000],
  ['ping', 10_000_000, 4_000_000],
] as const;

/** Of a day, for values below 1 KB: each call then transfers the least that is billed. */
function unitsOfDay(cluster: readonly (readonly [command: string, calls: number, cpuUs: number])[]): number {
  const units = cluster.map(([command, calls, cpuUs]) => unitsOf({ command, kilobytes: calls, cpuUs }));
  return Math.round(units.reduce((sum, each) => sum + each, 0));
}

describe('the processing units of a serverless cache', () => {
  it("are exactly those that AWS's estimator computes for its two example clusters", () => {
    expect(unitsOfDay(sessionCache)).toBe(975_000_000);
    expect(unitsOfDay(leaderboard)).toBe(4_810_000_000);
  });

  it('are those of the examples that AWS writes out: 3.2 KB, and HMGET with three times the CPU time', () => {
    expect(unitsOf({ command: 'get', kilobytes: 3.2, cpuUs: null })).toBe(3.2);
    expect(unitsOf({ command: 'hmget', kilobytes: 2, cpuUs: 9 })).toBe(3);
    expect(unitsOf({ command: 'hmget', kilobytes: 3.2, cpuUs: 9 })).toBe(3.2);
  });

  it.each(['info', 'config|get', 'CLUSTER|SLOTS', 'wait', 'multi'])('are none for %s', (command) => {
    expect(unitsOf({ command, kilobytes: 10, cpuUs: 1_000 })).toBe(0);
  });

  it('do not depend on CPU time for simple commands, named with or without a subcommand', () => {
    expect(unitsOf({ command: 'client|setinfo', kilobytes: 1, cpuUs: 300 })).toBe(1);
    expect(unitsOf({ command: 'eval', kilobytes: 1, cpuUs: 300 })).toBe(100);
  });
});
