import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, savedRecord } from './drill/run.js';

test('every file of a run has wall-clock times, the planned duration and the labels', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cb-clock-'));
  const datesFile = join(folder, 'dates');
  const scenario = join(folder, 'clock.yaml');
  await writeFile(
    scenario,
    `name: clock
topology: { kind: standalone, replicas: 0, zones: 1 }
workload: { rate: 0.5, connections: 2, keys: 10, mix: { set: 1 } }
phases: { warmup: 1s, duration: 4s }
faults:
${[500, 1000, 1500, 2000, 2500, 3000].map((atMs) => `  - { at: ${atMs}ms, exec: { command: sh, arguments: [-c, "date +%s%3N >> ${datesFile}"] } }`).join('\n')}
`,
  );
  const { files, exitCode } = await run([
    'run',
    scenario,
    '--report',
    'hlog,csv,openmetrics,memtier-json,junit',
    '--label',
    'branch=a"b',
    '--label',
    'build=7',
  ]);
  const dates = (await readFile(datesFile, 'utf8')).trim().split('\n').map(Number);
  await rm(folder, { recursive: true });
  const record = savedRecord(files);
  const text = (name: string) => [...files].find(([file]) => file.endsWith(`/${name}`))?.[1] ?? '';
  expect(exitCode).toBe(0);

  // The shell writes its date with a varying delay; for the earliest strike, it is only the shell's start.
  const startMs = Date.parse(record.run.measuredAt ?? '');
  const lateMs = record.faults.map(
    ({ injectedAtMs }, strike) => (dates[strike] ?? Number.NaN) - startMs - injectedAtMs,
  );
  expect(lateMs.length).toBe(6);
  expect(Math.min(...lateMs)).toBeGreaterThan(-5);
  expect(Math.min(...lateMs)).toBeLessThan(50);

  expect(record.totals.operations).toMatchObject({ planned: 2, ok: 2 });
  expect(record.totals.throughputPerSecond).toBe(0.5);
  expect(record.run.plannedMs).toBe(4_000);
  expect(record.phases.at(-1)?.endMs).toBeGreaterThanOrEqual(4_000);
  expect(record.timeline.intervals.length).toBeGreaterThanOrEqual(40);

  expect(text('latency.hlog')).toContain(`#[StartTime: ${(startMs / 1000).toFixed(3)} `);
  expect(text('timeline.csv')).toContain(`\r\n100,${new Date(startMs + 100).toISOString()},`);
  expect(text('metrics.txt')).toMatch(/^cache_bench_run_duration_seconds\{.*branch="a\\"b",build="7".*\} 4$/m);
  expect(text('metrics.txt')).toMatch(
    new RegExp(`^cache_bench_run_start_time_seconds\\{.*\\} ${startMs / 1000}$`, 'm'),
  );
  expect(JSON.parse(text('memtier.json'))['ALL STATS'].Runtime).toMatchObject({
    'Start time': startMs,
    'Finish time': startMs + 4_000,
    'Total duration': 4_000,
  });
  expect(text('junit.xml')).toContain('<property name="branch" value="a&quot;b"/>');
  expect(record.run.labels).toEqual({ branch: 'a"b', build: '7' });
});
