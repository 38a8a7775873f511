import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GateRecord } from '../../../src/record/sections/gates.js';
import { githubAnnotations } from '../../../src/report/github/annotations.js';
import { withPlainText } from '../../../src/report/plain-text.js';
import { buildRecord } from '../../fixtures/records/build-record.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';

describe('the annotations of a run', () => {
  it('are an error for a failed gate and a warning for an unknown one', () => {
    expect(githubAnnotations(fixtureRecords['never-recovered']).split('\n')).toEqual([
      '::error title=availability >= 99%25::30 %25 is below 99 %25.%0Aobserved 30 %25, limit 99 %25',
      expect.stringMatching(/^::warning title=unavailability\.write < 30s::Writes had not come back/),
      expect.stringMatching(/^::warning title=lost_writes <= 100::No data: the audit/),
      '',
    ]);
  });

  it('are one notice if everything passed', () => {
    expect(githubAnnotations(buildRecord())).toBe('::notice title=cache-bench::steady-state: 2 of 2 gates passed\n');
  });

  it('cover a verdict that no gate explains', () => {
    expect(githubAnnotations(buildRecord({ verdict: 'unknown' }))).toMatch(/^::warning title=the run::steady-state: /);
  });

  it('are at most ten of a kind, because GitHub drops more', () => {
    const gates = Array.from({ length: 25 }, (_, index) => failed(`gate ${index}`));
    const lines = githubAnnotations(buildRecord({ gates, verdict: 'fail' }))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[9]).toBe('::error title=cache-bench::And 16 more, listed in the step summary.');
  });

  it('can contain any text, without ending their line or title early', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (expression, explanation) => {
        const gate = { ...failed(expression), explanation };
        const [line = '', ...rest] = githubAnnotations(buildRecord({ gates: [gate], verdict: 'fail' })).split('\n');
        expect(rest).toEqual(['']);
        const [, title, message] = /^::error title=([^:,\r\n]*)::([^\r\n]*)$/.exec(line) ?? [];
        const shown = withPlainText({ expression, explanation });
        expect(unescaped(title)).toBe(shown.expression);
        expect(unescaped(message)).toBe(`${shown.explanation}\nobserved 1, limit 0`);
      }),
    );
  });
});

function failed(expression: string): GateRecord {
  return { expression, observed: 1, limit: 0, unit: 'count', verdict: 'fail', explanation: '1 is above 0.' };
}

/** Unescapes like GitHub's runner. */
function unescaped(text = ''): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}
