import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { KeyLifetimes } from '../../src/keyspace/key-lifetimes.js';
import { LeftoverKeys } from '../../src/keyspace/leftover-keys.js';
import { namesOf, type SpaceInUse, spacesInUse, stringSpace } from '../../src/keyspace/spaces-in-use.js';
import { patterns } from '../../src/load/pattern/registry.js';
import { respCommands } from '../../src/load/pattern/resp-commands.js';
import { patternOperations, planOperations } from '../../src/load/workload/plan-operations.js';
import { keyNameIn } from '../../src/model/write-stamp.js';
import { RunLog } from '../../src/progress/run-log.js';
import type { KeptKey, TargetData } from '../../src/topology/topology.js';
import { fakeCluster, fakeNode } from '../fakes/fake-cluster.js';
import { until } from '../link/fixtures/sockets.js';

const runTag = 'abcd1234';
const lists: SpaceInUse = { name: 'list', keyBase: 0, countUnit: 1, nameTemplates: ['__key__'] };

/**
 * A target that refuses to remove keys for this reason, and reports these remaining milliseconds (in turn), or nothing.
 */
async function warned(
  keep: (names: readonly string[]) => Promise<readonly KeptKey[]>,
  left: readonly number[] | null,
  mayExist = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const log = new RunLog(() => {});
  const base = fakeCluster([fakeNode('n1', 'primary')]);
  const call = async (_node: unknown, requests: readonly (readonly string[])[]) => {
    if (left === null) throw new Error('Connection is closed');
    return requests.map((_, index) => left[index % left.length]);
  };
  const data: TargetData = { ...base.data, call, remove: (_node, names) => keep(names) };
  const own = { runTag, keys: 300, inUse: [stringSpace] };
  const leftovers = new LeftoverKeys({ ...own, cluster: { ...base, data }, data, untilMs: 0 }, log);
  leftovers.mayGain(mayExist);
  await leftovers.remove();
  return log.warnings.map(({ message }) => message);
}

const refuse = async (): Promise<never> => {
  throw new Error('NOPERM no unlink');
};

describe('keys that could not be removed', () => {
  it('are none if all were removed', async () => {
    expect(await warned(async () => [], [1_000])).toEqual([]);
  });

  it('are reported with their number, the reason, and when they expire according to the server', async () => {
    expect(await warned(refuse, [59_500])).toEqual([
      '400 of 400 keys named cache-bench:abcd1234:* could not be removed from the target (NOPERM no unlink). They expire by themselves, the last in 1m.',
    ]);
  });

  it('are only those that an aborted preload may have written', async () => {
    expect(await warned(refuse, [1_000], 0)).toEqual([]);
    const [message] = await warned(refuse, null, 250);
    expect(message).toMatch(/^250 of 250 keys .* The expiry of 250 of them is unknown\.$/);
  });

  it('are reported separately if some never expire, and not at all if they are gone', async () => {
    const [message] = await warned(refuse, [59_500, -1, -2, -2]);
    expect(message).toContain('200 of 400 keys');
    expect(message).toContain(
      '100 of them expire by themselves, the last in 1m. 100 of them have no time to live and remain.',
    );
  });

  it('have no reported expiry if no server could be queried', async () => {
    const [message] = await warned(refuse, null);
    expect(message).toMatch(/The expiry of 400 of them is unknown\.$/);
  });

  it('are given up at once, without further queries, if a server is silent after an error', async () => {
    const log = new RunLog(() => {});
    const base = fakeCluster([fakeNode('n1', 'primary')]);
    let questions = 0;
    const silent = () => {
      questions += 1;
      return new Promise<never>(() => {});
    };
    const data: TargetData = { ...base.data, call: silent, remove: silent };
    const own = { runTag, keys: 300, inUse: [stringSpace] };
    const startMs = monotonicMs();
    const leftovers = new LeftoverKeys({ ...own, cluster: { ...base, data }, data, untilMs: 0 }, log);
    leftovers.mayGain(Number.POSITIVE_INFINITY);
    await leftovers[Symbol.asyncDispose]();
    expect(monotonicMs() - startMs).toBeLessThan(4_000);
    expect(questions).toBe(1);
    expect(log.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^400 of 400 .* \(no reply within 2s\)\. The expiry of 400 of them is unknown\.$/),
    ]);
  });

  it('do not prevent the removal of the others', async () => {
    const [message] = await warned(
      async (names) => names.filter((name) => name.endsWith('7')).map((name) => ({ name, reason: 'MOVED' })),
      [1_000],
    );
    expect(message).toMatch(/^40 of 400 keys .* \(MOVED\)\. They expire by themselves, the last in 1s\.$/);
  });
});

describe('keys whose commands set no time to live', () => {
  const ttls = new Map<string, number>();
  const base = fakeCluster([fakeNode('n1', 'primary')]);

  function lifetimes(refusal: string | null) {
    const log = new RunLog(() => {});
    const call = async (_node: unknown, requests: readonly (readonly string[])[]) =>
      requests.map(([command, name = '', ms]) => {
        if (refusal !== null) throw new Error(refusal);
        if (command === 'PEXPIRE') ttls.set(name, Number(ms));
        return ttls.get(name) ?? -2;
      });
    const cluster = { ...base, data: { ...base.data, call } };
    return { log, keeper: new KeyLifetimes(cluster, { runTag, keys: 3, inUse: [lists] }, 600, log) };
  }

  it('get one, and keys that have one keep it', async () => {
    const names = [0, 1, 2].map((key) => keyNameIn('list', runTag, key)) as [string, string, string];
    ttls.set(names[0], -1);
    ttls.set(names[1], 5_000);
    await using keeper = lifetimes(null).keeper;
    await until(() => ttls.get(names[0]) !== -1);
    await keeper[Symbol.asyncDispose]();
    expect(names.map((name) => ttls.get(name))).toEqual([600_000, 5_000, undefined]);
  });

  it('raise a warning if that is not permitted', async () => {
    const { log, keeper } = lifetimes('NOPERM no pttl');
    await until(() => log.warnings.length > 0);
    await keeper[Symbol.asyncDispose]();
    expect(log.warnings).toEqual([
      { code: 'keys-without-ttl', message: expect.stringContaining('+pttl and +pexpire') },
    ]);
  });
});

it('knows every key name of a free command, except those with a random part', () => {
  const commands = ['SMOVE __key__ {__key__}:b __data__', 'SET __key__:__rand__ 1'].map((command) => ({
    command,
    weight: 1,
  }));
  const operations = planOperations({ mix: {}, commands, chain: false, ttlSeconds: 600, keysPerOperation: 2 });
  const use = spacesInUse(operations).find(({ name }) => name === 'command');
  expect(use && namesOf(use, 'k')).toEqual(['k', '{k}:b']);
});

it('knows the leases of a pattern, and what it caches for rows that do not exist', () => {
  const options = { stampede: 'lease', missing: '1%', negativeTtl: '5s' };
  const plan = patterns['cache-aside'].plan(options, respCommands);
  const inUse = spacesInUse(patternOperations(plan, { get: 9, set: 1 }));
  expect(inUse.map((use) => [use.name, ...namesOf(use, 'k')])).toEqual([
    ['string', 'k', '{k}:lease'],
    ['absent', 'k'],
  ]);
});
