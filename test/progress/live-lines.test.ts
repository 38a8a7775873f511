import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeRoles } from '../../src/model/node.js';
import { awaitedStep } from '../../src/progress/awaited-step.js';
import { liveLines } from '../../src/progress/live-lines.js';
import { emptyLiveState, type LiveState, withChange, withTick } from '../../src/progress/live-state.js';
import { createPaint } from '../../src/report/terminal/paint.js';
import { textWidth } from '../../src/report/text-width.js';
import { expectGolden } from '../expect-golden.js';
import { exampleTick } from './example-tick.js';

const paint = createPaint(false);

describe('the live view', () => {
  it.each([60, 80, 160])('shows load, the last minute, fault and nodes in %i columns', async (columns) => {
    const lines = liveLines(duringFailover(), { columns, rows: 24, paint });
    await expectGolden(`${lines.join('\n')}\n`, `test/golden/live-view.${columns}.txt`);
  });

  it.each([60, 80, 160])('shows progress in %i columns', async (columns) => {
    const works = [
      { label: 'preload', elapsedMs: 3_200, done: 450_000, total: 1_000_000, unit: 'keys' },
      { label: 'starting the cluster', elapsedMs: 2_300, done: 0, total: null, unit: null },
      { label: 'warmup', elapsedMs: 1_500, done: 1_500, total: 2_000, unit: null },
    ];
    const lines = works.flatMap((work) =>
      liveLines(withChange(emptyLiveState, { type: 'work', work }), { columns, rows: 24, paint }),
    );
    await expectGolden(`${lines.join('\n')}\n`, `test/golden/live-work.${columns}.txt`);
  });

  it.each([60, 80, 120, 200])('shows an outage of two shards in %i columns', async (columns) => {
    const open = [0, 2].flatMap((shard) =>
      (['write', 'read'] as const).map((sort) => ({ shard, sort, lengthMs: 1_380 - 50 * shard })),
    );
    const operations = { planned: 9_000, sent: 400, ok: 0, fail: 380, indeterminate: 20, dropped: 8_600 };
    const struck = withChange(
      { ...emptyLiveState, phase: 'failover' },
      { type: 'strike', fault: 'zone-loss', targets: ['n1', 'n3'], atMs: 6_000, ...steps },
    );
    const noticed = withChange(struck, { type: 'milestone', name: 'detected', atMs: 7_020, strikeAtMs: null });
    const state = withChange(
      withTick(noticed, { ...tick, atMs: 7_400, ratePerSecond: 0, p50Us: null, p99Us: null, operations }),
      {
        type: 'outage',
        atMs: 7_400,
        open,
      },
    );
    const lines = liveLines(state, { columns, rows: 24, paint });
    await expectGolden(`${lines.join('\n')}\n`, `test/golden/live-outage.${columns}.txt`);
  });

  it('names awaited steps until all of them have happened', () => {
    const outages = [{ shard: null, sort: 'write', lengthMs: 900 }] as const;
    const strike = { fault: 'host-loss', targets: ['n1'], atMs: 0, ...steps };
    const awaitedAfter = (names: readonly string[], during = outages.slice(0, 1)) =>
      awaitedStep({ ...strike, milestones: names.map((name) => ({ name, atMs: 1 })) }, during);
    expect(awaitedAfter([], [])).toBe('waiting for detection');
    expect(awaitedAfter([])).toBe('waiting for detection');
    expect(awaitedAfter(['detected'])).toBe('waiting for agreement that it is down');
    expect(awaitedAfter(['agreed'])).toBe('waiting for promotion');
    expect(awaitedAfter(['promoted', 'routed'])).toBe('waiting for the clients to recover');
    expect(awaitedAfter(['promoted'], [])).toBe('waiting for repair');
    expect(awaitedAfter(['promoted', 'healed', 'joined'], [])).toBe('waiting for full redundancy');
    expect(awaitedAfter(['promoted', 'healed', 'joined', 'redundant'], [])).toBeUndefined();
    const alone = { ...strike, failoverSteps: [], repairSteps: ['healed'], milestones: [] };
    expect(awaitedStep(alone, outages)).toBe('waiting for repair');
    expect(awaitedStep({ ...alone, repairSteps: [] }, [])).toBeUndefined();
  });

  it('counts the nodes that do not fit, and names the dead', () => {
    const nodes = Array.from({ length: 60 }, (_, index) => ({
      id: `n${index + 1}`,
      role: index < 30 ? ('primary' as const) : ('replica' as const),
      zone: `az-${(index % 3) + 1}`,
      state: index === 4 ? ('down' as const) : ('up' as const),
    }));
    const lines = liveLines(withTick(emptyLiveState, { ...tick, nodes }), { columns: 60, rows: 24, paint });
    expect(lines.at(-1)).toBe('nodes     DOWN n5, primary 29, replica 30');
  });

  it('draws a second without a success as a dot', () => {
    const state = [10, 0, 5].reduce((so, ratePerSecond) => withTick(so, { ...tick, ratePerSecond }), emptyLiveState);
    expect(liveLines(state, { columns: 80, rows: 24, paint })).toContain('minute    █·▄  top 10/s');
  });

  it('is never wider or taller than the terminal, whatever the names', () => {
    const text = fc
      .oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom('主节点', '🔥🔥🔥', 'n1'))
      .map((name) => name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?'));
    const figure = fc.double({ min: 0, max: 1e9, noNaN: true });
    const anyTick = fc.record({
      atMs: figure,
      durationMs: fc.option(figure.map((value) => value + 1)),
      ratePerSecond: figure,
      p50Us: fc.option(figure),
      p99Us: fc.option(figure),
      latencySort: fc.constant('response' as const),
      quantilesUs: fc.constant([]),
      total: fc.constant(exampleTick.total),
      operations: fc.constant(exampleTick.total.operations),
      errorsByClass: fc.dictionary(text, fc.nat()),
      nodes: fc.array(
        fc.record({
          id: text,
          role: fc.constantFrom(...nodeRoles),
          zone: text,
          state: fc.constantFrom('up' as const, 'down' as const),
        }),
      ),
    });
    const anyState = fc.record({
      phase: fc.constantFrom('', 'steady', 'failover', 'recovery'),
      tick: fc.option(anyTick, { nil: undefined }),
      rates: fc.array(figure, { maxLength: 60 }),
      strike: fc.option(
        fc.record({
          fault: text,
          targets: fc.array(text),
          atMs: figure,
          milestones: fc.array(fc.record({ name: text, atMs: figure })),
          failoverSteps: fc.subarray(['detected', 'agreed', 'promoted']),
          repairSteps: fc.subarray(['healed', 'joined', 'redundant']),
        }),
        { nil: undefined },
      ),
      outages: fc.array(
        fc.record({
          shard: fc.option(fc.nat(40)),
          sort: fc.constantFrom('read' as const, 'write' as const),
          lengthMs: figure,
        }),
      ),
      work: fc.option(
        fc.record({ label: text, elapsedMs: figure, done: figure, total: fc.option(figure), unit: fc.option(text) }),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(
        anyState,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 40 }),
        (state, columns, rows) => {
          const lines = liveLines(state, { columns, rows, paint });
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
          expect(lines.join('')).not.toMatch(/NaN|undefined|Infinity/);
        },
      ),
    );
  });
});

