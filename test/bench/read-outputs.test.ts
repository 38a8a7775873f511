import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readBenchmarkCsv, readMemtier, readRecord, readWrk2 } from '../../bench/lib/read-outputs.js';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

it.each([
  ['redis-benchmark.csv', 238_095.23, 250_000],
  ['valkey-benchmark.csv', 303_030.31, 294_117.62],
])('uses the harmonic mean of the consecutive sets and gets in %s', (name, sets, gets) => {
  const { operationsPerSecond, operations } = readBenchmarkCsv(fixture(name), 20_000);
  expect(operations).toBe(40_000);
  // The time for 20,000 of each.
  expect(operationsPerSecond).toBeCloseTo(40_000 / (20_000 / sets + 20_000 / gets), 3);
});

it.each([
  ['redis', 254_012.62, 254_100],
  ['memcached', 147_417.17, 147_458],
])('reads rate and operations of memtier_benchmark against %s', (engine, perSecond, operations) => {
  const found = readMemtier(fixture(`memtier-${engine}.stdout.txt`), fixture(`memtier-${engine}.stderr.txt`), 1);
  expect(found).toEqual({ operationsPerSecond: perSecond, operations });
});

it('rejects a rate of memtier_benchmark that its own operation count contradicts', () => {
  const table = fixture('memtier-redis.stdout.txt').replace('254012.62', '14769021.74');
  const found = readMemtier(table, fixture('memtier-redis.stderr.txt'), 1);
  expect(found).toEqual({ operationsPerSecond: 254_100, operations: 254_100 });
});

it('reads rate and percentiles of wrk2', () => {
  expect(readWrk2(fixture('wrk2.txt'))).toEqual({ perSecond: 200.07, p50Us: 3_080, p99Us: 36_540, p99_9Us: 51_710 });
});

it('quotes the output if it has no figures', () => {
  expect(() => readBenchmarkCsv('Could not connect to server', 1)).toThrow('Could not connect');
  expect(() => readMemtier('', 'connection refused', 1)).toThrow('connection refused');
  expect(() => readWrk2('unable to connect')).toThrow('unable to connect');
  expect(() => readRecord('{"error": "no engine"}')).toThrow('no engine');
});

it('reads rate, CPU time and server CPU of the measured part from a record', () => {
  const record = {
    schemaVersion: 1,
    totals: { operations: { sent: 300_000, ok: 300_000 }, throughputPerSecond: 100_000 },
    saturation: { generator: { cpuPercent: 80 }, servers: [{ cpuPercent: 99 }] },
  };
  expect(readRecord(JSON.stringify(record))).toEqual({
    operationsPerSecond: 100_000,
    operations: 300_000,
    cpuSeconds: 0.8 * 3,
    serverCpuPercent: 99,
  });
});

it('rejects a record with failed operations: errors would count as speed', () => {
  const totals = { operations: { sent: 10, ok: 9 }, throughputPerSecond: 9 };
  const record = { schemaVersion: 1, totals, saturation: { generator: { cpuPercent: 1 }, servers: [] } };
  expect(() => readRecord(JSON.stringify(record))).toThrow('1 operations of 10 did not succeed');
});
