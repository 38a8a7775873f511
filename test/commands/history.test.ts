import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import History from '../../src/commands/history.js';
import type { KeyOperations } from '../../src/model/history.js';
import { writeHistory } from '../../src/record/history-file.js';
import { writeRecord } from '../../src/record/write-record.js';
import { buildRecord } from '../fixtures/records/build-record.js';
import { runInProcess } from './run-in-process.js';

const history: readonly KeyOperations[] = ['k1', 'k2'].map((key) => ({
  key,
  operations: [{ client: 0, kind: 'write', value: 1, callNs: 1, returnNs: 2, outcome: 'ok' }],
  isTruncated: false,
}));
const section = {
  ...{ file: 'history.jsonl', keys: 2, operations: 2, truncatedKeys: 0 },
  ...{ linearizableKeys: 2, illegalKeys: 0, illegal: [], undecided: [] },
};

describe('cache-bench history', () => {
  let folder: string;
  let recordFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-history-'));
    recordFile = await writeRecord(buildRecord({ history: section }), folder);
    await writeHistory(history, dirname(recordFile));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const print = (...argv: readonly string[]) => runInProcess(History, argv);

  it('prints the operations of a record, or of its folder', async () => {
    const { stdout, stderr, exitCode } = await print(recordFile);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toBe(
      ['k1', 'k2']
        .map((key) => `{"client":0,"key":"${key}","op":"write","input":1,"output":null,"call":1,"return":2}\n`)
        .join(''),
    );
    expect((await print(dirname(recordFile))).stdout).toBe(stdout);
  });

  it('writes the operations of one key to a file', async () => {
    const out = join(folder, 'out');
    const { stdout } = await print(recordFile, '--format', 'jepsen-log', '--key', 'k2', '--out', out);
    expect(stdout).toBe('');
    expect(await readFile(out, 'utf8')).toBe(
      'INFO  jepsen.util - 0\t:invoke\t:write\t1\nINFO  jepsen.util - 0\t:ok\t:write\t1\n',
    );
  });

  it.each([
    [['--format', 'knossos'], /There is no history format "knossos"\. Formats: porcupine, elle-edn/],
    [['--key', 'k9'], /The history has no key "k9"; one of its keys is k1\./],
    [['--format', 'jepsen-log'], /A Jepsen log is about one register, and this history has 2 keys.*--key k1/s],
  ])('refuses %j', async (flags, message) => {
    const { stderr, exitCode } = await print(recordFile, ...flags);
    expect(stderr.replace(/\s+›?\s*/g, ' ')).toMatch(message);
    expect(exitCode).toBe(2);
  });

  it('says how to record operations if the run did not', async () => {
    const plain = await writeRecord(buildRecord(), join(folder, 'plain'));
    const { stderr, exitCode } = await print(plain);
    expect(stderr.replace(/\s+›?\s*/g, ' ')).toContain(
      'recorded no operations. Try: cache-bench run --set workload.history.keys=100',
    );
    expect(exitCode).toBe(2);
  });

  it('refuses a file that lacks some of the operations', async () => {
    await writeHistory(history.slice(0, 1), dirname(recordFile));
    const { stderr, exitCode } = await print(recordFile);
    expect(stderr.replace(/\s+›?\s*/g, ' ')).toContain('expected the 2 operations that the record counts, found 1.');
    expect(exitCode).toBe(2);
  });

  it('names the line of a damaged file', async () => {
    await writeFile(join(dirname(recordFile), 'history.jsonl'), `${JSON.stringify({ key: 'k' })}\n`);
    const { stderr, exitCode } = await print(recordFile);
    expect(stderr).toMatch(/history\.jsonl, line\s+1:/);
    expect(exitCode).toBe(2);
  });
});
