import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectToAddUp } from './drill/adds-up.js';
import { filesIn, fixture, run, validRecord } from './drill/run.js';

test('two concurrent runs with the same report and temporary folders both pass and stay separate', async () => {
  const shared = await mkdtemp(join(tmpdir(), 'cb-shared-'));
  const temporary = await mkdtemp(join(shared, 'tmp-'));
  const out = join(shared, 'reports');
  const given = ['run', fixture('quiet.yaml'), '--duration', '2s', '--json', '--out', out];
  const options = { environment: { TMPDIR: temporary } };
  const ends = await Promise.all([run(given, options), run(given, options)]);
  const files = await filesIn(out);
  await rm(shared, { recursive: true });
  expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const records = ends.map(({ stdout }) => validRecord(stdout));
  const addresses = records.flatMap(({ topology }) => topology.nodes.map(({ host, port }) => `${host}:${port}`));
  expect(new Set(addresses).size).toBe(4);
  for (const record of records) {
    expect(JSON.parse(files.get(join(record.run.id, 'record.json')) ?? 'null')).toEqual(record);
    expect(record.writeSafety).toMatchObject({ verdict: 'safe', staleReads: 0 });
    expectToAddUp(record);
  }
});
