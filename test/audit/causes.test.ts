import { describe, expect, it } from 'vitest';
import type { AuditedFault } from '../../src/audit/classify-loss.js';
import { judgeWrites } from '../../src/audit/judge.js';
import type { JudgeInput } from '../../src/audit/judge-input.js';
import { missing } from '../../src/audit/observation.js';
import type { LinkEvidence, RelayEvidence } from '../../src/audit/relay-evidence.js';
import type { LossCause } from '../../src/model/write-fates.js';
import { hostLoss, judgeInput, type Write } from './judge-setup.js';

/** One write, acknowledged at `atMs`, whose key shows the preloaded value (or nothing) at the end. */
function causeOf(atMs: number, changes: Partial<JudgeInput>, found = 0): LossCause | undefined {
  const { causes } = judgeWrites(judgeInput([[{ ok: 0, atMs }]], [found], changes)).writeSafety;
  return (Object.entries(causes ?? {}) as [LossCause, number][]).find(([, count]) => count > 0)?.[0];
}

const zombie = hostLoss({ name: 'pause-process', leavesZombie: true });

describe('the cause of a loss', () => {
  it.each<[string, number, readonly AuditedFault[], LossCause]>([
    ['in flight when it was acknowledged before the fault', 990, [hostLoss()], 'inFlight'],
    ['in flight when the answer was read before the promotion', 1005, [hostLoss()], 'inFlight'],
    [
      'in flight when nobody was promoted and the answer was on its way',
      1005,
      [hostLoss({ promotedAtMs: null })],
      'inFlight',
    ],
    ['unexplained when it was acknowledged after the promotion', 2500, [hostLoss()], 'unexplained'],
    ['unexplained without a fault', 990, [], 'unexplained'],
    ['unexplained by a fault that struck no primary', 990, [hostLoss({ shard: null })], 'unexplained'],
    ['unexplained by a fault of another shard', 990, [hostLoss({ shard: 1 })], 'unexplained'],
    ['unexplained by a fault after it was seen', 990, [hostLoss({ injectedAtMs: 200_000 })], 'unexplained'],
    ['in flight when a paused primary had acknowledged it before', 990, [zombie], 'inFlight'],
    ['zombie when a paused primary acknowledged it afterwards', 1005, [zombie], 'zombie'],
    ['zombie after the promotion too', 9000, [zombie], 'zombie'],
    ['unexplained once the zombie had given up', 9000, [{ ...zombie, zombieUntilMs: 8000 }], 'unexplained'],
    ['unexplained where a slow primary was never replaced', 1005, [{ ...zombie, promotedAtMs: null }], 'unexplained'],
    [
      'in flight of the next fault where a slow primary was never replaced',
      1005,
      [{ ...zombie, promotedAtMs: null }, hostLoss({ injectedAtMs: 1010 })],
      'inFlight',
    ],
    [
      'in flight of the next fault once the zombie had given up',
      9000,
      [{ ...zombie, zombieUntilMs: 8000 }, hostLoss({ injectedAtMs: 9001 })],
      'inFlight',
    ],
  ])('is %s', (_, atMs, faults, cause) => {
    expect(causeOf(atMs, { faults })).toBe(cause);
  });

  it.each<[string, Partial<JudgeInput>, LossCause]>([
    ['wipe when canaries are gone too', { canaries: { written: 4, found: 0 } }, 'wipe'],
    ['eviction when the servers evicted keys', { evictedKeys: 1 }, 'eviction'],
    ['eviction when keys expired', { expiredKeys: 1 }, 'eviction'],
    ['eviction when it took some canaries', { evictedKeys: 9, canaries: { written: 4, found: 3 } }, 'eviction'],
    ['wipe when no canary is left beside evictions', { evictedKeys: 9, canaries: { written: 4, found: 0 } }, 'wipe'],
    [
      'eviction when it can have taken every canary, and no server was emptied',
      { evictedKeys: 9, canaries: { written: 4, found: 0 }, serversKeptData: true },
      'eviction',
    ],
    [
      'wipe when fewer keys were evicted than canaries are gone',
      { evictedKeys: 3, canaries: { written: 4, found: 0 }, serversKeptData: true },
      'wipe',
    ],
    ['a server that is gone for good, and took the key', { gone: { servers: 1, took: () => true } }, 'serverGone'],
    [
      'a wipe when the server that is gone did not have the key',
      { gone: { servers: 1, took: () => false }, canaries: { written: 4, found: 0 } },
      'wipe',
    ],
    ['clobbered when its server came back to the pool without it', { wasElsewhere: () => true }, 'clobbered'],
    ['not known when no server of the pool had left', { wasElsewhere: () => false }, 'unexplained'],
    ['that of the fault when only the key is gone', { faults: [hostLoss()] }, 'inFlight'],
  ])('of a missing key is %s', (_, changes, cause) => {
    expect(causeOf(990, changes, missing)).toBe(cause);
  });

  it('never counts evictions as losses', () => {
    const { writeSafety } = judgeWrites(judgeInput([[{ ok: 0, atMs: 10 }]], [missing], { evictedKeys: 1 }));
    expect(writeSafety.verdict).toBe('unknown');
    expect(writeSafety.causes?.eviction).toBe(1);
  });

  it('is clobbered after a late write, whatever the fault', () => {
    const writes: readonly Write[] = ['doubt', { ok: 0, atMs: 990 }];
    const { causes } = judgeWrites(judgeInput([writes], [1], { faults: [zombie] })).writeSafety;
    expect(causes?.clobbered).toBe(1);
  });

  it('is zombie if two primaries were active, and clobbered if there was one', () => {
    const writes: readonly Write[] = [
      { ok: 0, atMs: 900 },
      { ok: 1, atMs: 1100 },
      { ok: 1, atMs: 1200 },
      { ok: 2, atMs: 1300 },
    ];
    const causes = (faults: readonly AuditedFault[]) =>
      judgeWrites(judgeInput([writes], [4], { faults })).writeSafety.causes;
    expect(causes([zombie])).toMatchObject({ zombie: 1, clobbered: 0 });
    expect(causes([])).toMatchObject({ zombie: 0, clobbered: 1 });
  });
});

