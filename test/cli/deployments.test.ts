import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { endpointName } from '../../src/model/node.js';
import { readyIn } from '../../src/session/program-answer.js';
import { holds, isRunning } from '../engine/fixtures/processes.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { fixture, run, savedRecord } from './drill/run.js';
import { openTerminals, statusOf } from './drill/session.js';

const exampleText = (name: string) =>
  readFile(join(import.meta.dirname, '..', '..', 'examples', 'deployments', `${name}.yaml`), 'utf8');

/** Puts stand-ins for the tools that the examples use into a folder. */
async function writeStandIns(folder: string): Promise<void> {
  for (const tool of ['aws', 'docker', 'kubectl']) {
    const file = join(folder, tool);
    await writeFile(file, `#!/bin/sh\nexec ${process.execPath} '${fixture('stand-in.mjs')}' ${tool} "$@"\n`);
    await chmod(file, 0o755);
  }
}

test('the examples of deployments kill the server that they are told to, and a run has its outage', async () => {
  await using terminals = await openTerminals();
  await using folder = await temporaryFolder();
  await writeStandIns(folder.path);
  const killedAt = join(folder.path, 'killed-at');
  const environment = {
    KILLED_AT: killedAt,
    PATH: `${folder.path}${delimiter}${process.env.PATH}`,
    REPLICATION_GROUP: 'my-cache',
    NAMESPACE: 'caches',
  };
  const sentinel = ['--topology', 'sentinel', '--replicas', '2', '--set', 'topology.sentinel.downAfter=500ms'];
  const up = await terminals.up(...sentinel, '--no-relays', '--json');
  const line = await vi.waitUntil(() => /^\{"type":"ready".*\n/m.exec(up.stdout)?.[0], { timeout: 30_000 });
  const { REDIS_SENTINELS, REDIS_SENTINEL_NAME } = readyIn(line)?.environment ?? {};
  const [status] = await statusOf(terminals);
  const [primary, ...replicas] = status?.nodes.filter(({ shard }) => shard !== null) ?? [];

  const scenario = join(folder.path, 'compose.yaml');
  await writeFile(scenario, (await exampleText('compose')).replace(/- at: \w+$/m, '- at: 1s'));
  const target = `redis+sentinel://${REDIS_SENTINELS}/${REDIS_SENTINEL_NAME}`;
  const brief = ['--rate', '200', '--warmup', '0s', '--duration', '5s'];
  // The events of the service are asked for as in the other example.
  const { events } = parse(await exampleText('elasticache')).faults[0].exec;
  const asking = ['--set', `faults.0.exec.events=${JSON.stringify(events)}`];
  const given = ['run', scenario, '--target', target, ...brief, ...asking];
  const { exitCode, stderr, files } = await run(given, { environment });
  // A gate may fail on a busy machine.
  expect([0, 3, 4], stderr).toContain(exitCode);
  const { run: info, faults } = savedRecord(files);
  const [fault] = faults;
  const { afterMs = Number.NaN, ...event } = fault?.serviceEvents?.[0] ?? {};
  expect(event).toEqual({ source: 'my-cache', text: 'Failover to replica node my-cache-002 completed' });
  expect(fault?.serviceEvents).toHaveLength(1);
  const happenedAtMs = Date.parse(info.measuredAt ?? '') + (fault?.injectedAtMs ?? Number.NaN) + afterMs;
  expect(Math.abs(happenedAtMs - Date.parse(await readFile(killedAt, 'utf8')))).toBeLessThan(50);
  expect(fault?.proof).toBe('sh exited with 0');
  expect(fault?.milestones).toMatchObject([{ firstErrorMs: expect.any(Number) }]);
  expect(await isRunning(primary?.pid ?? 0)).toBe(false);

  // The others differ only in their commands, which get the same variables.
  for (const [index, name] of ['kubernetes', 'elasticache'].entries()) {
    const { id, client, pid } = replicas[index]!;
    expect(await isRunning(pid ?? 0)).toBe(true);
    const [{ exec }] = parse(await exampleText(name)).faults;
    const targets = { CACHE_BENCH_TARGETS: `${id}=${endpointName(client)}` };
    await promisify(execFile)(exec.command, exec.arguments, { env: { ...process.env, ...environment, ...targets } });
    expect(await holds(async () => !(await isRunning(pid ?? 0)))).toBe(true);
  }
});
