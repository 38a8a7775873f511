import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import Trend from '../../src/commands/trend.js';
import { trendSchema } from '../../src/record/series/trend-record.js';
import { dailyRuns, saveAsArtifacts } from '../series/trend/trend-fixture.js';
import { runInProcess } from './run-in-process.js';

const trend = (...argv: readonly string[]) => runInProcess(Trend, argv);
const documentOf = async (...argv: readonly string[]) =>
  trendSchema.parse(JSON.parse((await trend(...argv, '--json')).stdout));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-bench-trend-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('trend', () => {
  it('names the first run from which a figure got worse, and exits with 3', async () => {
    await saveAsArtifacts(folder, dailyRuns(30, 18, 1.2));
    const { stdout, exitCode, stderr } = await trend(folder);
    expect([exitCode, stderr]).toEqual([3, '']);
    expect(stdout).toMatch(/^WORSE {2}worse: response_time\.p99 of steady-state since 2026-01-23 09:00/);
    expect(stdout).toMatch(/response_time\.p99 +\S+ ms +\S+ ms +[▁▂▃▄▅▆▇█]+ +WORSE since 2026-01-23 09:00/);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /response_time\.p99 rose by (19|20|21) % \(.*\) at 2026-01-23 09:00, run day-18: worse\./,
    );
    expect(stdout).toMatch(/throughput +\S+ +\S+ +[▁▂▃▄▅▆▇█]+ +no change/);
  });

  it('exits with 0 for noise, with 0 for an improvement, and with 4 for too few runs', async () => {
    await saveAsArtifacts(folder, dailyRuns(30, 30, 1));
    expect((await trend(folder)).exitCode).toBe(0);
    await saveAsArtifacts(folder, dailyRuns(30, 18, 0.8));
    const better = await trend(folder);
    expect([better.exitCode, better.stdout]).toEqual([0, expect.stringMatching(/response_time\.p99 .* better\n/)]);
    const few = join(folder, 'few');
    await saveAsArtifacts(few, dailyRuns(6, 3, 2));
    const unknown = await trend(few);
    expect([unknown.exitCode, unknown.stdout]).toEqual([4, expect.stringMatching(/^NO VERDICT {2}too few points/)]);
    // The first line and the figures name the same number.
    const numbers = [...unknown.stdout.matchAll(/can be found in\s(\d+)\sor\s+more/g)].map(([, number]) => number);
    expect([numbers.length > 1, new Set(numbers).size]).toEqual([true, 1]);
  });

  it('is not worse once a figure has recovered', async () => {
    const [before, slow] = [dailyRuns(60, 60, 1), dailyRuns(60, 0, 1.3)];
    await saveAsArtifacts(folder, [...before.slice(0, 20), ...slow.slice(20, 40), ...before.slice(40)]);
    const { groups, verdict } = await documentOf(folder, '--figure', 'response_time.p99');
    expect(verdict).toBe('pass');
    expect(groups[0]?.figures[0]?.changes.map(({ at, direction }) => [at, direction])).toEqual([
      [20, 'worse'],
      [40, 'better'],
    ]);
  });

  it('says what else changed at that point', async () => {
    const records = dailyRuns(30, 18, 1.2).map((record, day) => {
      const engines = record.environment.engines.map((one) => ({ ...one, version: day < 18 ? '7.0.15' : '8.0.2' }));
      return { ...record, environment: { ...record.environment, engines } };
    });
    await saveAsArtifacts(folder, records);
    expect((await trend(folder)).stdout.replace(/\s+/g, ' ')).toContain(
      'At that point, server version redis 7.0.15 became redis 8.0.2.',
    );
  });

  it('counts the runs of a repetition as one point: they say little about time', async () => {
    for (const [day, record] of dailyRuns(24, 12, 1.2).entries()) {
      const series = join(folder, `week-${day}`);
      const again = { ...record, run: { ...record.run, id: `${record.run.id}-again` } };
      await saveAsArtifacts(series, [record, again]);
      await writeFile(join(series, 'repeat.json'), '{}');
      await writeFile(join(series, 'series.json'), '{}');
    }
    const { variants, groups } = await documentOf(folder);
    expect(variants).toHaveLength(24);
    expect(variants[0]?.runIds).toEqual(['day-0', 'day-0-again']);
    expect(groups[0]?.figures.find(({ name }) => name === 'response_time.p99')?.worseSince?.at).toBe(12);
  });

  it('follows different scenarios separately', async () => {
    const other = dailyRuns(30, 30, 1).map((record) => ({
      ...record,
      run: { ...record.run, id: `other-${record.run.id}` },
      scenario: { ...record.scenario, workload: { rate: 500 } },
    }));
    await saveAsArtifacts(folder, [...dailyRuns(30, 18, 1.2), ...other]);
    const { groups } = await documentOf(folder);
    expect(groups.map(({ name, points }) => [name, points])).toEqual([
      ['steady-state (workload.rate=10000)', 30],
      ['steady-state (workload.rate=500)', 30],
    ]);
  });

  it('leaves out void runs and those of comparisons, searches and sweeps', async () => {
    const [first, second, third] = dailyRuns(3, 3, 1);
    await saveAsArtifacts(folder, [first!]);
    await saveAsArtifacts(join(folder, 'void'), [second!]);
    await saveAsArtifacts(join(folder, 'ab'), [third!]);
    await writeFile(join(folder, 'ab', 'comparison.json'), '{}');
    expect((await documentOf(folder)).variants.map(({ runIds }) => runIds)).toEqual([['day-0']]);
  });

  it('reads each run once, however often it was copied', async () => {
    const records = dailyRuns(3, 3, 1);
    await saveAsArtifacts(folder, records);
    await saveAsArtifacts(folder, records, 'copy-');
    const { variants, skipped } = await documentOf(folder);
    expect(variants).toHaveLength(3);
    expect(skipped[0]?.reason).toMatch(/^It is the same run as /);
  });
});

