import { expect, it } from 'vitest';
import { ErrorCounts } from '../../src/load/error-counts.js';
import { Measurements } from '../../src/metrics/measurements.js';
import { intervalOf } from './interval-fixture.js';

const invented = (from: number, count: number) => Array.from({ length: count }, (_, index) => `CLASS${from + index}`);

it('a worker distinguishes at most 100 error classes over all its intervals, and loses no count', () => {
  const counts = new ErrorCounts();
  for (const errorClass of invented(0, 60)) counts.note(errorClass);
  expect(Object.keys(counts.take().errors)).toHaveLength(60);
  for (const errorClass of invented(60, 12_000)) counts.note(errorClass);
  const { errors } = counts.take();
  expect(Object.keys(errors)).toHaveLength(40);
  expect(errors.other).toBe(12_000 - 39);
});

it('the text of the first error of a class is kept once', () => {
  const counts = new ErrorCounts();
  const shown = (text: string) => text.toUpperCase();
  counts.explain('ERR', 'first', shown);
  counts.explain('ERR', 'second', shown);
  expect(counts.take().errorTexts).toEqual({ ERR: 'FIRST' });
  counts.explain('ERR', 'third', shown);
  expect(counts.take().errorTexts).toEqual({});
});

it('all workers together distinguish at most 100 classes', () => {
  const measurements = new Measurements(100, false, { workerCount: 2, untilMs: 0 });
  for (const worker of [0, 1]) {
    const errors = Object.fromEntries(invented(worker * 99, 99).map((name) => [name, 2]));
    const errorTexts = { CLASS0: `said by worker ${worker}`, other: 'said last' };
    measurements.add(worker, intervalOf(0, { fail: 198, errors, errorTexts }));
  }
  const { errors, operations } = measurements.stats(measurements.all(), 100);
  expect(Object.keys(errors)).toHaveLength(100);
  expect(Object.values(errors).reduce((sum, count) => sum + count, 0)).toBe(operations.fail);
  expect(measurements.errorTexts()).toEqual({ CLASS0: 'said by worker 0', other: 'said last' });
});
