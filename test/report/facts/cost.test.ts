import { describe, expect, it } from 'vitest';
import { asMeasured, priceTraffic } from '../../../src/cost/price-load.js';
import { html } from '../../../src/report/html/html.js';
import { markdown } from '../../../src/report/markdown/markdown.js';
import { terminal } from '../../../src/report/terminal/terminal.js';
import { examplePrices, exampleTraffic } from '../../cost/example-prices.js';
import { buildRecord } from '../../fixtures/records/build-record.js';

const cost = priceTraffic(exampleTraffic(), examplePrices(), asMeasured);
const options = { columns: 100, colour: false, recordPath: null, full: true };

describe('the cost in a report', () => {
  it.each([
    ['terminal', terminal],
    ['Markdown', markdown],
    ['HTML', html],
  ] as const)('is a table of products and the month of the one that gates refer to, in %s', (_, reporter) => {
    const text = reporter.render({ ...buildRecord(), cost }, options).replace(/\s+/g, ' ');
    // 1,000/s of 1 unit for a month, and 1 GB.
    expect(text).toContain('serverless-valkey: $67.36 a month');
    expect(text).toContain('1,000/s (prices of 2026-10-02, us-east-1)');
    expect(text).toMatch(/nodes-redis.*\$319\.74/);
  });

  it('is left out of the report of a record that has none', () => {
    expect(terminal.render(buildRecord(), options)).not.toContain('COST');
  });

  it('says why a load does not fit', () => {
    const large = priceTraffic(exampleTraffic(), examplePrices(), { ...asMeasured, dataGb: 6_000 });
    const text = terminal.render({ ...buildRecord(), cost: large }, options).replace(/\s+/g, ' ');
    expect(text).toContain('serverless-valkey: does not fit (6,000 GiB of data, at most 5,000)');
  });
});
