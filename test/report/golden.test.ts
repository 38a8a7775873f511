import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/record/run-record.js';
import { githubAnnotations } from '../../src/report/github/annotations.js';
import { reporters } from '../../src/report/registry.js';
import type { Reporter } from '../../src/report/reporter.js';
import { expectGolden } from '../expect-golden.js';
import { startNodes } from '../fixtures/records/build-record.js';
import { fixtureRecords } from '../fixtures/records/fixture-records.js';
import { withoutScripts } from './html/own-blocks.js';

const recordPath = 'reports/20260214-093012-k3v9/record.json';
const records = Object.entries<RunRecord>(fixtureRecords);

describe.each(records)('the reports of %s', (name, record) => {
  it.each([80, 120])('fit a terminal with %i columns', async (columns) => {
    const text = reporters.terminal.render(record, { columns, colour: false, recordPath });
    await expectGolden(text, `test/golden/${name}.${columns}.txt`);
    const tooLong = text.split('\n').filter((line) => [...line].length > columns);
    // Words that must stay in one piece for copying can't be broken.
    expect(tooLong.filter((line) => !line.startsWith('         '))).toEqual([]);
  });

  it('have the same content in Markdown', async () => {
    const text = reporters.md.render(record, { columns: 80, colour: false, recordPath });
    await expectGolden(text, `test/golden/${name}.md`);
  });

  it('differ in colour only by the colours', () => {
    const options = { columns: 80, recordPath };
    const plain = reporters.terminal.render(record, { ...options, colour: false });
    const painted = reporters.terminal.render(record, { ...options, colour: true });
    expect(painted).not.toBe(plain);
    expect(painted.replaceAll(new RegExp(String.raw`${'\u001b'}\[\d+m`, 'g'), '')).toBe(plain);
  });

  it.each(Object.entries<Reporter>(reporters))(
    'contain no invalid figure and no control character as %s',
    (_, reporter) => {
      const page = reporter.render(record, { columns: 80, colour: false, recordPath: null });
      // The scripts in a page have such words.
      const text = reporter === reporters.html ? withoutScripts(page) : page;
      expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/);
      expect(text.replace(/\r?\n/g, '')).not.toMatch(/\p{Cc}/u);
    },
  );
});

describe('a terminal report with 80 columns', () => {
  it('fits large figures, long names and many nodes', () => {
    const base = fixtureRecords['sentinel-failover-with-losses'];
    const big = { planned: 987_654_321, sent: 987_654_321, dropped: 0, ok: 987_654_321, fail: 0, indeterminate: 0 };
    const nodes = Array.from({ length: 60 }, (_, index) => ({
      ...startNodes[0]!,
      id: `node-${index}`,
      host: 'my-cluster.abc123.0001.use1.cache.amazonaws.com',
    }));
    const record: RunRecord = {
      ...base,
      phases: base.phases.map((phase) => ({ ...phase, operations: big })),
      topology: { ...base.topology, nodes },
      writeSafety: {
        ...base.writeSafety,
        lostSamples: base.writeSafety.lostSamples.map((sample) => ({ ...sample, acknowledgedSequence: 12_345_678 })),
      },
    };
    const text = reporters.terminal.render(record, { columns: 80, colour: false, recordPath });
    expect(text.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
  });

  it('shows no fates and no figures without an audit', () => {
    const base = fixtureRecords['healthy-steady-state'];
    const record: RunRecord = {
      ...base,
      writeSafety: { ...base.writeSafety, audit: 'off', verdict: 'unknown', fates: null },
    };
    const text = reporters.terminal.render(record, { columns: 80, colour: false, recordPath });
    expect(text.replaceAll('\n', ' ')).toContain('Lost writes were not checked: the audit was off.');
    expect(text).not.toContain('survived');
  });
});

describe('the file formats', () => {
  it.each([
    ['sentinel-failover-with-losses', 'junit', 'junit.xml'],
    ['hostile-names', 'junit', 'junit.xml'],
    ['interrupted-before-measuring', 'junit', 'junit.xml'],
    ['sentinel-failover-with-losses', 'csv', 'csv'],
    ['interrupted-before-measuring', 'csv', 'csv'],
    ['sentinel-failover-with-losses', 'hgrm', 'hgrm'],
    ['saturated', 'hgrm', 'hgrm'],
    ['interrupted-before-measuring', 'hgrm', 'hgrm'],
    ['sentinel-failover-with-losses', 'hlog', 'hlog'],
    ['saturated', 'hlog', 'hlog'],
    ['interrupted-before-measuring', 'hlog', 'hlog'],
    ['sentinel-failover-with-losses', 'openmetrics', 'metrics.txt'],
    ['saturated', 'openmetrics', 'metrics.txt'],
    ['hostile-names', 'openmetrics', 'metrics.txt'],
    ['interrupted-before-measuring', 'openmetrics', 'metrics.txt'],
    ['sentinel-failover-with-losses', 'memtier-json', 'memtier.json'],
    ['saturated', 'memtier-json', 'memtier.json'],
    ['interrupted-before-measuring', 'memtier-json', 'memtier.json'],
  ] as const)('of %s as %s', async (name, format, ending) => {
    const reporter: Reporter = reporters[format];
    const text = reporter.render(fixtureRecords[name], { columns: 80, colour: false, recordPath });
    await expectGolden(format === 'openmetrics' ? firstSamples(text) : text, `test/golden/${name}.${ending}`);
  });

  it.each(records)('of %s for a GitHub step are its Markdown report', (_, record) => {
    const options = { columns: 80, colour: false, recordPath };
    expect(reporters.github.render(record, options)).toBe(reporters.md.render(record, options));
  });

  it.each(['never-recovered', 'hostile-names', 'healthy-steady-state'] as const)(
    'of %s as annotations for GitHub',
    async (name) => {
      await expectGolden(githubAnnotations(fixtureRecords[name]), `test/golden/${name}.annotations.txt`);
    },
  );

  it('as json is the record', () => {
    const record = fixtureRecords['hostile-names'];
    const json: Reporter = reporters.json;
    const text = json.render(record, { columns: 80, colour: false, recordPath });
    expect(JSON.parse(text)).toEqual(record);
  });
});

/** Each metric with its first sample, and how many more there are: their values are checked in openmetrics/. */
function firstSamples(openMetrics: string): string {
  const lines: string[] = [];
  let more = 0;
  const endMetric = () => {
    if (more > 0) lines.push(`and ${more} more`);
    more = 0;
  };
  for (const line of openMetrics.split('\n')) {
    const isSample = line !== '' && !line.startsWith('#');
    if (isSample && !lines.at(-1)?.startsWith('#')) {
      more += 1;
      continue;
    }
    if (!isSample) endMetric();
    lines.push(line);
  }
  return lines.join('\n');
}
