import { describe, expect, test } from 'vitest';
import type { RunEventBody } from '../../src/model/run-event.js';
import type { TopologyPlan } from '../../src/model/scenario.js';
import { type FaultOrder, Session } from '../../src/session/session.js';
import type { Cluster } from '../../src/topology/topology.js';
import { fakeCluster, fakeNode } from '../fakes/fake-cluster.js';

const topology: TopologyPlan = {
  kind: 'sentinel',
  engine: 'redis',
  engineVersion: null,
  replicas: 2,
  shards: 1,
  hashing: 'ketama',
  ejectLost: false,
  zones: 1,
  links: null,
  tls: false,
  password: false,
  config: {},
  sentinel: { count: 3, downAfterMs: 1_000, failoverTimeoutMs: 1_000, quorum: 2 },
  cluster: { nodeTimeoutMs: 1_000, requireFullCoverage: false },
  target: null,
  basePort: null,
};
const kill: FaultOrder = { name: 'kill-process', options: { target: 'primary' }, recover: 'none', afterMs: null };

function setUp(given: Partial<Cluster> = {}) {
  const nodes = [fakeNode('n1', 'primary'), fakeNode('n2', 'replica'), fakeNode('n3', 'replica')];
  const told: string[] = [];
  const log = {
    add: ({ type }: RunEventBody) => void told.push(type),
    warn: (code: string) => void told.push(code),
  };
  const cluster = fakeCluster(nodes, given);
  const context = { cluster, topology, relays: false, log, seed: 1, startMs: 0 };
  return { nodes, told, session: new Session(context) };
}

describe('a cluster that is hurt on request', () => {
  test('is struck, says how it was proved, and knows the fault until it is healed', async () => {
    const { session, told } = setUp();
    await using _end = session;
    const struck = await session.strike(kill);
    expect(struck).toMatchObject({ name: 'kill-process', targets: ['n1'], proof: expect.stringContaining('gone') });
    expect(session.activeFaults).toEqual([struck]);
    expect(await session.heal('none')).toEqual({ healed: [struck], started: [], down: ['n1'] });
    expect(session.activeFaults).toEqual([]);
    // A dead process was not healed, and nobody says so.
    expect(told).toEqual(['fault-injected']);
  });

  test('brings dead nodes back as it is told, and counts one that was replaced as back', async () => {
    const { session, nodes } = setUp();
    await using _end = session;
    await session.strike(kill);
    expect(await session.heal('replace')).toMatchObject({ started: ['n4'], down: [] });
    expect(nodes.map((node) => session.isReplaced(node))).toEqual([true, false, false, false]);
    expect(await session.heal('replace')).toEqual({ healed: [], started: [], down: [] });
  });

  test('recovers by itself after the time that was said', async () => {
    const { session, nodes, told } = setUp();
    await using _end = session;
    await session.strike({ ...kill, recover: 'replace', afterMs: 0 });
    await expect.poll(() => nodes.map(({ id }) => id)).toContain('n4');
    await expect.poll(() => session.activeFaults).toEqual([]);
    expect(told).toEqual(['fault-injected', 'node-started']);
  });

  test('says why a recovery failed, and goes on', async () => {
    const { session, told } = setUp();
    await using _end = session;
    await session.strike({ ...kill, recover: 'restart', afterMs: 0 });
    await expect.poll(() => told).toContain('recovery-failed');
    expect(await session.heal('none')).toMatchObject({ down: ['n1'] });
  });

  test('carries out one request after the other: two replicas in turn, never the same one twice', async () => {
    const { session } = setUp();
    await using _end = session;
    const replica = { ...kill, options: { target: 'replica' } };
    const struck = await Promise.all([session.strike(replica), session.strike(replica)]);
    expect(struck.flatMap(({ targets }) => targets).sort()).toEqual(['n2', 'n3']);
  });

  test('takes no order while it ends', async () => {
    const { session } = setUp();
    await session[Symbol.asyncDispose]();
    await expect(session.strike(kill)).rejects.toThrow('The cluster is being ended.');
  });
});

test.each<[Partial<FaultOrder>, RegExp]>([
  [{ name: 'earthquake' }, /knows no fault "earthquake"/],
  [{ name: 'constructor' }, /knows no fault "constructor"/],
  [{ options: { signl: 'SIGTERM' } }, /does not know these options/],
  [{ options: { target: { node: 'n9' } } }, /This cluster can't have kill-process: target node n9/],
  [{ recover: 'replace' }, /--recover needs --after/],
  [{ name: 'pause-process', recover: 'restart', afterMs: 1 }, /leaves its target alive/],
  [{ name: 'host-loss' }, /needs relays in front of the nodes/],
])('the order %o is refused as usage before anything is struck', async (order, says) => {
  const { session, told } = setUp();
  await using _end = session;
  await expect(session.strike({ ...kill, ...order })).rejects.toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(says) }),
  );
  expect(told).toEqual([]);
});
