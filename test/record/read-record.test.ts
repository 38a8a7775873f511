import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors/errors.js';
import { readRecord } from '../../src/record/read-record.js';
import { buildRecord } from '../fixtures/records/build-record.js';

describe('reading a record', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-record-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps unknown fields', async () => {
    const file = await saved({ ...buildRecord(), carbon: 12 });
    expect(await readRecord(file)).toMatchObject({ carbon: 12 });
  });

  it.each([
    ['a byte order mark', Buffer.from(`\ufeff${JSON.stringify(buildRecord())}`)],
    ['UTF-16, as PowerShell redirects it', Buffer.from(`\ufeff${JSON.stringify(buildRecord())}`, 'utf16le')],
  ])('reads %s', async (_, bytes) => {
    const file = join(folder, 'record.json');
    await writeFile(file, bytes);
    expect(await readRecord(file)).toEqual(buildRecord());
  });

  it('says what to pass if there is no record', async () => {
    await refuses(join(folder, 'none.json'), /There is no record at .*none\.json.*reports\/<run id>/);
    await refuses(folder, /has no record\.json/);
    await writeFile(join(folder, 'series.json'), '{}');
    await refuses(folder, /is the folder of a series, not of one run/);
  });

  it.each([
    ['a text', 'hello', /is not JSON/],
    ['a cut-off record', JSON.stringify(buildRecord()).slice(0, 500), /is not JSON/],
    ['nothing', '', /is not JSON/],
    ['binary data', '\u0000\u001b[2J\u0001', /is not JSON/],
    ['a series', '{"seriesVersion":1}', /is the result of a series, not the record of one run\. .* one of its runs\.$/],
    ['another JSON file', '{"name":"x"}', /not a record: it has no schemaVersion/],
    ['a JSON list', '[1]', /not a record/],
    ['null', 'null', /not a record/],
  ])('rejects %s', async (_, text, message) => {
    const file = join(folder, 'record.json');
    await writeFile(file, text);
    const error = await refuses(file, message);
    expect(error.message.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('rejects a newer version and says what to do', async () => {
    const file = await saved({ ...buildRecord(), schemaVersion: 2 });
    await refuses(file, /record of version 2, but this cache-bench reads up to version 1\. Update/);
  });

  it('lists the first wrong paths, and the number of others', async () => {
    const file = await saved({ schemaVersion: 1 });
    await refuses(file, /not a valid record:\n {2}run: .*(\n {2}.*){4}\n {2}and \d+ more\n/);
  });

  async function saved(value: unknown): Promise<string> {
    const file = join(folder, 'record.json');
    await writeFile(file, JSON.stringify(value));
    return file;
  }

  async function refuses(path: string, message: RegExp): Promise<UsageError> {
    const error = await readRecord(path).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof UsageError)) throw new Error(`expected a usage error, got ${String(error)}`);
    expect(error.message).toMatch(message);
    return error;
  }
});
