import { describe, expect, it } from 'vitest';
import { whatHappened } from '../../../src/fault/what-happened.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import type { FaultRecord } from '../../../src/record/sections/faults.js';
import { answerOf, makeAnswer } from '../../../src/report/answer/answer.js';
import { reporters } from '../../../src/report/registry.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';
import { hostLoss, hostLossMilestones, sentinelFailover } from '../../fixtures/records/sentinel-failover.js';

const scenario = {
  name: 'sentinel-failover',
  topology: { kind: 'sentinel', engine: 'redis', replicas: 2, shards: 1, zones: 3, tls: false },
  workload: {
    driver: 'ioredis',
    clientPolicy: 'production',
    rate: 10_000,
    valueSize: 128,
    durability: 'async',
    connections: 16,
  },
};
const client: NonNullable<RunRecord['client']> = {
  ...{ name: 'ioredis', version: '6.0.0', policy: 'production', options: {} },
  remedies: {
    deadConnection: 'A shorter socketTimeout',
    backOff: 'A retryStrategy or sentinelRetryStrategy with a lower maximum',
    staleTopology: 'Asking the cluster again',
  },
};
const base = sentinelFailover();

function drill(different: Partial<RunRecord> = {}): RunRecord {
  const fault = { ...hostLoss({}), what: 'The host of the primary died', injectedAtMs: 6_000 };
  return sentinelFailover({ scenario, client, faults: [fault], gates: [], verdict: 'pass', ...different });
}

function shard(number: number, hurtBy: readonly string[], notOk: number): NonNullable<RunRecord['shards']>[number] {
  return { shard: number, hurtBy, operations: { ok: 100, notOk }, longestOutage: { writeMs: null, readMs: null } };
}

function losing(
  lost: number,
  gate: string | null,
  causes: Partial<NonNullable<RunRecord['writeSafety']['causes']>>,
  faults?: RunRecord['faults'],
): RunRecord {
  const none = { inFlight: 0, election: 0, zombie: 0, wipe: 0, clobbered: 0, eviction: 0, unexplained: 0 };
  const fates = { survived: 0, lost, recovered: 0, vanished: 0, duplicated: 0, unexpected: 0 };
  const limit = Number(/[\d]+$/.exec(gate ?? '')?.[0] ?? 0);
  const judged = {
    expression: gate ?? '',
    observed: lost,
    limit,
    unit: 'count',
    verdict: 'pass',
    explanation: '',
  } as const;
  return drill({
    ...(faults !== undefined && { faults }),
    writeSafety: { ...base.writeSafety, fates, causes: { ...none, ...causes } },
    gates: gate === null ? [] : [judged],
  });
}

const paragraph = (record: RunRecord) => makeAnswer(record).sentences.join(' ');

