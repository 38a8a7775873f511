import { describe, expect, test } from 'vitest';
import { RunLog } from '../../src/progress/run-log.js';
import { Session, type SessionOrder } from '../../src/session/session.js';
import type { ClusterNode } from '../../src/topology/cluster.js';
import type { Cluster } from '../../src/topology/topology.js';
import type { TopologyPlan } from '../../src/topology/topology-plan.js';
import { fakeCluster, fakeNode } from '../fakes/fake-cluster.js';

const topology: TopologyPlan = {
  kind: 'sentinel',
  engine: 'redis',
  engineVersion: null,
  replicas: 2,
  shards: 1,
  zones: 1,
  links: null,
  tls: false,
  password: false,
  config: {},
  sentinel: { count: 3, downAfterMs: 1_000, failoverTimeoutMs: 1_000, quorum: 2 },
  basePort: null,
};
const kill: SessionOrder = { name: 'kill-process', options: { target: 'primary' }, recover: 'none', afterMs: null };

function setUp(given: Partial<Cluster> = {}, others: readonly ClusterNode[] = []) {
  const nodes = [fakeNode('n1', 'primary'), fakeNode('n2', 'replica'), fakeNode('n3', 'replica'), ...others];
  const events: string[] = [];
  const log = new RunLog((body) => {
    events.push(body.type === 'warning' ? body.code : body.type === 'milestone' ? body.milestone : body.type);
  });
  const cluster = fakeCluster(nodes, given);
  const context = { cluster, topology, relays: false, log, seed: 1, startMs: 0 };
  return { nodes, events, session: new Session(context) };
}

describe('a cluster with faults on request', () => {
  test('is struck, returns the proof, and lists the fault until it is healed', async () => {
    const { session, events } = setUp();
    await using _end = session;
    const struck = await session.strike(kill);
    expect(struck).toMatchObject({ name: 'kill-process', targets: ['n1'], proof: expect.stringContaining('gone') });
    expect(session.activeFaults).toEqual([struck]);
    expect(await session.heal('none')).toEqual({ healed: [struck], started: [], down: ['n1'] });
    expect(session.activeFaults).toEqual([]);
    // A dead process was not healed, and nothing reports it.
    expect(events).toEqual(['fault-injected']);
  });

  test('brings dead nodes back as requested, and counts a replaced one as back', async () => {
    const { session, nodes } = setUp();
    await using _end = session;
    await session.strike(kill);
    expect(await session.heal('replace')).toMatchObject({ started: ['n4'], down: [] });
    expect(nodes.map((node) => session.isReplaced(node))).toEqual([true, false, false, false]);
    expect(await session.heal('replace')).toEqual({ healed: [], started: [], down: [] });
  });

  test('recovers by itself after the given time', async () => {
    const { session, nodes, events } = setUp();
    await using _end = session;
    await session.strike({ ...kill, recover: 'replace', afterMs: 0 });
    await expect.poll(() => nodes.map(({ id }) => id)).toContain('n4');
    await expect.poll(() => session.activeFaults).toEqual([]);
    expect(events.slice(0, 3)).toEqual(['fault-injected', 'node-started', 'fault-healed']);
  });

  test('reports when nodes that were brought back have joined, and when redundancy is restored', async () => {
    const { session, events } = setUp();
    await using _end = session;
    await session.strike({ ...kill, recover: 'replace', afterMs: 60 });
    await expect.poll(() => events).toEqual(expect.arrayContaining(['replacementJoined', 'redundancyRestored']));
  });

  test('restarts a sentinel that is to be replaced, since its peers would still count the dead one', async () => {
    const restarted: string[] = [];
    const sentinel = fakeNode('s1', 'sentinel');
    const restart = async (node: ClusterNode) => void restarted.push(node.id);
    const { session, nodes } = setUp({ restart }, [sentinel]);
    await using _end = session;
    await session.strike({ ...kill, options: { target: { node: 's1' } } });
    expect(await session.heal('replace')).toMatchObject({ started: ['s1'] });
    expect(restarted).toEqual(['s1']);
    expect(nodes.map((node) => session.isReplaced(node))).toEqual([false, false, false, false]);
  });

  test('brings the other nodes back when one cannot be brought back, and fails with the reason', async () => {
    const restarted: string[] = [];
    const restart = async ({ id }: ClusterNode) => {
      if (id === 'n1') throw new Error('it does not start');
      restarted.push(id);
    };
    const { session } = setUp({ restart });
    await using _end = session;
    await session.strike({ ...kill, options: { target: 'every-node' } });
    await expect(session.heal('restart')).rejects.toThrow('n1 could not be started again. it does not start');
    expect(restarted).toEqual(['n2', 'n3']);
    expect(session.activeFaults).toEqual([]);
  });

  test('reports why a recovery failed, and continues', async () => {
    const { session, events } = setUp();
    await using _end = session;
    await session.strike({ ...kill, recover: 'restart', afterMs: 0 });
    await expect.poll(() => events).toContain('recovery-failed');
    expect(await session.heal('none')).toMatchObject({ down: ['n1'] });
  });

  test('executes requests one at a time: two replicas in turn, never the same one twice', async () => {
    const { session } = setUp();
    await using _end = session;
    const replica = { ...kill, options: { target: 'replica' } };
    const struck = await Promise.all([session.strike(replica), session.strike(replica)]);
    expect(struck.flatMap(({ targets }) => targets).sort()).toEqual(['n2', 'n3']);
  });

  test('says when a fault reached a milestone, and that it did not in time', async () => {
    const { session } = setUp();
    await using _end = session;
    const first = await session.strike({ ...kill, recover: 'replace', afterMs: 50 });
    expect(first.number).toBe(1);
    const joinedAtMs = await session.reached(1, 'joined', 60_000);
    expect(joinedAtMs).toBeGreaterThanOrEqual(first.atMs + 50);
    // What was reached before is answered at once.
    expect(await session.reached(1, 'joined', 0)).toBe(joinedAtMs);
    expect(await session.reached(1, 'promoted', 0)).toBeNull();
    await expect(session.reached(2, 'joined', 0)).rejects.toThrow('This cluster has had no fault number 2.');
  });

  test('accepts no request while it is shutting down', async () => {
    const { session } = setUp();
    await session[Symbol.asyncDispose]();
    await expect(session.strike(kill)).rejects.toThrow('The cluster is shutting down.');
  });
});

test.each<[Partial<SessionOrder>, RegExp]>([
  [{ name: 'earthquake' }, /knows no fault "earthquake"/],
  [{ name: 'constructor' }, /knows no fault "constructor"/],
  [{ options: { signl: 'SIGTERM' } }, /does not know these options/],
  [{ options: { target: { node: 'n9' } } }, /This cluster doesn't support kill-process: target node n9/],
  [{ recover: 'replace' }, /--recover needs --after/],
  [{ name: 'pause-process', recover: 'restart', afterMs: 1 }, /leaves its target alive/],
  [{ name: 'host-loss' }, /needs relays in front of the nodes/],
  [{ name: 'origin-kill', options: {} }, /doesn't support origin-kill: it requires a run with an origin/],
  [{ name: 'expire-hot-key', options: {} }, /it strikes the keys of a load, which only a run has/],
])('the request %o is a usage error before anything is struck', async (order, says) => {
  const { session, events } = setUp();
  await using _end = session;
  await expect(session.strike({ ...kill, ...order })).rejects.toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(says) }),
  );
  expect(events).toEqual([]);
});
