import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { recordJsonSchema } from '../../src/record/record-json-schema.js';
import { type RunRecord, recordProblems, type recordSchema } from '../../src/record/run-record.js';
import { expectGolden } from '../expect-golden.js';
import { buildRecord } from '../fixtures/records/build-record.js';
import { fixtureRecords } from '../fixtures/records/fixture-records.js';
import { publishedSchemaProblems } from './published-schema.js';

type DeepReadonly<T> = T extends readonly (infer Element)[]
  ? readonly DeepReadonly<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

describe('the schema of record.json', () => {
  it('describes exactly the type that the program uses', () => {
    expectTypeOf<RunRecord>().toExtend<DeepReadonly<z.infer<typeof recordSchema>>>();
    expectTypeOf<z.infer<typeof recordSchema>>().toExtend<RunRecord>();
  });

  it.each(Object.entries(fixtureRecords))('accepts the record %s', (_, record) => {
    expect(recordProblems(record)).toEqual([]);
    expect(publishedSchemaProblems(record)).toEqual([]);
  });

  it('accepts fields that a later minor version added', () => {
    const base = buildRecord();
    expect(recordProblems({ ...base, carbon: 1, run: { ...base.run, mood: 'good' } })).toEqual([]);
  });

  it.each([
    ['a missing field', { run: { ...buildRecord().run, seed: undefined } }, 'run.seed: '],
    [
      'a figure that is no number',
      { topology: { ...buildRecord().topology, readyMs: Number.NaN } },
      'topology.readyMs: ',
    ],
    ['a verdict that does not exist', { verdict: 'maybe' }, 'verdict: '],
    ['a negative count', { availability: { ...buildRecord().availability, good: -1 } }, 'availability.good: '],
    ['an event of no known type', { events: [{ atMs: 1, type: 'picnic' }] }, 'events.0.type: '],
  ])('names the path of %s', (_, different, path) => {
    const problems = recordProblems({ ...buildRecord(), ...different });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(path);
    // For an event with several possible shapes, the published schema can't tell which one was meant.
    const place = path.replace(/\.type: $/, '');
    expect(publishedSchemaProblems({ ...buildRecord(), ...different })[0]).toContain(place);
  });

  it('reports a value that is not an object', () => {
    expect(recordProblems('hello')[0]).toMatch(/^\(the record\): /);
  });

  it('is up to date in docs/record.schema.json', async () => {
    await expectGolden(`${JSON.stringify(recordJsonSchema(), null, 2)}\n`, 'docs/record.schema.json');
  });
});
