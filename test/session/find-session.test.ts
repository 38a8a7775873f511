import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSessions, idOf, pickSession } from '../../src/session/find-session.js';
import { serveControl } from '../../src/session/serve-control.js';

const site = (id: string) => ({ id, socket: `/tmp/cache-bench-${id}/control` });

describe('selecting a cluster', () => {
  const [one, other] = [site('abc1'), site('abd2')];

  test('finds the only one, with or without an id', () => {
    expect(pickSession([one], undefined)).toBe(one);
    expect(pickSession([one], 'a')).toBe(one);
  });

  test('finds one by the start of its id', () => {
    expect(pickSession([one, other], 'abd')).toBe(other);
  });

  test.each([
    [[], undefined, 'No cluster is up. Start one in another terminal: cache-bench up'],
    [[one], 'x', 'No running cluster has an id that starts with "x". Clusters: abc1'],
    [[one, other], undefined, '2 clusters are up: abc1, abd2. Choose one with --cluster ID.'],
    [[one, other], 'ab', '2 clusters are up: abc1, abd2. Choose one with --cluster ID.'],
  ])('of %o by %s is a usage error', (sites, id, message) => {
    expect(() => pickSession(sites, id)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });
});

describe('the running clusters', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'cb-find-'));
  });
  afterEach(() => rm(parent, { recursive: true }));

  test('are those whose program responds, by id; not a run, a leftover, or a link elsewhere', async () => {
    for (const name of ['cache-bench-b', 'cache-bench-a', 'cache-bench-run', 'cache-bench-rest', 'elsewhere'])
      await mkdir(join(parent, name));
    await writeFile(join(parent, 'cache-bench-rest', 'control'), '');
    await symlink(join(parent, 'elsewhere'), join(parent, 'cache-bench-link'));
    const handle = async () => null;
    await using _b = await serveControl(join(parent, 'cache-bench-b', 'control'), handle);
    await using _a = await serveControl(join(parent, 'cache-bench-a', 'control'), handle);
    await using _elsewhere = await serveControl(join(parent, 'elsewhere', 'control'), handle);
    expect(await findSessions(parent)).toEqual([
      { id: 'a', socket: join(parent, 'cache-bench-a', 'control') },
      { id: 'b', socket: join(parent, 'cache-bench-b', 'control') },
    ]);
  });

  test('are none without a folder', async () => {
    expect(await findSessions(join(parent, 'nowhere'))).toEqual([]);
  });
});

test('have the end of the folder name as their id', () => {
  expect(idOf('/tmp/cache-bench-tests/cache-bench-12ab-34')).toBe('12ab-34');
});
