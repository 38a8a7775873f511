import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../../src/clock/wait.js';
import { ndjson } from '../../src/report/ndjson/ndjson.js';
import { type ParsedSample, parseOpenMetrics } from '../report/openmetrics/parse-openmetrics.js';
import { startProgram } from './drill/program.js';
import { run, validRecord } from './drill/run.js';

describe('a run', () => {
  it('serves metrics and extends its NDJSON report while it goes on, and stops both with it', async () => {
    const live = ['--metrics', '0', '--report', 'ndjson'];
    await using program = await startProgram(['run', 'smoke', ...live, '--label', 'branch=main', '--json']);
    await program.saw(/^metrics {2}http/m);
    const url = /^metrics {2}(\S+)/m.exec(program.stderr)?.[1] ?? '';
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    const scrapes: (readonly ParsedSample[])[] = [];
    let readDuring = '';
    const scrape = async () => {
      const text = await fetch(url)
        .then((response) => response.text())
        .catch(() => null);
      if (text === null) return true;
      const written = await liveReport(program.folder);
      if (!written.includes('{"type":"result"')) readDuring = written;
      scrapes.push(parseOpenMetrics(text).flatMap(({ samples }) => samples));
      return undefined;
    };
    expect(await waitFor(scrape, { timeoutMs: 60_000, pollMs: 20 })).toBe(true);
    const { stdout } = await program.end();
    await expect(fetch(url)).rejects.toThrow('fetch failed');

    const record = validRecord(stdout);
    const report = await liveReport(program.folder);
    expect(report.startsWith(readDuring)).toBe(true);
    expect(readDuring).toContain('\n{"type":"fault-injected","atMs":');
    expect(report.split('\n').toSorted()).toEqual(ndjson.render(record).split('\n').toSorted());
    const all = scrapes.flat();
    expect(new Set(all.map(({ labels }) => labels.get('branch')))).toEqual(new Set(['main']));
    const inForce = (name: string, label: string) => [
      ...new Set(all.filter((one) => one.name === name && one.value === 1).map(({ labels }) => labels.get(label))),
    ];
    expect(inForce('cache_bench_phase', 'phase')).toEqual(expect.arrayContaining(['steady', 'failover']));
    expect(inForce('cache_bench_fault_in_force', 'fault')).toEqual(record.faults.map(({ name }) => name));
    for (const outcome of ['ok', 'fail', 'indeterminate', 'dropped'] as const) {
      const counts = all
        .filter((one) => one.name === 'cache_bench_operations_total' && one.labels.get('outcome') === outcome)
        .map(({ value }) => value);
      expect(counts).toEqual(counts.toSorted((left, right) => left - right));
      expect(counts.at(-1)).toBeLessThanOrEqual(record.totals.operations[outcome]);
    }
    const sumsAtEnd = scrapes
      .filter((scrape) => scrape.some(({ labels, value }) => labels.get('phase') === 'audit' && value === 1))
      .map((scrape) => scrape.find(({ labels }) => labels.get('outcome') === 'ok')?.value);
    expect(new Set([...sumsAtEnd, record.totals.operations.ok]).size).toBe(1);
    expect(all.some(({ name }) => name === 'cache_bench_response_time_seconds')).toBe(true);
    expect(inForce('cache_bench_node_up', 'role')).toEqual(expect.arrayContaining(['primary', 'replica']));
  });

  it('rejects a port that is taken before anything starts', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { exitCode, stdout, stderr, files } = await run(['run', 'smoke', '--metrics', String(port)]);
    taken.close();
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(new RegExp(`^ *Error: Port ${port} on 127\\.0\\.0\\.1 is taken`));
    expect(stderr.match(/Error/g)).toHaveLength(1);
    expect([stdout, files.size]).toEqual(['', 0]);
  });
});

/** Empty until the measured part begins. */
async function liveReport(folder: string): Promise<string> {
  const [id = ''] = await readdir(join(folder, 'reports')).catch(() => []);
  return readFile(join(folder, 'reports', id, 'run.ndjson'), 'utf8').catch(() => '');
}