describe('the answer of a drill', () => {
  it('states what failed when, how long servers and clients were unavailable, and who the clients were', () => {
    expect(paragraph(drill())).toMatch(
      /^The host of the primary died at 6 s\. Redis was back after 1\.53 s, the clients \(ioredis, policy production\) after 2\.31 s\. /,
    );
  });

  it('states what the clients added, why, and which setting would change it', () => {
    expect(paragraph(drill())).toContain(
      'The clients added 772 ms of their own, mostly waiting before reconnecting. A retryStrategy or sentinelRetryStrategy with a lower maximum would shorten it.',
    );
  });

  it.each([
    [{}, 'on dead connections'],
    [{ repliesWithheld: true }, 'that did not come'],
  ] as const)('calls a connection dead only if its server is: %o', (fault, waitedFor) => {
    const phases = base.phases.map((phase) => ({ ...phase, errors: { timeout: 9 } }));
    const faults = drill().faults.map((one) => ({ ...one, ...fault }));
    expect(paragraph(drill({ phases, faults }))).toContain(`mostly waiting for replies ${waitedFor}. A shorter`);
  });

  it('names the settings of the client at hand', () => {
    const remedies = { ...client.remedies!, backOff: 'A socket.reconnectStrategy with a lower maximum' };
    expect(paragraph(drill({ client: { ...client, name: '@redis/client', remedies } }))).toContain(
      'mostly waiting before reconnecting. A socket.reconnectStrategy with a lower maximum would shorten it.',
    );
  });

  it.each([
    { movedAtMs: 6_000 + 1_540 + 600, cause: 'mostly until the endpoint led to the new primary.' },
    { movedAtMs: 6_000 + 1_540 + 60, cause: 'mostly waiting before reconnecting.' },
  ])('blames the endpoint of a managed service only for the time until it moved, at $movedAtMs ms', (moved) => {
    const event = { type: 'learned-primary', by: 'endpoint', node: 'n2', atMs: moved.movedAtMs } as const;
    expect(paragraph(drill({ events: [event] }))).toContain(`The clients added 772 ms of their own, ${moved.cause}`);
  });

  it('does not give the length of an outage as the time of recovery, if it began long after the strike', () => {
    const [fault] = drill().faults;
    const unavailability = { writeMs: 79, readMs: 77, proberWriteMs: 82, proberReadMs: 82, ended: true };
    const milestones = fault!.milestones.map((shard) => ({ ...shard, writesBackMs: 1_650, readsBackMs: 1_651 }));
    expect(paragraph(drill({ faults: [{ ...fault!, unavailability, milestones }] }))).toContain(
      'Meanwhile, Redis was away for at most 82 ms, the clients (ioredis, policy production) for at most 79 ms.',
    );
  });

  it('never states an outage that is shorter than one of the table, or none beside one', () => {
    const [fault] = drill().faults;
    const answerWith = (unavailability: Partial<RunRecord['faults'][number]['unavailability']>, backMs: number) => {
      const milestones = fault!.milestones.map((shard) => ({ ...shard, writesBackMs: backMs, readsBackMs: backMs }));
      const merged = { ...fault!.unavailability, outages: [], ...unavailability, ended: true };
      return paragraph(drill({ faults: [{ ...fault!, unavailability: merged, milestones }] }));
    };
    const clients = 'the clients (ioredis, policy production)';
    expect(answerWith({ writeMs: 36, readMs: 44, proberWriteMs: 42, proberReadMs: 42 }, 44)).toContain(
      `Redis was back after 42 ms, ${clients} after 44 ms.`,
    );
    expect(answerWith({ writeMs: 49, readMs: 62, proberWriteMs: 69, proberReadMs: 70 }, 936)).toContain(
      `Meanwhile, Redis was away for at most 70 ms, ${clients} for at most 62 ms.`,
    );
    expect(answerWith({ writeMs: 43, readMs: 45, proberWriteMs: 6, proberReadMs: 6 }, 4_438)).toContain(
      `Redis answered throughout; meanwhile, ${clients} were without service for at most 45 ms.`,
    );
    expect(answerWith({ writeMs: 30, readMs: 63, proberWriteMs: 31, proberReadMs: 31 }, 157)).toContain(
      `Redis answered throughout; meanwhile, ${clients} were without service for at most 63 ms.`,
    );
    expect(answerWith({ writeMs: 43, readMs: 45, proberWriteMs: null, proberReadMs: null }, 4_438)).toContain(
      `Meanwhile, ${clients} were without service for at most 45 ms.`,
    );
  });

  it('ascribes an outage shared by several faults to the one that struck closest to its start', () => {
    const [fault] = drill().faults;
    const outages = [{ shard: 0, sort: 'write' as const, startMs: 6_320, durationMs: 988 }];
    const unavailability = { ...fault!.unavailability, writeMs: 988, readMs: 986, outages };
    const struckAt = (injectedAtMs: number) => ({ ...fault!, injectedAtMs, unavailability });
    expect(paragraph(drill({ faults: [struckAt(1_000), struckAt(3_000), struckAt(6_000)] }))).toContain(
      '3 faults struck (host-loss); the worst outage followed at 6 s.',
    );
    expect(paragraph(drill({ faults: [struckAt(1_000), struckAt(6_300), struckAt(7_000)] }))).toContain(
      'the worst outage followed at 6.30 s.',
    );
  });

  it('describes the outage of reads if no write was due meanwhile, and says so if clients had none', () => {
    const [fault] = drill().faults;
    const answerWith = (readMs: number) => {
      const unavailability = { writeMs: 0, readMs, proberWriteMs: 684, proberReadMs: 683, ended: true };
      const milestones = fault!.milestones.map((shard) => ({ ...shard, writesBackMs: 0, readsBackMs: readMs }));
      return paragraph(drill({ faults: [{ ...fault!, unavailability, milestones }] }));
    };
    expect(answerWith(454)).toContain(
      'Redis was back after 683 ms, the clients (ioredis, policy production) after 454 ms.',
    );
    expect(answerWith(0)).toContain(
      'Redis was away for at most 684 ms, but the clients (ioredis, policy production) had no outage.',
    );
  });

  it('states how long clients were still down after the cluster was back', () => {
    const [fault] = drill().faults;
    const unavailability = { writeMs: 17_000, readMs: 17_000, proberWriteMs: 2_000, proberReadMs: 2_000, ended: false };
    expect(paragraph(drill({ faults: [{ ...fault!, unavailability }] }))).toContain(
      'Redis was back after 2 s; the clients (ioredis, policy production) were still down 15 s after the cluster was back, 17 s in all.',
    );
    const neverBack = { ...unavailability, proberWriteMs: 16_983, proberReadMs: 16_983, proberEnded: false };
    expect(paragraph(drill({ faults: [{ ...fault!, unavailability: neverBack }] }))).toContain(
      'Redis and the clients (ioredis, policy production) were still without service when the run ended, after 17 s.',
    );
    const gate = { expression: 'unavailability.write < 10s', limit: 10_000, unit: 'ms', verdict: 'fail' } as const;
    const gates = [{ ...gate, observed: 17_000, explanation: '' }];
    expect(paragraph(drill({ faults: [{ ...fault!, unavailability }], gates }))).toContain(
      'were still down 15 s after the cluster was back, 17 s in all; this drill allows less than 10 s.',
    );
  });

  it.each([
    ['unavailability.write < 10s', 10_000, 'after 2.31 s; this drill allows less than 10 s.'],
    ['unavailability.write <= 2s', 2_000, 'after 2.31 s; this drill allows 2 s.'],
    ['unavailability.write >= 1s', 1_000, 'after 2.31 s.'],
    ['unavailability.read < 10s', 10_000, 'after 2.31 s.'],
  ])('says whether the outage is allowed by %s', (expression, limit, end) => {
    const gate = { expression, observed: 2_310, limit, unit: 'ms', verdict: 'pass', explanation: '' } as const;
    expect(makeAnswer(drill({ gates: [gate] })).sentences[1]).toMatch(new RegExp(`${end.replaceAll('.', '\\.')}$`));
  });

  it('states that clients of a pool continued with the other servers', () => {
    const [fault] = drill().faults;
    const unavailability = { writeMs: 559, readMs: 559, proberWriteMs: 6_050, proberReadMs: 6_050, ended: true };
    const { topology } = drill();
    const nodes = topology.nodes.map((node) => ({ ...node, role: 'server' as const }));
    const faults = [{ ...fault!, unavailability }];
    const { scenario } = drill();
    const ejecting = { ...scenario, topology: { ...(scenario.topology as object), ejectLost: true } };
    const pool = drill({ faults, topology: { ...topology, nodes }, scenario: ejecting });
    expect(paragraph(pool)).toContain(
      'The clients (ioredis, policy production) were served by the other servers after 559 ms; the server itself was back after 6.05 s.',
    );
    expect(makeAnswer(pool).setting).toContain(`${nodes.length} servers, 3 zones`);
    // Without redistribution, they had to wait for it.
    expect(paragraph(drill({ faults, topology: { ...topology, nodes } }))).not.toContain('other servers');
  });

  it('calls no write lost that may only have been evicted or expired, and says no limit is broken by it', () => {
    const record = losing(595, 'lost_writes == 0', { eviction: 595 });
    const writeSafety = { ...record.writeSafety, verdict: 'unknown' as const, reason: '2,498 keys expired.' };
    const answer = paragraph({ ...record, writeSafety });
    expect(answer).toContain(
      '595 of 87,981 acknowledged writes are gone because keys were evicted or expired. That is not the loss of a write, but may hide one: 2,498 keys expired.',
    );
    expect(answer).not.toContain('allows none');
  });

  it('states that nobody noticed', () => {
    const [fault] = drill().faults;
    const unavailability = { writeMs: 12, readMs: 8, proberWriteMs: 20, proberReadMs: 20, ended: true };
    expect(paragraph(drill({ faults: [{ ...fault!, unavailability }] }))).toContain('It caused no outage');
  });

  it.each([
    [
      losing(7, 'lost_writes <= 2000', { inFlight: 7 }),
      '7 of 87,981 acknowledged writes were lost, all in flight when the fault struck; this drill allows 2,000.',
    ],
    [
      losing(1, 'lost_writes <= 2000', { inFlight: 1 }),
      '1 of 87,981 acknowledged writes was lost, in flight when the fault struck; this drill allows 2,000.',
    ],
    [
      losing(9, 'lost_writes == 0', { zombie: 8, wipe: 1 }),
      '9 of 87,981 acknowledged writes were lost: 8 acknowledged by the old primary while it was being replaced, 1 because data was wiped; this drill allows none.',
    ],
    [
      losing(3, 'lost_writes >= 1', { election: 3 }),
      'because a replica with less data was elected; this drill is meant to lose at least 1.',
    ],
    [
      losing(2, null, { inFlight: 2 }),
      '2 of 87,981 acknowledged writes were lost, all in flight when the fault struck.',
    ],
  ])('states what was lost and whether that is allowed', (record, sentence) => {
    expect(paragraph(record)).toContain(sentence);
  });

  describe('when nothing was lost', () => {
    const { inFlight } = hostLoss();
    const failover = (changes: Partial<FaultRecord>) => losing(0, null, {}, [hostLoss(changes)]);
    const none = { discardedWrites: { acknowledged: 0, unacknowledged: 3 } };
    const intervals = (okUntilMs: number) =>
      Array.from({ length: 80 }, (_, number) => ({
        ...base.timeline.intervals[0]!,
        startMs: number * 100,
        ok: number * 100 < okUntilMs ? 9 : 0,
      }));

    it.each([
      [
        'no write was in the links',
        failover({ inFlight: { ...inFlight, ...none } }),
        ': no acknowledged write was in flight to the elected replica when the fault struck.',
      ],
      [
        'only the process died',
        failover({ primaryDied: true, inFlight: { ...inFlight, discardedWrites: null, discardedLinkBytes: null } }),
        ': only the process died, and what it had sent still reached the replicas.',
      ],
      [
        'replicas had confirmed each write',
        { ...failover({}), writeSafety: { ...failover({}).writeSafety, durability: 'wait:2' } },
        ': each had reached 2 replicas before it was acknowledged.',
      ],
      [
        'a replica had each write on disk',
        { ...failover({}), writeSafety: { ...failover({}).writeSafety, durability: 'waitaof:1,1' } },
        ': each was on the disk of 1 replica before it was acknowledged.',
      ],
      [
        'the primary was idle',
        { ...failover({}), timeline: { intervalMs: 100, intervals: intervals(5_700) } },
        ': no operation had succeeded in the 300 ms before the fault.',
      ],
      [
        'the links were encrypted',
        failover({ primaryDied: true, inFlight: { ...inFlight, discardedWrites: null } }),
        '; the record does not show why.',
      ],
      [
        'two faults have different reasons',
        losing(0, null, {}, [
          hostLoss({ inFlight: { ...inFlight, ...none } }),
          hostLoss({ primaryDied: true, inFlight: { ...inFlight, discardedWrites: null, discardedLinkBytes: null } }),
        ]),
        '; the record does not show why.',
      ],
      ['no primary died', failover({ inFlight: { ...inFlight, discardedWrites: null } }), '.'],
      [
        'no replica was promoted',
        failover({ primaryDied: true, milestones: [hostLossMilestones({ promotedMs: null })] }),
        '.',
      ],
    ])('explains it: %s', (_, record, reason) => {
      expect(makeAnswer(record).sentences).toContain(`None of the 87,981 acknowledged writes was lost${reason}`);
    });
  });

  it('states once when and how the run was interrupted', () => {
    const run = { ...base.run, interrupted: true };
    const events = [{ atMs: 12_300, type: 'interrupted', signal: 'SIGTERM' }] as const;
    const [first] = makeAnswer(drill({ run, events })).sentences;
    expect(first).toBe('The run was interrupted by SIGTERM at 12.3 s; the figures cover the time until then.');
    const text = reporters.terminal.render(drill({ run, events }), { columns: 200, colour: false, recordPath: null });
    expect(text.match(/until then/g)).toHaveLength(1);
  });

  it('explains late retries in plain words', () => {
    const fates = { survived: 0, lost: 0, recovered: 0, vanished: 0, duplicated: 1, unexpected: 10 };
    const text = paragraph(drill({ writeSafety: { ...base.writeSafety, fates } }));
    expect(text).toContain('1 write was applied twice.');
    expect(text).toContain("10 older writes were applied late by the client's own retries and overwrote newer ones.");
  });

  it('attributes stale values of a returning pool server to it, not to late writes', () => {
    const lost = losing(3, null, { clobbered: 3 });
    const fates = { ...lost.writeSafety.fates!, unexpected: 1 };
    const nodes = lost.topology.nodes.map((node) => ({ ...node, role: 'server' as const }));
    const pool = { ...lost, topology: { ...lost.topology, nodes }, writeSafety: { ...lost.writeSafety, fates } };
    expect(paragraph(pool)).toContain('lost, hidden by older values when a server returned to the pool.');
    expect(paragraph(pool)).toContain('1 older write reappeared when its server returned to the pool.');
  });

  describe('when gates were not met', () => {
    const gate = (changes: Partial<RunRecord['gates'][number]>) => ({
      expression: 'lost_writes == 0',
      observed: null,
      limit: 0,
      unit: 'count',
      verdict: 'unknown' as const,
      explanation: 'A long explanation. In two sentences.',
      ...changes,
    });
    const last = (...gates: RunRecord['gates']) =>
      makeAnswer(drill({ gates, verdict: gates[0]?.verdict ?? 'pass' })).sentences.at(-1);

    it('names the gate that is unknown and the cause, and no more', () => {
      const reason = 'the audit has no verdict';
      expect(last(gate({ reason }))).toBe('The gate lost_writes == 0 could not be judged: the audit has no verdict.');
      expect(last(gate({ reason: 'nothing was sent' }), gate({}), gate({}))).toBe(
        'The gate lost_writes == 0 could not be judged: nothing was sent. 2 other gates could not be judged either.',
      );
      expect(last(gate({}))).toBe('The gate lost_writes == 0 could not be judged.');
    });

    it('counts the gates that failed', () => {
      expect(last(gate({ verdict: 'fail' }), gate({ verdict: 'fail' }), gate({ verdict: 'pass' }))).toBe(
        'The gate lost_writes == 0 failed. 1 other gate failed too.',
      );
    });
  });

  it('does not take clients for recovered of which some failed until the end', () => {
    const { timeline } = drill();
    const failing = (fromMs: number, toMs: number) => ({
      ...timeline,
      intervals: timeline.intervals.map((interval) => {
        const fails = interval.startMs >= fromMs && interval.startMs < toMs;
        return { ...interval, ok: 75, fail: 0, dropped: 0, indeterminate: fails ? 25 : 0 };
      }),
    });
    const sentence = 'But until the run ended, 25 % of the operations still failed or got no reply in time.';
    expect(paragraph(drill({ timeline: failing(6_000, 1e9) }))).toContain(sentence);
    const endMs = timeline.intervals.at(-1)!.startMs;
    expect(paragraph(drill({ timeline: failing(6_000, endMs - 2_000) }))).not.toContain('until the run ended');
  });

  it('names the shards that were not affected', () => {
    const shards = [shard(0, ['host-loss'], 9), shard(1, [], 0), shard(2, [], 0)];
    expect(paragraph(drill({ shards }))).toContain('Shards 1 and 2 were not affected.');
    const six = [0, 1, 2, 3, 4, 5].map((number) => shard(number, number === 3 ? ['host-loss'] : [], 0));
    expect(paragraph(drill({ shards: six }))).toContain('The other 5 shards were not affected.');
  });

  it('does not call shards unaffected that had outages without being hit', () => {
    const outage = (number: number, durationMs: number) =>
      ({ shard: number, sort: 'read', startMs: 6_100, durationMs }) as const;
    const otherOutages = [outage(1, 284), outage(2, 310), outage(0, 900)];
    const answerWith = (failed: number) =>
      paragraph(drill({ otherOutages, shards: [shard(0, ['host-loss'], 9), shard(1, [], failed), shard(2, [], 0)] }));
    expect(answerWith(0)).toContain('Shards 1 and 2 were not hit, but had outages of up to 310 ms.');
    expect(answerWith(4)).toContain(
      'Shards 1 and 2 were not hit, but 4 of 204 operations failed there, in outages of up to 310 ms.',
    );
  });

  it('names the servers of a pool that were not affected', () => {
    const shards = [0, 1, 2].map((number) => ({
      shard: number,
      hurtBy: number === 1 ? ['kill-process'] : [],
      operations: { ok: 100, notOk: 0 },
      longestOutage: { writeMs: null, readMs: null },
    }));
    const { topology } = drill();
    const [node] = topology.nodes;
    const nodes = [0, 1, 2].map((number) => ({ ...node!, id: `n${number + 1}`, shard: number }));
    expect(paragraph(drill({ shards, topology: { ...topology, nodes } }))).toContain(
      'Servers n1 and n3 were not affected.',
    );
  });

  it('has the setting in one line', () => {
    expect(makeAnswer(drill()).setting).toBe(
      'sentinel, redis 7.0.15, 1 shard × 2 replicas, 3 zones, no TLS, 10,000/s, 16 connections, values of 128 B, durability async, ioredis, policy production',
    );
  });
});

