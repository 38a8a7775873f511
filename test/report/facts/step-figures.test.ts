import { describe, expect, it } from 'vitest';
import { html } from '../../../src/report/html/html.js';
import { markdown } from '../../../src/report/markdown/markdown.js';
import { terminal } from '../../../src/report/terminal/terminal.js';
import { buildRecord } from '../../fixtures/records/build-record.js';

const single = buildRecord();
const composite = {
  ...single,
  totals: {
    ...single.totals,
    steps: {
      get: [
        { step: 'get', sent: 9_000, ok: 8_990, fail: 7, indeterminate: 3 },
        { step: 'origin-read', sent: 1_200, ok: 1_200, fail: 0, indeterminate: 0 },
      ],
    },
  },
};
const options = { columns: 100, colour: false, recordPath: null, full: true };

describe.each([
  ['terminal', terminal],
  ['md', markdown],
  ['html', html],
])('the report %s', (_, reporter) => {
  it('shows how often each step of a composite operation was sent, and how it ended', () => {
    const text = reporter.render(composite, options).replaceAll(/<[^>]+>|\|/g, ' ');
    expect(text).toMatch(/get: get\s+9,000\s+8,990\s+7\s+3/);
    expect(text).toMatch(/get: origin-read\s+1,200\s+1,200\s+0\s+0/);
  });

  it('says nothing of steps if operations are single commands', () => {
    expect(reporter.render(single, options)).not.toMatch(/\bsteps of each|^STEPS|\| step/im);
  });
});
