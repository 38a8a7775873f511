import { describe, expect, it } from 'vitest';
import { load, problemsOf } from './temporary-scenario.js';

const head = 'name: mine\nphases: { duration: 60s }\nfaults:\n';

/** A scenario of 60 s with these faults, each on one line as a flow mapping. */
function withFaults(...entries: readonly string[]): string {
  return `${head}${entries.map((entry) => `  - { ${entry} }\n`).join('')}`;
}

describe('the time of a fault', () => {
  it.each([
    ['at: 5s', { kind: 'at', atMs: 5_000 }],
    ['every: 10s', { kind: 'every', firstMs: 10_000, everyMs: 10_000, untilMs: 50_000 }],
    ['every: 10s, at: 5s, until: 40s', { kind: 'every', firstMs: 5_000, everyMs: 10_000, untilMs: 40_000 }],
    ['random: { between: [5s, 50s], count: 3 }', { kind: 'random', fromMs: 5_000, toMs: 50_000, count: 3 }],
    ['random: { between: [5s, 50s] }', { kind: 'random', fromMs: 5_000, toMs: 50_000, count: 1 }],
  ])('can be written as %s', async (written, timing) => {
    const { scenario } = await load(withFaults(`${written}, kill-process: {}`));
    expect(scenario.faults[0]?.timing).toEqual(timing);
  });

  it('can be a milestone of the previous fault, or of another one', async () => {
    const first = 'at: 5s, kill-process: {}, recover: replace';
    const { scenario, document } = await load(
      withFaults(first, 'when: promoted, kill-process: {}', 'when: joined, of: 0, delay: 200ms, kill-process: {}'),
    );
    expect(scenario.faults.slice(1).map(({ timing }) => timing)).toEqual([
      { kind: 'when', trigger: 'promoted', of: 0, delayMs: 0 },
      { kind: 'when', trigger: 'joined', of: 0, delayMs: 200 },
    ]);
    expect(document.faults[1]).toMatchObject({ when: 'promoted', delay: '0s' });
    expect(document.faults[1]).not.toHaveProperty('at');
  });

  it('can coincide with another fault', async () => {
    const { scenario } = await load(
      withFaults('at: 5s, kill-process: {}', 'at: 5s, pause-process: { target: replica }'),
    );
    expect(scenario.faults).toHaveLength(2);
  });

  it('raises a warning if its recovery is after the end of the load', async () => {
    const { warnings } = await load(withFaults('every: 20s, at: 18s, kill-process: {}, recover: replace'));
    expect(warnings).toEqual([
      { code: 'late-recovery', message: expect.stringMatching(/^faults\.0 recovers after the load has ended at 1m/) },
    ]);
  });

  it.each([
    ['no moment', ['kill-process: {}'], '4:5 faults.0: expected a time: one of at, every, when and random, found none'],
    [
      'a moment and a milestone',
      ['at: 5s, kill-process: {}', 'at: 5s, when: promoted, kill-process: {}'],
      '5:11 faults.1.at: expected one of when and at, found when and at',
    ],
    [
      'an end without rounds',
      ['at: 5s, until: 9s, kill-process: {}'],
      '4:22 faults.0.until: expected no until without every, found at and until',
    ],
    [
      'a delay of nothing',
      ['at: 5s, delay: 9s, kill-process: {}'],
      '4:22 faults.0.delay: expected no delay without when, found at and delay',
    ],
    [
      'rounds shorter than a second',
      ['every: 900ms, kill-process: {}'],
      '4:14 faults.0.every: expected a duration from 1s to 24h, found "900ms"',
    ],
    [
      'a misspelt milestone',
      ['at: 5s, kill-process: {}', 'when: promotd, kill-process: {}'],
      '5:13 faults.1.when: expected one of detected, agreed, promoted, healed, joined, redundant, found "promotd"; did you mean "promoted"?',
    ],
    [
      'nothing to wait for',
      ['when: promoted, kill-process: {}'],
      '4:13 faults.0.when: expected an earlier fault in the list to wait for, found none',
    ],
    [
      'itself to wait for',
      ['at: 5s, kill-process: {}', 'when: promoted, of: 1, kill-process: {}'],
      '5:27 faults.1.of: expected the position of an earlier fault, from 0 to 0, found 1',
    ],
    [
      'a return that is not planned',
      ['at: 5s, kill-process: {}', 'when: joined, kill-process: {}'],
      '5:13 faults.1.when: expected a milestone that can happen, because faults.0 brings no node back (its recover is none), found joined',
    ],
    [
      'a fault after the end',
      ['at: 60s, kill-process: {}'],
      '4:11 faults.0.at: expected a moment before the load ends at 1m, found 1m',
    ],
    [
      'rounds after the end',
      ['every: 10s, until: 70s, kill-process: {}'],
      '4:26 faults.0.until: expected a moment before the load ends at 1m, found 70s',
    ],
    [
      'rounds that end before they begin',
      ['every: 10s, until: 9s, kill-process: {}'],
      '4:26 faults.0.until: expected a moment at or after the first round at 10s, found 9s',
    ],
    [
      'a random moment after the end',
      ['random: { between: [5s, 70s] }, kill-process: {}'],
      '4:31 faults.0.random.between.1: expected a moment before the load ends at 1m, found 70s',
    ],
    [
      'random moments the wrong way round',
      ['random: { between: [9s, 5s] }, kill-process: {}'],
      '4:26 faults.0.random.between: expected the earlier moment first, found 9s and 5s',
    ],
    [
      'a single random moment',
      ['random: { between: [9s] }, kill-process: {}'],
      '4:26 faults.0.random.between: expected two moments, such as [5s, 60s], found a list',
    ],
    [
      'more strikes than anybody reads',
      ['every: 1s, pause-process: {}, after: 100ms', 'every: 1s, at: 1500ms, pause-process: {}, after: 100ms'],
      '5:5 faults.1: expected at most 100 strikes in total, found 118',
    ],
    [
      'a strike on a node that is still down',
      [
        'at: 5s, kill-process: { target: { node: n2 } }, recover: restart',
        'at: 7s, kill-process: { target: { node: n2 } }',
      ],
      '5:11 faults.1.at: expected a strike on n2 after 8s, when faults.0 has brought it back, found 7s',
    ],
    [
      'rounds on a node that is still down',
      ['every: 2s, until: 9s, kill-process: { target: { node: n2 } }, recover: restart'],
      '4:14 faults.0.every: expected a strike on n2 after 5s, when faults.0 has brought it back, found 4s',
    ],
    [
      'a strike on a node that is replaced',
      ['every: 9s, kill-process: { target: { node: n2 } }, recover: replace'],
      '4:14 faults.0.every: expected a node that still exists, because faults.0 replaces n2 with one of another name (recover: restart keeps it), found n2',
    ],
  ])('is rejected with its place: %s', async (_, entries, expected) => {
    expect(await problemsOf(withFaults(...entries))).toEqual([`given.yaml:${expected}`]);
  });

  it('is rejected if nothing detects or promotes', async () => {
    const entries = withFaults('at: 5s, kill-process: {}', 'when: agreed, kill-process: {}');
    const topology = 'topology: { kind: standalone, replicas: 0 }\n';
    expect(await problemsOf(`${entries}${topology}`)).toEqual([
      'given.yaml:5:13 faults.1.when: expected a milestone that can happen, because topology standalone has no failure detection, found agreed',
    ]);
  });
});
