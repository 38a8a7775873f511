import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import type { LatencyPair, OperationCounts, RunRecord, Stats } from '../../src/model/run-record.js';
import { startProgram } from './drill/program.js';
import { filesIn, fixture, run, savedRecord, validRecord } from './drill/run.js';

const kinds = [
  'planned',
  'sent',
  'dropped',
  'ok',
  'fail',
  'indeterminate',
] as const satisfies (keyof OperationCounts)[];

test('what a run with a failover recorded adds up', async () => {
  const { stdout } = await run(['run', fixture('crash.yaml'), '--json']);
  const record = validRecord(stdout);
  expect(record.faults.map(({ name, proof }) => [name, proof !== null])).toEqual([['kill-process', true]]);
  expectToAddUp(record);
});

test('what a run without a fault recorded adds up, and the server executed what was sent', async () => {
  const { stdout, exitCode } = await run(['run', fixture('quiet.yaml'), '--json']);
  const record = validRecord(stdout);
  expectToAddUp(record);
  const primary = record.topology.nodes.find(({ role }) => role === 'primary');
  const server = record.saturation.servers.find(({ node }) => node === primary?.id);
  expect(record.totals.operations.indeterminate).toBe(0);
  expect(server?.executedCommands).toBe(record.totals.operations.sent);
  expect(exitCode).toBe(0);
});

test('what an interrupted run recorded adds up', async () => {
  await using program = await startProgram(['run', fixture('quiet.yaml'), '--duration', '60s']);
  await program.saw(/^ +\d+ s of .*$/m);
  process.kill(program.pid, 'SIGINT');
  expect((await program.end()).exitCode).toBe(130);
  const record = savedRecord(await filesIn(program.folder));
  expect(record.totals.operations.ok).toBeGreaterThan(0);
  expectToAddUp(record);
});

test('two runs at once, with the same folders for reports and for temporary files, both pass and keep apart', async () => {
  const shared = await mkdtemp(join(tmpdir(), 'cb-shared-'));
  const temporary = await mkdtemp(join(shared, 'tmp-'));
  const out = join(shared, 'reports');
  const given = ['run', fixture('quiet.yaml'), '--duration', '2s', '--json', '--out', out];
  const options = { environment: { TMPDIR: temporary } };
  const ends = await Promise.all([run(given, options), run(given, options)]);
  const files = await filesIn(out);
  await rm(shared, { recursive: true });
  expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const records = ends.map(({ stdout }) => validRecord(stdout));
  const addresses = records.flatMap(({ topology }) => topology.nodes.map(({ host, port }) => `${host}:${port}`));
  expect(new Set(addresses).size).toBe(10);
  for (const record of records) {
    expect(JSON.parse(files.get(join(record.run.id, 'record.json')) ?? 'null')).toEqual(record);
    expect(record.writeSafety).toMatchObject({ verdict: 'safe', staleReads: 0 });
    expectToAddUp(record);
  }
});

function expectToAddUp(record: RunRecord): void {
  const { totals, phases, timeline, writeSafety } = record;
  for (const stats of [totals, ...phases]) expectConserved(stats);
  for (const kind of kinds) expect(sum(phases, (phase) => phase.operations[kind])).toBe(totals.operations[kind]);
  for (const kind of ['sent', 'dropped', 'ok', 'fail', 'indeterminate'] as const)
    expect(sum(timeline.intervals, (interval) => interval[kind])).toBe(totals.operations[kind]);
  for (const stats of [totals, ...phases]) {
    for (const [kind, pair] of Object.entries(stats.latency)) expectDecodable(pair, kind === 'all' ? stats : null);
  }
  const { writes, fates, causes } = writeSafety;
  expect(writes.issued).toBe(writes.acknowledged + writes.failed + writes.indeterminate);
  expect(sum(Object.values(fates ?? {}), (count) => count)).toBe(writes.issued - writes.failed);
  expect(sum(Object.values(causes ?? {}), (count) => count)).toBe(fates?.lost);
}

function expectConserved({ operations, errors }: Stats): void {
  const { planned, sent, dropped, ok, fail, indeterminate } = operations;
  expect(planned).toBe(sent + dropped);
  expect(sent).toBe(ok + fail + indeterminate);
  expect(sum(Object.values(errors), (count) => count)).toBe(fail + indeterminate);
}

/** Each histogram holds as many samples as its count says; over all kinds: every planned operation, and every sent one. */
function expectDecodable({ response, service }: LatencyPair, all: Stats | null): void {
  for (const percentiles of [response, service]) {
    if (percentiles === null) continue;
    const histogram = decodeFromCompressedBase64(percentiles.histogram);
    expect(histogram.totalCount).toBe(percentiles.count);
    // To three significant digits, as histograms hold them.
    expect(Math.abs(histogram.maxValue - percentiles.maxUs)).toBeLessThanOrEqual(percentiles.maxUs / 500);
  }
  if (all === null) return;
  expect(response?.count ?? 0).toBe(all.operations.planned);
  expect(service?.count ?? 0).toBe(all.operations.sent);
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
