import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors/errors.js';
import { readScenario } from '../../src/scenario/read-scenario.js';
import { withScenario } from './temporary-scenario.js';

function read(content: string | Uint8Array) {
  return withScenario(content, readScenario);
}

async function refusal(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message;
}

describe('readScenario', () => {
  it('finds a shipped scenario by name, whatever the current folder', async () => {
    const before = process.cwd();
    try {
      process.chdir(tmpdir());
      expect((await readScenario('smoke')).value).toMatchObject({ name: 'smoke' });
    } finally {
      process.chdir(before);
    }
  });

  it('reads a file by its path', async () => {
    expect((await read('name: mine\n')).value).toEqual({ name: 'mine' });
  });

  it('knows the place of keys, of values, inside a text, and above a missing item', async () => {
    const source = await read(
      'name: mine\nfaults:\n  - at: 3s\n    kill-process: {}\ngates:\n  - lost_writs == 0\n  - "dropped = 0"\n',
    );
    const place = (about: Parameters<typeof source.locate>[0]) => source.locate(about).replace(/^.*given\.yaml:/, '');
    expect(place({ path: ['name'] })).toBe('1:7');
    expect(place({ path: ['faults', 0, 'at'] })).toBe('3:9');
    expect(place({ path: ['faults', 0, 'kill-process'], atKey: true })).toBe('4:5');
    expect(place({ path: ['faults', 0, 'recover'] })).toBe('3:5');
    expect(place({ path: ['gates', 0], offset: 12 })).toBe('6:17');
    expect(place({ path: ['gates', 1], offset: 8 })).toBe('7:14');
    expect(place({ path: ['workload', 'keys'] })).toBe('1:1');
  });

  it('suggests the closest shipped name', async () => {
    expect(await refusal(readScenario('sentinel-failvoer'))).toContain('Did you mean "sentinel-failover"?');
    expect(await refusal(readScenario('./smok.yaml'))).toContain('Did you mean "smoke"?');
    expect(await refusal(readScenario('nothing-like-it'))).toContain('Shipped scenarios: agent-late, agent-lost, ');
  });

  it('rejects a folder', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'cache-bench-scenario-'));
    try {
      await mkdir(path.join(folder, 'inner'));
      expect(await refusal(readScenario(path.join(folder, 'inner')))).toContain('is a folder');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n\n\t\n'],
    ['comments', '# name: mine\n'],
    ['a null', '~\n'],
    ['a document marker', '---\n'],
  ])('rejects a file of %s as empty', async (_, text) => {
    expect(await refusal(read(text))).toMatch(/given\.yaml:1:\d: expected a scenario, found an empty file/);
  });

  it.each([
    ['bytes of zero', new Uint8Array([0x6e, 0, 0x61, 0])],
    ['no UTF-8', new Uint8Array([0xff, 0xfe, 0x41, 0xd8])],
  ])('rejects a binary file (%s)', async (_, bytes) => {
    expect(await refusal(read(bytes))).toContain('is a binary file');
  });

  it('accepts a byte order mark and Windows line endings', async () => {
    expect((await read('\ufeffname: mine\r\ndescription: x\r\n')).value).toEqual({ name: 'mine', description: 'x' });
  });

  it('rejects more than 1 MB, without reading on', async () => {
    expect(await refusal(read(`name: ${'x'.repeat(1024 * 1024)}`))).toContain('larger than 1 MB');
    expect(await refusal(readScenario('/dev/zero'))).toContain('larger than 1 MB');
  });

  it('rejects multiple documents, at the second', async () => {
    expect(await refusal(read('name: a\n---\nname: b\n'))).toMatch(
      /given\.yaml:[23]:\d+: expected one YAML document, found 2/,
    );
  });

  it('rejects invalid YAML with its place', async () => {
    expect(await refusal(read('name: [a\nphases: {'))).toMatch(
      /given\.yaml:\d+:\d+: expected YAML, found an error in it/,
    );
  });

  it('rejects a duplicate key, at the second', async () => {
    expect(await refusal(read('name: a\nseed: 1\nname: b\n'))).toContain(
      'given.yaml:3:1: expected each key once, found "name" again',
    );
  });

  it('rejects an alias bomb', async () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const inner = level === 0 ? '"x"' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array(9).fill(inner).join(', ')}]`;
    });
    expect(await refusal(read(levels.join('\n')))).toContain('so many that they would fill the memory');
  });

  it('rejects a value that contains itself', async () => {
    expect(await refusal(read('a: &a [*a]\n'))).toContain('one that contains itself');
  });

  it.each([
    ['dashes', '- '.repeat(5000)],
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['question marks', '? '.repeat(5000)],
    ['indentation', Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
  ])('rejects a bomb of nested %s', async (_, text) => {
    expect(await refusal(read(text))).toContain('at most 50 levels of nesting');
  });
});