describe('the setting', () => {
  it('names the address of a target', () => {
    const { topology } = drill();
    const target = { ...scenario.topology, target: 'redis://user:secret@cache.example:6380' };
    const nodes = topology.nodes.slice(0, 1).map((node) => ({ ...node, host: 'cache.example', port: 6380 }));
    const { setting } = makeAnswer(
      drill({ scenario: { ...scenario, topology: target }, topology: { ...topology, kind: 'external', nodes } }),
    );
    expect(setting).toMatch(/^external target cache\.example:6380, redis 7\.0\.15, 1 node, /);
  });

  it('mentions replicas only if there are some', () => {
    const alone = { ...scenario.topology, replicas: 0 };
    expect(makeAnswer(drill({ scenario: { ...scenario, topology: alone } })).setting).toContain(', 1 shard, 3 zones, ');
  });
});

describe('the answer of a run without faults', () => {
  it.each([
    ['2m', '2,000,000/s'],
    ['2500/s', '2,500/s'],
    ['max', 'closed loop'],
  ])('formats the rate %s as planned', (rate, text) => {
    const { workload } = scenario;
    const { setting } = makeAnswer(drill({ scenario: { ...scenario, workload: { ...workload, rate } } }));
    expect(setting.split(', ')).toContain(text);
  });

  it('states the speed and what succeeded', () => {
    expect(paragraph(fixtureRecords['healthy-steady-state'])).toMatch(
      /^No fault was injected\. 10,000 operations\/s for 20 s: p50 response time 342 µs, p99 2\.34 ms\. All 200,000 operations succeeded\./,
    );
  });

  it.each([
    [[{ shard: 0, sort: 'write', startMs: 4_000, durationMs: 2_000 }], 'Writes were away for 2 s from 4 s on, and no'],
    [
      [
        { shard: 0, sort: 'write', startMs: 4_100, durationMs: 15_900 },
        { shard: 0, sort: 'read', startMs: 4_000, durationMs: 16_000 },
      ],
      'Reads and writes were away for 16 s from 4 s on, until the run ended, and no',
    ],
    [[{ shard: 0, sort: 'read', startMs: 4_000, durationMs: 600 }], undefined],
  ] as const)('says if service was away without a fault: %o', (otherOutages, expected) => {
    const text = paragraph({ ...fixtureRecords['healthy-steady-state'], otherOutages });
    if (expected === undefined) expect(text).not.toContain('away');
    else expect(text).toContain(`${expected} fault explains it.`);
  });

  it('says that a planned fault never struck', () => {
    const faults = [{ at: '6s', 'host-loss': { target: 'primary' } }];
    expect(paragraph(drill({ scenario: { ...scenario, faults }, faults: [] }))).toMatch(
      /^No fault had been injected when the run ended\. /,
    );
  });

  it('mentions stalls of the load generator last', () => {
    const stalls = [{ startMs: 1_000, durationMs: 200, where: 'machine' as const }];
    expect(makeAnswer(drill({ stalls })).sentences.at(-1)).toMatch(/^The load generator stalled for 200 ms at 1 s/);
  });
});