const tick = {
  ...exampleTick,
  atMs: 8_400,
  durationMs: 20_000,
  ratePerSecond: 4_310,
  p50Us: 410,
  p99Us: 1_002_000,
  errorsByClass: { timeout: 3, READONLY: 12 },
  nodes: [
    { id: 'n1', role: 'primary', zone: 'az-1', state: 'down' },
    { id: 'n2', role: 'primary', zone: 'az-2', state: 'up' },
    { id: 'n3', role: 'replica', zone: 'az-3', state: 'up' },
    { id: 'sentinel-1', role: 'sentinel', zone: 'az-1', state: 'up' },
    { id: 'sentinel-2', role: 'sentinel', zone: 'az-2', state: 'up' },
    { id: 'sentinel-3', role: 'sentinel', zone: 'az-3', state: 'up' },
  ],
} as const;

const steps = { failoverSteps: ['detected', 'agreed', 'promoted'], repairSteps: ['healed', 'joined', 'redundant'] };

/** A minute into a run whose primary died 2.4 s ago. */
function duringFailover(): LiveState {
  const before = Array.from({ length: 59 }, (_, second) => (second >= 57 ? 0 : 9_000 + (second % 7) * 150));
  const busy = before.reduce((state, ratePerSecond) => withTick(state, { ...tick, ratePerSecond }), {
    ...emptyLiveState,
    phase: 'recovery',
  });
  const struck = withChange(busy, { type: 'strike', fault: 'host-loss', targets: ['n1'], atMs: 6_000, ...steps });
  const reached = [
    ['detected', 7_020],
    ['agreed', 7_031],
    ['promoted', 7_530],
    ['detected', 7_600],
    ['routed', 7_902],
  ] as const;
  const state = reached.reduce(
    (so, [name, atMs]) => withChange(so, { type: 'milestone', name, atMs, strikeAtMs: null }),
    struck,
  );
  return withTick(state, tick);
}
