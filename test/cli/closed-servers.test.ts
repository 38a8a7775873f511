import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFakeServer } from '../engine/fixtures/fake-server.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { run, savedRecord } from './drill/run.js';

const closed = ['--set', 'topology.tls=true', '--set', 'topology.password=true'];
const formats = 'html,md,junit,csv,hgrm,hlog,openmetrics,memtier-json,terminal';

test('a run with TLS and a password passes like any other, and only a command of the user shows the password', async () => {
  await using folder = await temporaryFolder();
  const passwordFile = join(folder.path, 'password');
  const scenario = join(folder.path, 'closed.yaml');
  // The second command fails, and prints the password, which must not be reported.
  const command = (words: string) => `{ target: every-node, command: sh, arguments: ["-c", ${JSON.stringify(words)}] }`;
  await writeFile(
    scenario,
    [
      'name: closed',
      'topology: { kind: sentinel, replicas: 1, zones: 2 }',
      'workload: { rate: 300, connections: 4, keys: 200, deadline: 500ms }',
      'phases: { warmup: 200ms, duration: 9s }',
      'faults:',
      '  - at: 500ms',
      '    host-loss: { target: primary }',
      '  - at: 5s',
      `    exec: ${command(`echo $CACHE_BENCH_PASSWORD > "${passwordFile}"; test -r "$CACHE_BENCH_CA_FILE"`)}`,
      '  - at: 5500ms',
      `    exec: ${command('echo it is $CACHE_BENCH_PASSWORD; exit 3')}`,
      'gates: [promotion_time < 60s, lost_writes <= 1000, unexpected_writes == 0]',
    ].join('\n'),
  );
  const { exitCode, stdout, stderr, files } = await run(['run', scenario, ...closed, '--report', formats]);
  const password = (await readFile(passwordFile, 'utf8')).trim();
  expect(password).toMatch(/^[0-9a-f]{32}$/);
  const record = savedRecord(files);
  expect(record.scenario.topology).toMatchObject({ tls: true, password: true });
  const [loss] = record.faults;
  expect(loss?.milestones[0]?.writesBackMs).toBeGreaterThan(0);
  expect(loss?.inFlight).toMatchObject({ discardedWrites: null, unsentWrites: null, unreplicatedBytes: null });
  expect(loss?.inFlight.discardedLinkBytes).toBeGreaterThan(0);
  expect(record.warnings.map(({ code }) => code)).toContain('encrypted-links');
  expect(record.writeSafety.fates?.unexpected).toBe(0);
  // The failed command makes the run inconclusive.
  expect(exitCode).toBe(4);
  expect(`${stdout}${stderr}`).toContain('it is ***');
  expect(files.size).toBeGreaterThan(8);
  const places = [['stdout', stdout], ['stderr', stderr], ...files] as const;
  expect(places.filter(([, text]) => text.includes(password)).map(([place]) => place)).toEqual([]);
});

test('a server built without TLS gives one error before anything starts', async () => {
  await using folder = await temporaryFolder();
  const path = await writeFakeServer(
    join(folder.path, 'redis-server'),
    `case "$1" in --version) echo "Redis server v=7.0.15 sha=0";; *) echo ">>> 'tls-port \\"0\\"'" >&2; exit 1;; esac`,
  );
  const environment = { CACHE_BENCH_REDIS_BINARY: path };
  const { exitCode, stdout, stderr } = await run(['run', 'smoke', ...closed], { environment });
  expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
  expect(stderr).toMatch(/was built without TLS, but topology\.tls is true\. Try: a redis-server that supports it/);
});
