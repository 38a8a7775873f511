import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveReports } from '../../src/progress/live-reports.js';
import { ndjson } from '../../src/report/ndjson/ndjson.js';
import { sentinelFailover } from '../fixtures/records/sentinel-failover.js';

const record = sentinelFailover();
const { id, startedAt, measuredAt = null } = record.run;
const run = { id, scenario: String(record.scenario.name), startedAt, measuredAt };
const lineOf = (text: string) => text.trimEnd().split('\n');

describe('a report that grows while a run goes on', () => {
  let out: string;
  let recordPath: string;
  let file: string;
  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), 'cache-bench-live-'));
    recordPath = join(out, id, 'record.json');
    file = join(out, id, 'run.ndjson');
  });
  afterEach(() => rm(out, { recursive: true }));

  it('can be read before the run ends, and then has the lines of the record, each once', async () => {
    await using reports = new LiveReports(out, ['md', 'ndjson', 'ndjson']);
    reports.begin(run);
    for (const event of record.events.slice(0, 3)) reports.event(event);
    for (const interval of record.timeline.intervals.slice(0, 5)) reports.interval(interval);
    await expect.poll(() => readFile(file, 'utf8').then(lineOf)).toHaveLength(9);
    const before = await readFile(file, 'utf8');

    expect(await reports.finish(record, recordPath)).toEqual(['ndjson']);
    const after = await readFile(file, 'utf8');
    expect(after.startsWith(before)).toBe(true);
    expect(lineOf(after).toSorted()).toEqual(lineOf(ndjson.render(record)).toSorted());
    expect(await readdir(dirname(file))).toEqual(['run.ndjson']);
  });

  it('is left to the other reports if it could not be written, or the record is elsewhere', async () => {
    await writeFile(join(out, id), 'a file is in the way');
    await using blocked = new LiveReports(out, ['ndjson']);
    blocked.begin(run);
    for (const event of record.events) blocked.event(event);
    expect(await blocked.finish(record, recordPath)).toEqual([]);

    await using moved = new LiveReports(join(out, 'other'), ['ndjson']);
    moved.begin(run);
    expect(await moved.finish(record, recordPath)).toEqual([]);
  });

  it('writes nothing for a run that never begins', async () => {
    await using reports = new LiveReports(out, ['ndjson']);
    expect(await reports.finish(record, recordPath)).toEqual([]);
    expect(await readdir(out)).toEqual([]);
  });
});
