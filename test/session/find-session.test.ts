import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSessions, idOf, pickSession } from '../../src/session/find-session.js';
import { serveControl } from '../../src/session/serve-control.js';

const site = (id: string) => ({ id, socket: `/tmp/cache-bench-${id}/control` });

describe('which cluster is meant', () => {
  const [one, other] = [site('abc1'), site('abd2')];

  test('the only one, said or not', () => {
    expect(pickSession([one], undefined)).toBe(one);
    expect(pickSession([one], 'a')).toBe(one);
  });

  test('the one whose id starts so', () => {
    expect(pickSession([one, other], 'abd')).toBe(other);
  });

  test.each([
    [[], undefined, 'No cluster is up. Start one in another terminal: cache-bench up'],
    [[one], 'x', 'No cluster that is up has an id that starts with "x". There are: abc1'],
    [[one, other], undefined, '2 clusters are up: abc1, abd2. Choose one with --cluster ID.'],
    [[one, other], 'ab', '2 clusters are up: abc1, abd2. Choose one with --cluster ID.'],
  ])('of %o by %s none: usage', (sites, id, message) => {
    expect(() => pickSession(sites, id)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });
});

describe('clusters that are found', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'cb-find-'));
  });
  afterEach(() => rm(parent, { recursive: true }));

  test('are those whose program answers, by id; not a run, a rest, or a link to elsewhere', async () => {
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

  test('are none where there is no folder', async () => {
    expect(await findSessions(join(parent, 'nowhere'))).toEqual([]);
  });
});

test('the id is the end of the folder', () => {
  expect(idOf('/tmp/cache-bench-tests/cache-bench-12ab-34')).toBe('12ab-34');
});
