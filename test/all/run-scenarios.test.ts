import { describe, expect, it } from 'vitest';
import { complaintAbout, expectationOf } from './run-scenarios.js';

const fine = { exitCode: 0, knownBad: false };
const bad = { exitCode: 3, knownBad: true };

describe('what a shipped scenario must give', () => {
  it('is exit code 0 unless the file says otherwise', () => {
    expect(expectationOf('name: smoke\n')).toEqual(fine);
  });

  it('is the exit code that a known-bad scenario names', () => {
    expect(expectationOf('# yaml-language-server: x\n# known-bad: exit 3\nname: empty-restart\n')).toEqual(bad);
  });
});

describe('judging a shipped scenario', () => {
  it('is content with the expected exit code and a record', () => {
    expect(complaintAbout({ exitCode: 0, stdout: '{"schemaVersion":1}' }, fine)).toBeUndefined();
  });

  it('names another exit code, and the gates that did not pass', () => {
    const record = {
      schemaVersion: 1,
      gates: [{ expression: 'lost_writes <= 0', verdict: 'fail', explanation: '3 lost' }],
      saturation: { reasons: ['the generator had no core'] },
    };
    const complaint = complaintAbout({ exitCode: 3, stdout: JSON.stringify(record) }, fine);
    expect(complaint).toContain('exit code 3 instead of 0');
    expect(complaint).toContain('fail: lost_writes <= 0: 3 lost');
    expect(complaint).toContain('saturated: the generator had no core');
  });

  it('complains of a stdout that is not the record alone', () => {
    expect(complaintAbout({ exitCode: 0, stdout: 'progress {}' }, fine)).toContain('no JSON record but: progress {}');
    expect(complaintAbout({ exitCode: 0, stdout: '' }, fine)).toContain('(nothing)');
  });

  it('complains of a record of another version', () => {
    expect(complaintAbout({ exitCode: 0, stdout: '{"schemaVersion":2}' }, fine)).toContain('schemaVersion is 2');
  });

  it('complains when a known-bad scenario was not found out', () => {
    const record = { schemaVersion: 1, writeSafety: { verdict: 'safe' } };
    expect(complaintAbout({ exitCode: 3, stdout: JSON.stringify(record) }, bad)).toContain('the record says safe');
    record.writeSafety.verdict = 'unsafe';
    expect(complaintAbout({ exitCode: 3, stdout: JSON.stringify(record) }, bad)).toBeUndefined();
  });
});
