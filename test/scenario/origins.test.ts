import { describe, expect, it } from 'vitest';
import { origins } from '../../src/origin/registry.js';
import { formatScenario } from '../../src/scenario/format-scenario.js';
import { load, problemsOf } from './temporary-scenario.js';

const origin = 'origin: { kind: postgres }\n';
const withPattern = (own = '', workload = '') =>
  `name: mine\n${origin}workload: { pattern: { kind: cache-aside${own} }${workload} }\n`;

const onMemcached = (own = '', workload = '') => `${withPattern(own, workload)}topology: { kind: memcached }\n`;

describe('an origin and a pattern', () => {
  it('have their defaults in the document, which is the same when it is read again', async () => {
    const first = await load(withPattern());
    expect(first.document.origin).toEqual({
      kind: 'postgres',
      connections: 20,
      connectTimeout: '200ms',
      statementTimeout: '1s',
      readTime: '0ms',
      writeTime: '0ms',
    });
    expect(first.document.workload).toMatchObject({
      pattern: { kind: 'cache-aside', ttl: '60s', jitter: '10%', invalidate: 'delete', stampede: 'none' },
      preload: false,
      audit: 'off',
    });
    expect((await load(formatScenario(first.document))).document).toEqual(first.document);
  });

  it('are absent from other scenarios', async () => {
    const { document, scenario } = await load('name: mine\n');
    expect(document).not.toHaveProperty('origin');
    expect(document.workload).not.toHaveProperty('pattern');
    expect(scenario).toMatchObject({ origin: null, workload: { pattern: null, audit: 'chain', preload: true } });
  });

  it.each([
    ['', ', protocol: text'],
    [', invalidate: set, missing: 1%, negativeTtl: 5s', ', protocol: text'],
    [', stampede: lock, invalidate: mark-stale, staleFor: 5s', ''],
    [', invalidate: set-if-newer, stampede: lease, leaseTime: 2s', ''],
  ])('work on memcached with%s%s', async (own, workload) => {
    expect(await problemsOf(onMemcached(own, workload))).toEqual([]);
  });

  it.each([
    ['name: mine\norigin: { kind: postgres }\n', /origin: expected workload\.pattern/],
    ['name: mine\nworkload: { pattern: { kind: cache-aside } }\n', /pattern: expected an origin behind the cache/],
    [
      'name: mine\norigin: { kind: oracle }\n',
      new RegExp(`expected one of ${Object.keys(origins).join(', ')}, found "oracle"`),
    ],
    ['name: mine\norigin: { kind: existing }\n', /expected url with kind existing/],
    ['name: mine\norigin: { kind: postgres, concurrency: 3 }\n', /one of the options of postgres \(connections, /],
    ['name: mine\norigin: { kind: postgres, conections: 3 }\n', /did you mean "connections"/],
    ['name: mine\norigin: { kind: postgres, readTime: 5 }\n', /origin\.readTime: expected a duration/],
    [withPattern(', ttl: 0ms'), /pattern\.ttl: expected a duration from/],
    [withPattern(', jitter: 200%'), /pattern\.jitter: expected a share/],
    [withPattern(', invalidate: never'), /expected one of delete, delete-twice, set, set-if-newer/],
    [withPattern(', beta: 2'), /pattern\.beta: expected none without stampede xfetch, found 2/],
    [withPattern(', leaseTime: 2s'), /pattern\.leaseTime: expected none without stampede lock or lease, found "2s"/],
    [withPattern(', secondDeleteAfter: 2s'), /expected none without invalidate delete-twice/],
    [withPattern(', negativeTtl: 2s'), /expected none without missing rows/],
    [withPattern(', flushEvery: 2s'), /one of the options of cache-aside/],
    [
      withPattern('').replace('cache-aside', 'write-behind, ttl: 1s, flushEvery: 1s'),
      /less than the shortest lifetime/,
    ],
    [
      `${withPattern(', stampede: lease', ', readFrom: any')}topology: { kind: cluster }\n`,
      /workload\.readFrom: expected primary/,
    ],
    [withPattern('', ', mix: { get: 1, incr: 1 }'), /expected only get and set with workload\.pattern, found incr/],
    [withPattern('', ', ttl: 5s'), /workload\.ttl: expected null/],
    [withPattern('', ', audit: chain'), /workload\.audit: expected off/],
    [withPattern('', ', preload: true'), /workload\.preload: expected false/],
    [withPattern('', ', keys: 19'), /workload\.keys: expected at least 20/],
    [withPattern('', ', valueSize: 10'), /workload\.valueSize: expected at least 24 bytes/],
    [withPattern('', ', commands: [{ command: GET __key__ }]'), /workload\.commands: expected none/],
    [withPattern(', invalidate: mark-stale'), /pattern\.invalidate: expected another way, because only memcached/],
    [withPattern(', markedFor: 5s'), /pattern\.markedFor: expected none without invalidate mark-stale/],
    [onMemcached(', stampede: xfetch'), /pattern\.stampede: expected another protection, because memcached reports/],
    [onMemcached(', ttl: 1500ms'), /pattern\.ttl: expected whole seconds, because memcached .*, found 1500ms/],
    [
      onMemcached(', invalidate: mark-stale, markedFor: 100ms'),
      /pattern\.markedFor: expected whole seconds, because memcached .*, found 100ms/,
    ],
    [onMemcached(', ttl: 700h'), /pattern\.ttl: expected at most 720h with jitter .*, found 770h/],
    [onMemcached(', stampede: lease', ', protocol: text'), /workload\.protocol: expected meta, because this pattern/],
  ])('are refused where they make no sense: %s', async (text, problem) => {
    const problems = await problemsOf(text);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  it('never show the password of a database', async () => {
    const url = 'postgres://me:s3@cr3t@db/app';
    const text = withPattern().replace(origin, `origin: { kind: existing, url: "${url}" }\n`);
    const { document, scenario } = await load(text);
    expect(JSON.stringify(document)).not.toContain('cr3t');
    expect(document.origin?.url).toBe('postgres://me@db/app');
    expect(scenario.origin?.options.url).toBe(url);
  });

  it('can be struck by faults, each of which is healed', async () => {
    const faults = (...entries: readonly string[]) =>
      `faults: [${entries.map((entry) => `{ ${entry} }`).join(', ')}]\n`;
    const kill = 'at: 1s, origin-kill: {}';
    const others = ['origin-stop', 'origin-slow', 'origin-limit'].map((name) => `at: 2s, ${name}: {}`);
    expect(await problemsOf(withPattern() + faults(kill, ...others, 'when: healed, of: 0, flush: {}'))).toEqual([]);
    expect(await problemsOf(`name: mine\n${faults(kill)}`)).toEqual([
      expect.stringMatching(
        /faults\.0\.origin-kill: it requires a run with an origin \(origin.kind: postgres or http\)/,
      ),
    ]);
    const existing = withPattern().replace(origin, 'origin: { kind: existing, url: "postgres://me@db/app" }\n');
    expect(await problemsOf(existing + faults(kill))).toEqual([
      expect.stringContaining('the process of origin existing is out of reach'),
    ]);
    expect(await problemsOf(withPattern() + faults(`${kill}, recover: restart`))).toEqual([
      expect.stringContaining('expected none, because origin-kill strikes no node and is itself healed after 3s'),
    ]);
    expect(await problemsOf(withPattern() + faults(kill, 'when: detected, flush: {}'))).toEqual([
      expect.stringContaining('because faults.0 strikes the origin, which is only healed, found detected'),
    ]);
  });

  it('answer gates on the origin, which other scenarios refuse', async () => {
    const gates = 'gates: [offload_ratio >= 90%, origin_latency.p99 < 1s, stale_reads == 0, stale_reads.race == 0]\n';
    expect(await problemsOf(withPattern() + gates)).toEqual([]);
    expect(await problemsOf('name: mine\ngates: [offload_ratio >= 90%]\n')).toEqual([
      expect.stringContaining('which needs an origin'),
    ]);
  });
});
