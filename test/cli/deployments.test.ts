import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunRecord } from '../../src/record/run-record.js';
import { readyIn } from '../../src/session/program-answer.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { fixture, run, savedRecord } from './drill/run.js';
import { openTerminals, type Terminals } from './drill/session.js';

const examples = join(import.meta.dirname, '..', '..', 'examples', 'deployments');

/** Runs an example soon and briefly, with stand-ins for the tools that it uses. */
async function drill(name: string, target: string): Promise<RunRecord> {
  await using folder = await temporaryFolder();
  for (const tool of ['aws', 'docker', 'kubectl']) {
    const file = join(folder.path, tool);
    await writeFile(file, `#!/bin/sh\nexec ${process.execPath} '${fixture('stand-in.mjs')}' ${tool} "$@"\n`);
    await chmod(file, 0o755);
  }
  const scenario = join(folder.path, `${name}.yaml`);
  const text = await readFile(join(examples, `${name}.yaml`), 'utf8');
  await writeFile(scenario, text.replace(/- at: \w+$/m, '- at: 1s'));
  const environment = {
    PATH: `${folder.path}${delimiter}${process.env.PATH}`,
    REPLICATION_GROUP: 'my-cache',
    NAMESPACE: 'caches',
  };
  const given = ['run', scenario, '--target', target, '--rate', '200', '--warmup', '0s', '--duration', '8s'];
  const { stderr, files } = await run(given, { environment });
  const record = savedRecord(files);
  expect(record.faults, stderr).toHaveLength(1);
  return record;
}

async function start(terminals: Terminals, ...given: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await terminals.up(...given, '--no-relays', '--json');
  return readyIn(stdout.slice(0, stdout.indexOf('\n')))?.environment ?? {};
}

test.each(['compose', 'kubernetes'])(
  'the example %s kills the primary of sentinels, and follows the failover',
  async (name) => {
    await using terminals = await openTerminals();
    const sentinel = ['--topology', 'sentinel', '--replicas', '2', '--set', 'topology.sentinel.downAfter=500ms'];
    const { REDIS_SENTINELS, REDIS_SENTINEL_NAME } = await start(terminals, ...sentinel);
    const { faults } = await drill(name, `redis+sentinel://${REDIS_SENTINELS}/${REDIS_SENTINEL_NAME}`);
    expect(faults[0]?.proof).toBe('sh exited with 0');
    expect(faults[0]?.milestones).toMatchObject([{ promotedMs: expect.any(Number), routedMs: expect.any(Number) }]);
  },
);

test('the example for ElastiCache fails over behind its primary endpoint', async () => {
  await using terminals = await openTerminals();
  const { REDIS_URL = '' } = await start(
    terminals,
    '--topology',
    'managed',
    '--replicas',
    '2',
    '--set',
    'topology.managed.detectAfter=500ms',
    '--set',
    'topology.managed.dnsDelay=500ms',
  );
  const { proof, milestones, unavailability } = (await drill('elasticache', REDIS_URL)).faults[0]!;
  expect(proof).toBe('sh exited with 0');
  expect(milestones).toMatchObject([{ writesBackMs: expect.any(Number), readsBackMs: expect.any(Number) }]);
  expect(unavailability).toMatchObject({ ended: true, proberWriteMs: expect.any(Number) });
});
