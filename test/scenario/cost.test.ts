import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examplePrices } from '../cost/example-prices.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { load, problemsOf } from './temporary-scenario.js';

const standalone = 'name: mine\ntopology: { kind: standalone }\n';

/** A price file whose figures were read on this day. */
async function withPrices<T>(read: string, use: (file: string) => Promise<T>): Promise<T> {
  await using folder = await temporaryFolder();
  const { list } = examplePrices({
    sources: { page: { title: 'a page', url: 'https://example.com/prices', read } },
    upstash: undefined,
  });
  const file = join(folder.path, 'mine.json');
  await writeFile(file, JSON.stringify(list));
  return await use(file);
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

describe('the cost section of a scenario', () => {
  it('says what the real system is like, and by which file it is priced', () =>
    withPrices(daysAgo(1), async (file) => {
      const cost = `{ prices: "${file}", model: [nodes-valkey, serverless-valkey], rate: 50k, dataGb: 20, peakToAverage: 3, replicas: 2, nodeRate: 80k }`;
      const { scenario, warnings, document } = await load(`${standalone}cost: ${cost}\n`);
      expect(scenario.cost?.options).toEqual({
        models: ['nodes-valkey', 'serverless-valkey'],
        ratePerSecond: 50_000,
        dataGb: 20,
        peakToAverage: 3,
        replicas: 2,
        nodePerSecond: 80_000,
      });
      expect(scenario.cost?.prices.file).toBe(file);
      expect(warnings).toEqual([]);
      expect((await load(JSON.stringify(document))).scenario).toEqual(scenario);
    }));

  it('warns of old prices', () =>
    withPrices(daysAgo(181), async (file) => {
      const { warnings } = await load(`${standalone}cost: { prices: "${file}" }\n`);
      expect(warnings.map(({ code, message }) => [code, message])).toEqual([
        ['old-prices', expect.stringMatching(/^The prices are 18[01] days old/)],
      ]);
    }));

  it.each([
    ['{ rate: max }', 'given.yaml:3:15 cost.rate: expected a rate per second'],
    ['{ peakToAverage: 0.5 }', 'given.yaml:3:24 cost.peakToAverage: expected'],
    ['{ dataGb: 0 }', 'given.yaml:3:17 cost.dataGb: expected'],
    ['{ model: nodes }', 'given.yaml:3:16 cost.model: expected'],
    ['{ model: [] }', 'given.yaml:3:16 cost.model: expected'],
    ['{ model: serverless-memcached }', 'found serverless-memcached: it does not serve loads of redis'],
    ['{ prices: /no/such/file }', 'The price file /no/such/file cannot be read (ENOENT)'],
    ['{ region: us-east-1 }', 'region'],
  ])('refuses %s with one error', async (cost, problem) => {
    const problems = await problemsOf(`${standalone}cost: ${cost}\n`);
    expect(problems.join('\n')).toContain(problem);
    expect(problems).toHaveLength(1);
  });

  it('refuses a product that the price file lacks', () =>
    withPrices(daysAgo(1), async (file) => {
      const problems = await problemsOf(`${standalone}cost: { prices: "${file}", model: upstash }\n`);
      expect(problems).toEqual([expect.stringContaining(`found upstash: ${file} has no prices for it`)]);
    }));
});