describe('trend by commit', () => {
  const commits = Array.from({ length: 24 }, (_, index) => (0xabc_0000 + index).toString(16));

  it('groups the runs of a commit, in the order of their first runs', async () => {
    await saveAsArtifacts(
      folder,
      dailyRuns(
        24,
        12,
        1.3,
        commits.map((_, day) => commits[Math.floor(day / 2)] ?? ''),
      ),
    );
    const { order, variants } = await documentOf(folder, '--label', 'commit');
    expect(order).toBe('label:commit');
    expect(variants.map(({ name }) => name)).toEqual(commits.slice(0, 12));
    expect(variants.every(({ runIds }) => runIds.length === 2)).toBe(true);
  });

  it('uses the order of the git history, even if older commits were measured later', async () => {
    const git = (...parameters: readonly string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=n', '-c', 'user.email=e@e', ...parameters], {
        encoding: 'utf8',
      }).trim();
    git('init', '--quiet');
    const history = Array.from({ length: 20 }, (_, index) => {
      git('commit', '--quiet', '--allow-empty', '-m', String(index));
      return git('rev-parse', 'HEAD');
    });
    // Measured from the newest commit to the oldest; the eighth commit made it slower.
    const measured = dailyRuns(20, 0, 1).map((_, day) => {
      const commit = history[19 - day] ?? '';
      return dailyRuns(20, 0, 19 - day < 8 ? 1 : 1.3, new Array(20).fill(commit.slice(0, 10)))[day]!;
    });
    await saveAsArtifacts(join(folder, 'results'), measured);
    const { order, groups, variants } = await documentOf(join(folder, 'results'), '--label', 'commit');
    expect(order).toBe('git:commit');
    expect(variants.map(({ name }) => name)).toEqual(history.map((commit) => commit.slice(0, 10)));
    const p99 = groups[0]?.figures.find(({ name }) => name === 'response_time.p99');
    expect(p99?.worseSince?.point).toBe(history[8]?.slice(0, 10));
  });

  it('refuses a record without the label by name, unless it is skipped', async () => {
    await saveAsArtifacts(folder, dailyRuns(3, 3, 1, ['a', 'b']));
    const refused = await trend(folder, '--label', 'commit');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/day-2\/record\.json has no label commit\..*--skip/s);
    const { variants, skipped } = await documentOf(folder, '--label', 'commit', '--skip');
    expect(variants.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(skipped).toHaveLength(1);
  });
});

describe('trend of damaged files', () => {
  it('is one error that names the file, within seconds; --skip leaves it out and lists it', async () => {
    await saveAsArtifacts(folder, dailyRuns(30, 18, 1.2));
    const bad = join(folder, 'job-bad', 'record.json');
    await mkdir(join(folder, 'job-bad'));
    await writeFile(bad, '{"schemaVersion": 1, ');
    const { exitCode, stdout, stderr } = await trend(folder);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${bad} is not JSON`);
    expect(stderr).toContain('--skip');
    const skipping = await trend(folder, '--skip');
    expect(skipping.exitCode).toBe(3);
    expect(skipping.stdout.replace(/\s+/g, ' ')).toContain('is not JSON');
  });

  it.each([
    ['a folder that does not exist', 'none', /There is nothing at/],
    ['a folder without records', '.', /There is no record\.json in/],
  ])('is an error for %s', async (_, path, message) => {
    const { exitCode, stderr } = await trend(join(folder, path));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('is an error for an unknown figure, even with --skip', async () => {
    await saveAsArtifacts(folder, dailyRuns(2, 2, 1));
    const { exitCode, stderr } = await trend(folder, '--skip', '--figure', 'respnse_time.p99');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--figure: expected.*Did you mean "response_time/);
  });
});

describe('the formats of trend', () => {
  it('are Markdown and CSV on stdout, and files beside series.json', async () => {
    await saveAsArtifacts(folder, dailyRuns(30, 18, 1.2));
    expect((await trend(folder, '--format', 'md')).stdout).toMatch(/^### WORSE: /);
    const csv = (await trend(folder, '--format', 'csv', '--figure', 'response_time.p99')).stdout.trim().split('\n');
    expect(csv).toHaveLength(31);
    expect(csv[19]).toMatch(
      /^steady-state,2026-01-23 09:00,2026-01-23T09:00:00\.000Z,1,response_time\.p99,us,.*,worse/,
    );
    const out = join(folder, 'out');
    await trend(folder, '--report', 'html,csv,junit,md', '--out', out);
    const [own = ''] = await readdir(out);
    expect((await readdir(join(out, own))).sort()).toEqual([
      'junit.xml',
      'report.html',
      'report.md',
      'series.csv',
      'series.json',
    ]);
    const saved = trendSchema.parse(JSON.parse(await readFile(join(out, own, 'series.json'), 'utf8')));
    expect(saved.variants[0]?.runs[0]).toBe('../../job-day-0/reports/day-0/record.json');
  });
});
