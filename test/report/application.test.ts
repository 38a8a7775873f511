import { describe, expect, it } from 'vitest';
import { recordProblems } from '../../src/record/run-record.js';
import type { ApplicationRecord } from '../../src/record/sections/application.js';
import { makeAnswer } from '../../src/report/answer/answer.js';
import { applicationSentences } from '../../src/report/answer/application-sentences.js';
import { type ReportFormat, reporters } from '../../src/report/registry.js';
import { fixtureRecords } from '../fixtures/records/fixture-records.js';
import { publishedSchemaProblems } from '../record/published-schema.js';

const span = (startMs: number, durationMs: number) => ({ startMs, durationMs });
const application: ApplicationRecord = {
  command: ['node', 'server.js'],
  url: 'http://127.0.0.1:3000',
  readyMs: 812,
  exits: [],
  restarts: 0,
  cpuPercent: 23,
  memoryBytes: 83_000_000,
  eventLoopDelayP99Us: 4_200,
  unavailability: { writeMs: 3_700, readMs: 3_600, ownShareMs: 1_070 },
  layers: [
    { fault: 'host-loss', sort: 'write', users: span(6_010, 3_700), cluster: span(6_000, 2_640), ownShareMs: 1_070 },
    { fault: 'host-loss', sort: 'read', users: span(6_010, 3_600), cluster: null, ownShareMs: 3_600 },
  ],
  output: [{ atMs: 6_120, text: 'redis: \u001b[31mread ETIMEDOUT\n::error::x' }],
};
const { 'sentinel-failover-with-losses': drill } = fixtureRecords;
const { answer: _answer, ...base } = drill;
const record = { ...base, application };

describe('a record with an application', () => {
  it('is valid', () => {
    expect(recordProblems(record)).toEqual([]);
    expect(publishedSchemaProblems(record)).toEqual([]);
  });

  it.each<ReportFormat>(['terminal', 'md', 'html'])(
    'shows the layers of the outage and the lines around the fault, and nothing of them can control a terminal, as %s',
    (format) => {
      const text = reporters[format].render(record, { columns: 120, colour: false, recordPath: null, full: true });
      expect(text).toContain('node server.js');
      expect(text).toContain('3.70 s');
      expect(text).toContain('1.07 s');
      expect(text).toContain('read ETIMEDOUT');
      expect(text).not.toContain('\u001b[31m');
      expect(text).not.toMatch(/^::error/m);
    },
  );

  it('says what the application added, and calls clients its users', () => {
    const said = makeAnswer(record).sentences.join(' ');
    expect(said).toContain("the application's users");
    expect(said).toContain('For 1.07 s, the cluster served but the application did not.');
    expect(said).not.toContain('The clients added');
  });
});

it.each<[Partial<ApplicationRecord>, readonly string[]]>([
  [{ unavailability: { writeMs: 0, readMs: 0, ownShareMs: 20 } }, ['The application was back with the cluster.']],
  [{ unavailability: { writeMs: 0, readMs: 0, ownShareMs: null } }, []],
  [
    {
      exits: [{ atMs: 1, code: null, signal: 'SIGKILL' }],
      restarts: 1,
      unavailability: { writeMs: 0, readMs: 0, ownShareMs: null },
    },
    ['The application exited once (SIGKILL) and was restarted.'],
  ],
  [
    {
      exits: [
        { atMs: 1, code: 3, signal: null },
        { atMs: 2, code: 3, signal: null },
      ],
      unavailability: { writeMs: 0, readMs: 0, ownShareMs: null },
    },
    ['The application exited 2 times (code 3).'],
  ],
])('the answer about %j', (changes, sentences) => {
  expect(applicationSentences({ ...record, application: { ...application, ...changes } })).toEqual(sentences);
});