describe('the answer in reports', () => {
  it('is the one saved in the record', () => {
    const answer = { sentences: ['As it was then.'], setting: 'then' };
    expect(answerOf(drill({ answer }))).toBe(answer);
  });

  it('is identical everywhere', () => {
    const record = drill({
      answer: { sentences: ['Redis was back after 2 s.', 'Nothing was lost.'], setting: 'sentinel' },
    });
    for (const format of ['terminal', 'html', 'md', 'github', 'junit'] as const) {
      const text = reporters[format].render(record, { columns: 100, colour: false, recordPath: null });
      expect(text.replaceAll('\n', ' '), format).toContain('Redis was back after 2 s. Nothing was lost.');
    }
  });
});

describe('the description of a fault', () => {
  const node = (id: string, role: 'primary' | 'replica' | 'sentinel', shard: number | null) => ({ id, role, shard });
  it.each([
    [[node('n1', 'primary', 0)], 1, 'The host of the primary died'],
    [[node('n4', 'primary', 1)], 3, 'The host of the primary of shard 1 died'],
    [[node('n2', 'replica', 0)], 1, 'The host of replica n2 died'],
    [
      [node('n1', 'primary', 0), node('n2', 'replica', 0), node('s1', 'sentinel', null), node('s2', 'sentinel', null)],
      1,
      'The hosts of 1 primary, 1 replica and 2 sentinels died',
    ],
  ])('reads like a sentence', (struck, shardCount, sentence) => {
    expect(whatHappened('The {host|hosts} of {target} died', struck, shardCount)).toBe(sentence);
  });
});
