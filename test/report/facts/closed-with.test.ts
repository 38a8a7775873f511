import { expect, it } from 'vitest';
import { closedWith } from '../../../src/report/facts/closed-with.js';
import { buildRecord } from '../../fixtures/records/build-record.js';

it.each([
  [{ tls: true, password: true }, ' with TLS and a password'],
  [{ tls: true, password: false }, ' with TLS'],
  [{ tls: false, password: true }, ' with a password'],
  [{ tls: false, password: false }, ''],
  [{}, ''],
])('servers with %o are described as "%s"', (closed, words) => {
  const record = buildRecord();
  const scenario = { ...record.scenario, topology: { kind: 'sentinel', ...closed } };
  expect(closedWith({ ...record, scenario })).toBe(words);
});
