import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { startProgram } from './drill/program.js';
import { filesIn, run, savedRecord, warningsOf } from './drill/run.js';

const secret = 'hunter2-s3cr3t';
const commands = Array.from({ length: 600 }, (_, index) => {
  const key = `user:${secret}:${index % 50}`;
  // Every key is written first.
  const isWrite = index < 50 || index % 3 === 0;
  const value = `${secret}-${index}`.padEnd(index % 7 === 0 ? 20_000 : 0, 'x');
  return isWrite ? (['SET', key, value] as const) : (['GET', key] as const);
});
const lines = commands.map((words, index) => {
  const time = (1_700_000_000 + index / 400).toFixed(6);
  return `${time} [0 127.0.0.1:50000] ${words.map((word) => `"${word}"`).join(' ')}`;
});
const others = ['"MULTI"', '"EXEC"', '"EVAL" "return 1" "0"'].map(
  (words) => `1700000000.5 [0 127.0.0.1:50001] ${words}`,
);

/** The bytes of keys and values of each command: keys are sent as hashes of 16 characters. */
function payloads() {
  const values = new Map<string, number>();
  const sets: number[] = [];
  const gets: number[] = [];
  for (const [, key, value] of commands) {
    if (value !== undefined) sets.push(16 + value.length);
    else gets.push(16 + (values.get(key) ?? 0));
    if (value !== undefined) values.set(key, value.length);
  }
  return { sets, gets };
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

test('run --replay sends a log to a cluster, counts what it left out, and keeps secrets to itself', async () => {
  await using folder = await temporaryFolder();
  const log = join(folder.path, 'monitor.log');
  const scenario = join(folder.path, 'mine.yaml');
  await writeFile(log, ['OK', ...lines, ...others, ''].join('\n'));
  await writeFile(
    scenario,
    `name: mine
topology: { kind: cluster, shards: 3, replicas: 0, zones: 1 }
phases: { warmup: 500ms }
workload: { connections: 4, threads: 2, deadline: 10s, replay: "${log}", replayKeys: hashed, replayValues: sizes }
gates: [availability >= 99%]
`,
  );
  const ended = await run(['run', scenario, '--report', 'md,terminal,html,csv']);
  expect(ended.stderr).not.toMatch(/Error/);
  expect(ended.exitCode).toBe(0);
  const record = savedRecord(ended.files);
  expect(record.replay).toMatchObject({
    format: 'monitor',
    lines: 603,
    replayed: 600,
    malformed: 0,
    notReplayed: { multi: 1, exec: 1, eval: 1 },
    keys: 'hashed',
    values: 'sizes',
  });
  expect(record.totals.operations).toMatchObject({ planned: 600, ok: 600 });
  expect(record.totals).toMatchObject({ hits: lines.filter((line) => line.includes('"GET"')).length, misses: 0 });
  // As the servers counted them; each shard got some.
  const executed = record.saturation.servers.map(({ executedCommands }) => executedCommands ?? 0);
  expect(executed.reduce((sum, count) => sum + count, 0)).toBe(600);
  expect(Math.min(...executed)).toBeGreaterThan(0);
  // What it costs follows from its sizes; those of the replies, from what the servers sent.
  const { sets, gets } = payloads();
  const { set, get } = record.cost?.measured.commands ?? {};
  expect(set).toMatchObject({ calls: sets.length, payloadBytes: total(sets) });
  expect(set?.units?.low).toBeCloseTo(total(sets.map((bytes) => Math.max(1, bytes / 1024))), 5);
  expect(set?.units?.likely).toBeCloseTo(total(sets.map((bytes) => Math.max(1, bytes / 1000))), 5);
  expect(get?.calls).toBe(gets.length);
  expect((get?.payloadBytes ?? 0) / total(gets)).toBeGreaterThan(0.98);
  expect((get?.payloadBytes ?? 0) / total(gets)).toBeLessThan(1.05);
  expect(record.writeSafety.audit).toBe('off');
  expect(warningsOf(record).map(({ code }) => code)).toContain('not-replayed');
  expect([ended.stdout, ended.stderr, ...[...ended.files].flat()].join('\n')).not.toContain(secret);
  expect(ended.stdout).toContain('replay of monitor.log');
  // Reports wrap their lines.
  expect(ended.stdout.replace(/\s+/g, ' ')).toMatch(
    /Of the 603 lines of monitor.log, 600 were replayed; 99 % of them were sent within \S+ .?s of their time/,
  );
});

test('a log that is cut while the run goes on leaves it without a verdict', async () => {
  await using folder = await temporaryFolder();
  const log = join(folder.path, 'monitor.log');
  await writeFile(log, lines.join('\n'));
  const scenario = join(folder.path, 'mine.yaml');
  await writeFile(scenario, 'name: mine\ntopology: { kind: standalone }\nphases: { warmup: 5s }\n');
  await using program = await startProgram(['run', scenario, '--replay', log]);
  // By then it is counted, and it is read again after the warm-up.
  await program.saw(/^phase warmup/m);
  await writeFile(log, lines.slice(0, 100).join('\n'));
  const { exitCode } = await program.end();
  const record = savedRecord(await filesIn(program.folder));
  expect({ exitCode, verdict: record.verdict }).toEqual({ exitCode: 4, verdict: 'unknown' });
  expect(record.warnings).toContainEqual({
    code: 'replay-broken',
    message: expect.stringContaining('The log had 600 commands to replay before the run, and only 100 during it.'),
  });
});
