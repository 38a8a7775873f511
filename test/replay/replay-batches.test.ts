import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReplayBatch, ReplayOptions } from '../../src/load/replay/replay-plan.js';
import { hashSlot } from '../../src/model/hash-slot.js';
import { replayBatches } from '../../src/replay/replay-batches.js';
import { summarizeLog } from '../../src/replay/summarize-log.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';

/** What is planned of a log: `due kind request`. */
async function planned(log: string, given: Partial<ReplayOptions> = {}, untilMs = Number.POSITIVE_INFINITY) {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'log');
  await writeFile(file, log, 'latin1');
  const options: ReplayOptions = { file, speed: 1, keys: 'kept', values: 'kept', ...given };
  const summary = await summarizeLog(options, untilMs);
  const names = summary.operations.map(({ name }) => name);
  const batches: ReplayBatch[] = [];
  for await (const [batch] of replayBatches({ ...options, names, untilMs, salt: 'salt', workerCount: 1 }))
    if (batch !== undefined) batches.push(batch);
  const operations = batches.flatMap(({ dueMs, kinds, ends, requests }) =>
    [...dueMs].map((due, index) => ({
      due,
      name: summary.operations[kinds[index] ?? -1]?.name,
      text: Buffer.from(requests.subarray(ends[index - 1] ?? 0, ends[index])).toString('latin1'),
    })),
  );
  expect(summary.replayed).toBe(operations.length);
  return { summary, batches, operations };
}

function line(second: number, ...words: readonly string[]): string {
  return `${(1_700_000_000 + second).toFixed(6)} [0 127.0.0.1:5000] ${words.map((word) => `"${word}"`).join(' ')}\n`;
}

describe('the plan of a log', () => {
  it('reads logs of Windows: CRLF, and a byte order mark', async () => {
    const log = line(0, 'set', 'a', '1') + line(1, 'get', 'a');
    const plain = await planned(log);
    expect(plain.operations).toHaveLength(2);
    for (const windows of [log.replaceAll('\n', '\r\n'), `\xef\xbb\xbf${log}`]) {
      const { summary, operations } = await planned(windows);
      expect({ malformed: summary.malformed, operations }).toEqual({ malformed: 0, operations: plain.operations });
    }
    const json = '{"atMs": 0, "command": ["SET", "a", "1"]}\r\n';
    expect((await planned(`\xef\xbb\xbf${json}`)).summary).toMatchObject({
      format: 'ndjson',
      replayed: 1,
      malformed: 0,
    });
  });

  it.each([
    ['\xff\xfe1\x007\x00', 'UTF-16, as PowerShell writes it. Try: iconv -f UTF-16 -t UTF-8'],
    ['\x1f\x8b\x08\x00', 'a gzip archive. Try: gunzip'],
  ])('says what a file is that is no text: %j', async (start, message) => {
    await expect(planned(start + line(0, 'get', 'a'))).rejects.toThrow(message);
  });

  it('names the databases of what it has', async () => {
    const log = [0, 7, 0, 3].map((database, at) => line(at, 'get', 'a').replace('[0 ', `[${database} `)).join('');
    expect((await planned(log)).summary.databases).toEqual([0, 3, 7]);
  });

  it('keeps the times between its commands, at the given speed', async () => {
    const log = line(0, 'get', 'a') + line(0.25, 'set', 'a', '1') + line(1.5, 'GET', 'b');
    const { operations } = await planned(log, { speed: 2 });
    expect(operations.map(({ due, name }) => [Math.round(due), name])).toEqual([
      [0, 'get'],
      [125, 'set'],
      [750, 'get'],
    ]);
  });

  it('counts what is not replayed, by name, and lines that are no command', async () => {
    const log = `OK\r\n${line(0, 'MULTI')}${line(0, 'set', 'a', '1')}${line(0, 'exec')}${line(1, 'multi')}garbage\n${line(2, 'get', 'a').trimEnd()}`;
    const { summary } = await planned(log);
    expect(summary).toMatchObject({
      format: 'monitor',
      lines: 6,
      malformed: 1,
      replayed: 2,
      notReplayed: { multi: 2, exec: 1 },
    });
    expect(Math.round(summary.spanMs)).toBe(2000);
  });

  it('never goes back in time, and ends before the end of the run', async () => {
    const log = line(5, 'get', 'a') + line(4, 'get', 'b') + line(6, 'get', 'c') + line(7, 'get', 'd');
    const { operations } = await planned(log, {}, 1500);
    expect(operations.map(({ due }) => Math.round(due))).toEqual([0, 0, 1000]);
  });

  it('reads NDJSON', async () => {
    const { operations, summary } = await planned(
      '{"atMs":10,"command":["SET","k","v"]}\n{"atMs":30,"command":["GET","k"]}\n',
    );
    expect(summary.format).toBe('ndjson');
    expect(operations.map(({ due, text }) => [due, text])).toEqual([
      [0, '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n'],
      [20, '*2\r\n$3\r\nGET\r\n$1\r\nk\r\n'],
    ]);
  });

  it('is the same however its lines fall into chunks, and in batches of bounded size', async () => {
    const lines = Array.from({ length: 9000 }, (_, index) =>
      line(index / 1000, 'set', `key:${index}`, 'x'.repeat(index % 300)),
    );
    const { operations, batches } = await planned(lines.join(''));
    expect(operations.map(({ text }) => text.split('\r\n')[4])).toEqual(lines.map((_, index) => `key:${index}`));
    for (const { dueMs, requests } of batches) {
      expect(dueMs.length).toBeLessThanOrEqual(2000);
      expect(requests.length).toBeLessThan(1024 * 1024);
    }
  });

  it('skips a line without an end, however long it is', async () => {
    const { summary } = await planned(`${line(0, 'get', 'a')}${'x'.repeat(9_000_000)}\n${line(1, 'get', 'b')}`);
    expect(summary).toMatchObject({ replayed: 2, malformed: 1 });
  });

  it('is divided among load threads by hash slots, each with its part of every stretch, in order', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'log');
    const keys = Array.from({ length: 5000 }, (_, index) => `key:${index % 700}`);
    await writeFile(file, keys.map((key, index) => line(index / 1000, 'set', key, String(index))).join(''));
    const options = { file, speed: 1, keys: 'kept', values: 'kept' } as const;
    const reading = { ...options, names: ['set'], untilMs: Number.POSITIVE_INFINITY, salt: '', workerCount: 3 };
    const sent: string[][] = [[], [], []];
    for await (const batches of replayBatches(reading))
      batches.forEach(({ ends, requests, hashSlots }, worker) => {
        expect([...hashSlots].every((hashSlot) => hashSlot % 3 === worker)).toBe(true);
        ends.forEach((end, index) => {
          const words = Buffer.from(requests.subarray(ends[index - 1] ?? 0, end))
            .toString()
            .split('\r\n');
          sent[worker]?.push(`${words[4]} ${words[6]}`);
        });
      });
    const expected = [0, 1, 2].map((worker) =>
      keys.map((key, index) => `${key} ${index}`).filter((_, index) => hashSlot(keys[index] ?? '') % 3 === worker),
    );
    expect(sent).toEqual(expected);
  });
});
