import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import Cost from '../../src/commands/cost.js';
import Plan from '../../src/commands/plan.js';
import PricesImport from '../../src/commands/prices/import.js';
import { asMeasured, priceTraffic } from '../../src/cost/price-load.js';
import { examplePrices, exampleTraffic } from '../cost/example-prices.js';
import { buildRecord } from '../fixtures/records/build-record.js';
import { runInProcess } from './run-in-process.js';

let folder: string;
let record: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-bench-cost-'));
  record = join(folder, 'record.json');
  const cost = priceTraffic(exampleTraffic(), examplePrices(), asMeasured);
  await writeFile(record, JSON.stringify({ ...buildRecord(), cost }));
});
afterEach(() => rm(folder, { recursive: true }));

const cost = (...argv: readonly string[]) => runInProcess(Cost, argv);

describe('cost', () => {
  it('prices the load of a run at the rate and the size of the real system', async () => {
    const given = [record, '--rate', '10k', '--data-gb', '1', '--json'];
    const { exitCode, stdout } = await cost(...given);
    expect(exitCode).toBe(0);
    const { load, models } = JSON.parse(stdout);
    expect(load).toMatchObject({ peakPerSecond: 10_000, dataGb: 1 });
    for (const { dollarsPerMonth } of models.filter(({ fits }: { fits: boolean }) => fits)) {
      const { low, likely, high } = dollarsPerMonth;
      expect([low, likely, high]).toEqual([low, likely, high].toSorted((one, other) => one - other));
    }
    expect((await cost(record)).stdout).toContain('serverless-valkey');
    // What is missing is said, not left out in silence.
    for (const shown of [await cost(record), await cost('--list')])
      expect(shown.stdout.replace(/\s+/g, ' ')).toMatch(
        /not priced.* MemoryDB, Momento, Redis Cloud, Memorystore and Azure Managed Redis/i,
      );
  });

  it.each([
    ['a record without traffic', 'without', [], /does not say what its load transferred.*Run the scenario again/],
    ['a misspelt product', 'with', ['--model', 'serverless-valky'], /Did you mean serverless-valkey\?/],
    ['a factor below 1', 'with', ['--peak-to-average', '0.5'], /expected a factor of at least 1, found 0\.5/],
    ['a rate that is none', 'with', ['--rate', 'fast'], /--rate: .*"?fast"?/],
    ['a price file that is missing', 'with', ['--prices', 'nowhere.json'], /nowhere\.json/],
  ])('exits with 2 and one error for %s', async (_, traffic, flags, message) => {
    if (traffic === 'without') await writeFile(record, JSON.stringify(buildRecord()));
    const { exitCode, stdout, stderr } = await cost(record, ...flags);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(message);
  });

  it('refuses a price without a source, and warns of old ones', async () => {
    const { list } = examplePrices();
    const file = join(folder, 'prices.json');
    const { page } = list.sources;
    await writeFile(file, JSON.stringify({ ...list, sources: { page: { ...page, read: '2020-01-01' } } }));
    expect((await cost(record, '--prices', file)).stderr).toMatch(/Warning: .*2020-01-01/);
    await writeFile(file, JSON.stringify({ ...list, sources: {} }));
    const { exitCode, stderr } = await cost(record, '--prices', file);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/source/)]);
  });
});

describe('plan', () => {
  it('shows each figure with its formula, also as JSON', async () => {
    const given = ['--rate', '500M', '--value', '100', '--pipeline', '16'];
    const { exitCode, stdout } = await runInProcess(Plan, given);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/generator cores +681 +500,000,000 \/ 735,000\n/)]);
    expect(JSON.parse((await runInProcess(Plan, [...given, '--json'])).stdout)).toBeTypeOf('object');
  });

  it.each([
    [['--rate', 'plenty'], /--rate/],
    [['--rate', '1M', '--value', 'big'], /--value/],
    [['--rate', '1M', '--measured', 'nowhere'], /nowhere/],
    [[], /rate/],
  ])('exits with 2 and one error for %j', async (given, message) => {
    const { exitCode, stdout, stderr } = await runInProcess(Plan, given);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
  });
});

describe('prices import', () => {
  it.each([
    ['what is no JSON', 'prices', /is not JSON .* Give the index\.json/],
    ['another JSON file', '{"products": 3}', /./],
    [
      'prices in another currency',
      JSON.stringify({
        offerCode: 'AmazonElastiCache',
        publicationDate: '2026-11-01T00:00:00Z',
        products: { A: { attributes: { regionCode: 'us-east-1', locationType: 'AWS Region', cacheEngine: 'Redis' } } },
        terms: { OnDemand: { A: { X: { priceDimensions: { Y: { unit: 'Hrs', pricePerUnit: { CNY: '1.5' } } } } } } },
      }),
      /has no price .* in US dollars for region us-east-1/,
    ],
  ])('exits with 2 and writes nothing for %s', async (_, text, message) => {
    const file = join(folder, 'index.json');
    await writeFile(file, text);
    const out = join(folder, 'out.json');
    const { exitCode, stderr } = await runInProcess(PricesImport, [file, '--region', 'us-east-1', '--out', out]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });

  it('refuses a folder as its --out, and saves nothing elsewhere', async () => {
    await writeFile(join(folder, 'index.json'), '{}');
    const { exitCode, stderr } = await runInProcess(PricesImport, [join(folder, 'index.json'), '--out', folder]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/could not be written \(EISDIR\)/)]);
  });
});