describe('the ledger and the relays', () => {
  const lostWrites: readonly Write[] = [
    { ok: 0, atMs: 900 },
    { ok: 1, atMs: 950 },
    { ok: 2, atMs: 990 },
    { ok: 1, atMs: 2500 },
  ];

  it('agree when each lost write was discarded', () => {
    expect(judgeWithRelay(lostWrites, 4, { discarded: [2, 3], lastRead: 3 })).toMatchObject({
      discardedWrites: { acknowledged: 2, unacknowledged: 0 },
      unsentWrites: 0,
      disagreements: 0,
      verdict: 'unsafe',
    });
  });

  it('agree when a lost write is later than the last one the relay read', () => {
    expect(judgeWithRelay(lostWrites, 4, { discarded: [2], lastRead: 2 })).toMatchObject({
      discardedWrites: { acknowledged: 1, unacknowledged: 0 },
      unsentWrites: 1,
      disagreements: 0,
    });
  });

  it('agree when the relay read no write of the key', () => {
    expect(judgeWithRelay(lostWrites, 4, { discarded: [], lastRead: undefined })).toMatchObject({
      unsentWrites: 2,
      disagreements: 0,
    });
  });

  it('agree about a discarded write that was never acknowledged', () => {
    const writes: readonly Write[] = [{ ok: 0, atMs: 900 }, 'doubt', { ok: 1, atMs: 2500 }];
    expect(judgeWithRelay(writes, 3, { discarded: [2], lastRead: 2 })).toMatchObject({
      discardedWrites: { acknowledged: 0, unacknowledged: 1 },
      disagreements: 0,
      verdict: 'safe',
    });
  });

  it('agree about a retried write that the next primary acknowledged', () => {
    const writes: readonly Write[] = [
      { ok: 0, atMs: 900 },
      { ok: 1, atMs: 2500 },
    ];
    expect(judgeWithRelay(writes, 2, { discarded: [2], lastRead: 2 })).toMatchObject({
      discardedWrites: { acknowledged: 0, unacknowledged: 1 },
      disagreements: 0,
    });
  });

  it('disagree about a lost write that was delivered', () => {
    const found = judgeWithRelay(lostWrites, 4, { discarded: [3], lastRead: 3 });
    expect(found).toMatchObject({ disagreements: 1, verdict: 'unknown' });
    expect(found.reason).toContain('disagree about 1 writes');
  });

  it('disagree about a discarded write that survived', () => {
    const writes: readonly Write[] = [
      { ok: 0, atMs: 900 },
      { ok: 1, atMs: 950 },
    ];
    expect(judgeWithRelay(writes, 2, { discarded: [2], lastRead: 2 })).toMatchObject({
      discardedWrites: { acknowledged: 1, unacknowledged: 0 },
      disagreements: 1,
      verdict: 'unknown',
    });
  });

  it('together find the loss that an unanswered write hides', () => {
    const writes: readonly Write[] = [{ ok: 0, atMs: 900 }, { ok: 1, atMs: 950 }, 'doubt', { ok: 3, atMs: 2600 }];
    expect(judgeWithRelay(writes, 4, { discarded: [2], lastRead: 2 })).toMatchObject({
      disagreements: 0,
      verdict: 'unsafe',
      lost: 1,
    });
  });

  it('together find a covered loss that the final read-back alone misses', () => {
    const unobserved: readonly Write[] = [900, 950, 2500].map((atMs) => ({ ok: -3, atMs }));
    const found = judgeWithRelay(unobserved, 3, { discarded: [2], lastRead: 2 }, { auditMode: 'final' });
    expect(found).toMatchObject({ disagreements: 0, verdict: 'unsafe', lost: 1 });
  });

  it('name the election when another surviving replica had the write', () => {
    const other = linkTo('n3', { discarded: [], lastRead: 3 });
    const found = judgeWithRelay(lostWrites, 4, { discarded: [2, 3], lastRead: 3 }, {}, [other]);
    expect(found.causes).toMatchObject({ election: 2, inFlight: 0 });
  });

  it('do not name the election when that replica died too', () => {
    const other = { ...linkTo('n3', { discarded: [], lastRead: 3 }), survived: false };
    const found = judgeWithRelay(lostWrites, 4, { discarded: [2, 3], lastRead: 3 }, {}, [other]);
    expect(found.causes).toMatchObject({ election: 0, inFlight: 2 });
  });

  it('do not disagree when there was no read-back', () => {
    const writes: readonly Write[] = [
      { ok: 0, atMs: 900 },
      { ok: 1, atMs: 950 },
    ];
    expect(judgeWithRelay(writes, 2, { discarded: [2], lastRead: 2 }, { readback: null })).toMatchObject({
      discardedWrites: { acknowledged: 1, unacknowledged: 0 },
      disagreements: 0,
      verdict: 'unknown',
    });
  });

  it('are null, with a doubt, when the elected replica has no link', () => {
    const relay: RelayEvidence = { electedReplica: 'n9', links: [linkTo('n2', { discarded: [], lastRead: 3 })] };
    const { writeSafety, perFault } = judgeWrites(
      judgeInput([[{ ok: 0, atMs: 10 }]], [1], { faults: [hostLoss({ relay })] }),
    );
    expect(perFault).toEqual([{ discardedWrites: null, unsentWrites: null, disagreements: 0 }]);
    expect(writeSafety.reason).toContain('no link to the replica that was elected');
  });
});

interface LinkFigures {
  readonly discarded: readonly number[];
  readonly lastRead: number | undefined;
}

function linkTo(replica: string, { discarded, lastRead }: LinkFigures): LinkEvidence {
  return {
    replica,
    survived: true,
    discarded: discarded.map((sequence) => ({ keyIndex: 0, sequence })),
    lastRead: new Map(lastRead === undefined ? [] : [[0, lastRead]]),
  };
}

function judgeWithRelay(
  writes: readonly Write[],
  value: number,
  figures: LinkFigures,
  changes: Partial<JudgeInput> = {},
  others: readonly LinkEvidence[] = [],
) {
  const relay: RelayEvidence = { electedReplica: 'n2', links: [linkTo('n2', figures), ...others] };
  const { writeSafety, perFault } = judgeWrites(
    judgeInput([writes], [value], { faults: [hostLoss({ relay })], ...changes }),
  );
  const { verdict, reason, causes, fates } = writeSafety;
  return { ...perFault[0]!, verdict, reason, causes, lost: fates?.lost };
}
