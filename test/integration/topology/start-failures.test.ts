import { existsSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { claimPort } from '../../../src/engine/ports.js';
import type { SentinelPlan } from '../../../src/topology/sentinel/sentinel-options.js';
import type { StartContext } from '../../../src/topology/topology.js';
import { writeFakeServer } from '../../engine/fixtures/fake-server.js';
import { temporaryFolder } from '../../engine/fixtures/temporary-folder.js';
import { topologies } from '../fixtures/built.js';
import { clusterSite, redis, sentinelPlan } from '../fixtures/cluster.js';

const links = { betweenZones: { delayMs: 1 } };

/** Starts a cluster that can't start; returns the error once nothing of it is left. */
async function failingStart(
  plan: Partial<SentinelPlan>,
  given: Partial<StartContext> = {},
  onLaunch: (launches: number) => void = () => {},
): Promise<Error> {
  const site = await clusterSite(given);
  let launches = 0;
  const watchdog = {
    ...site.context.watchdog,
    get launchPrefix() {
      launches += 1;
      onLaunch(launches);
      return site.context.watchdog.launchPrefix;
    },
  };
  const error = await topologies.sentinel.start({ ...sentinelPlan, ...plan }, { ...site.context, watchdog }).then(
    () => new Error('it started'),
    (failure: Error) => failure,
  );
  expect(await pidsIn(site.folder)).toEqual([]);
  await site[Symbol.asyncDispose]();
  expect(existsSync(site.folder)).toBe(false);
  return error;
}

/** The processes that run in a folder; Linux only. */
async function pidsIn(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).map(Number).filter((pid) => pid > 0);
  const found = await Promise.all(
    pids.map(async (pid) =>
      (await readlink(`/proc/${pid}/cwd`).catch(() => '')).startsWith(`${folder}/`) ? [pid] : [],
    ),
  );
  return found.flat();
}

describe('a cluster that cannot start leaves nothing behind', () => {
  it('if its servers end at once, and quotes them', async () => {
    await using folder = await temporaryFolder();
    const path = await writeFakeServer(`${folder.path}/server`, 'echo "no stomach for this"; exit 3');
    const error = await failingStart({ links }, { binary: { ...redis, path } });
    expect(error.name).toBe('EnvironmentError');
    expect(error.message).toMatch(
      /The server [ns]\d did not start: it exited with code 3\. Its last lines:\n {2}no stomach/,
    );
  });

  it('if a directive is refused, and quotes the log', async () => {
    const error = await failingStart({ config: { 'maxmemory-policy': 'sometimes' } });
    expect(error.name).toBe('EnvironmentError');
    expect(error.message).toMatch(/The server n\d did not start: it exited with code 1/);
    expect(error.message).toContain('maxmemory-policy');
  });

  it('if a port of basePort is taken, and names it', async () => {
    const taken = await claimPort('127.0.2.1', null);
    const error = await failingStart({ links, basePort: taken.port - 1 });
    await taken.release();
    expect(error.name).toBe('EnvironmentError');
    expect(error.message).toContain(`Port ${taken.port} on 127.0.2.1 is taken`);
  });

  it('if its binary is gone', async () => {
    const error = await failingStart({}, { binary: { ...redis, path: '/nowhere/redis-server' } });
    expect(error.name).toBe('EnvironmentError');
    expect(error.message).toContain('/nowhere/redis-server');
  });

  it.each([0, 1, 4, 6])('if it is aborted at launch %d', async (moment) => {
    const abort = new AbortController();
    if (moment === 0) abort.abort();
    const onLaunch = (launches: number) => {
      if (launches === moment) abort.abort();
    };
    const error = await failingStart({ links }, { signal: abort.signal }, onLaunch);
    expect(error.name).toBe('InterruptedError');
  });
});
