import { describe, expect, it } from 'vitest';
import { complaintAbout, expectationOf } from './run-scenarios.js';

const fine = { exitCode: 0, knownBad: false };
const bad = { exitCode: 3, knownBad: true };

describe('the expected exit code of a shipped scenario', () => {
  it('is 0 unless the file states another', () => {
    expect(expectationOf('name: smoke\n')).toEqual(fine);
  });

  it('is the one that a known-bad scenario states', () => {
    expect(expectationOf('# yaml-language-server: x\n# known-bad: exit 3\nname: empty-restart\n')).toEqual(bad);
  });
});

describe('judging a shipped scenario', () => {
  it('accepts the expected exit code with a record', () => {
    expect(complaintAbout({ exitCode: 0, stdout: '{"schemaVersion":1}' }, fine)).toBeUndefined();
  });

  it('reports a different exit code and the gates that did not pass', () => {
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

  it('rejects a stdout with anything but the record', () => {
    expect(complaintAbout({ exitCode: 0, stdout: 'progress {}' }, fine)).toContain('no JSON record but: progress {}');
    expect(complaintAbout({ exitCode: 0, stdout: '' }, fine)).toContain('(nothing)');
  });

  it('rejects a record of another version', () => {
    expect(complaintAbout({ exitCode: 0, stdout: '{"schemaVersion":2}' }, fine)).toContain('schemaVersion is 2');
  });

  it('fails when a known-bad scenario passes', () => {
    const record = { schemaVersion: 1, writeSafety: { verdict: 'safe' } };
    expect(complaintAbout({ exitCode: 3, stdout: JSON.stringify(record) }, bad)).toContain('the record says safe');
    record.writeSafety.verdict = 'unsafe';
    expect(complaintAbout({ exitCode: 3, stdout: JSON.stringify(record) }, bad)).toBeUndefined();
  });
});
