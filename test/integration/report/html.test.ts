import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.js';
import { html } from '../../../src/report/html/html.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';
import { renameAll } from '../../fixtures/records/rename-all.js';
import { pageNames, seriesPages } from '../../fixtures/records/series-pages.js';
import { tenMinuteRecord } from '../../fixtures/records/ten-minutes.js';
import { findBrowser } from './find-browser.js';
import { overlappingTexts } from './overlapping-texts.js';

const screenshots = resolve('reports/screenshots');
const attack = '"><img src=x onerror=document.title=1></script><script>document.title=1</script>';
const base = tenMinuteRecord();
const series = await seriesPages();
const records = {
  failover: { ...base, timeline: { ...base.timeline, intervals: base.timeline.intervals.slice(0, 200) } },
  'ten-minutes': base,
  origin: fixtureRecords['miss-storm'],
  'nothing-measured': fixtureRecords['interrupted-before-measuring'],
  'hostile-names': renameAll(base, attack),
} as const satisfies Record<string, RunRecord>;

let browser: Browser | undefined;
let folder: string;
const contexts: Record<string, Promise<BrowserContext>> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-bench-html-'));
  await mkdir(screenshots, { recursive: true });
  for (const [name, record] of Object.entries<RunRecord>(records))
    await writeFile(
      join(folder, `${name}.html`),
      html.render(record, { columns: 100, colour: false, recordPath: null }),
    );
  for (const [name, page] of Object.entries(series)) await writeFile(join(folder, `${name}.html`), page);
  const executablePath = await findBrowser();
  if (executablePath === undefined) return;
  browser = await chromium.launch({
    executablePath,
    args: ['--renderer-process-limit=1', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
});

beforeEach((context) => {
  if (browser === undefined)
    context.skip('No Chromium was found on PATH. Try: apt-get install chromium, or name one in CACHE_BENCH_CHROMIUM');
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** The views in which a report is tested; reports/screenshots has a picture of each. */
const views = {
  '1400-light': { width: 1400, colorScheme: 'light' },
  '1400-dark': { width: 1400, colorScheme: 'dark' },
  '400-light': { width: 400, colorScheme: 'light' },
  '400-dark': { width: 400, colorScheme: 'dark' },
  '1400-no-scripts': { width: 1400, javaScriptEnabled: false },
  '400-no-scripts': { width: 400, colorScheme: 'dark', javaScriptEnabled: false },
  print: { width: 760, media: 'print' },
} as const satisfies Record<string, Reader>;

describe.each(Object.entries<Reader>(views))('the HTML report in view %s', (name, reader) => {
  it('shows its charts, loads nothing, fits, and has no overlapping text', async () => {
    await using view = await open('failover', reader);
    const isDrawn = reader.javaScriptEnabled !== false && reader.media !== 'print';
    expect(await chartsOf(view.page, isDrawn)).toEqual(allDrawn);
    expect(await view.page.evaluate('document.documentElement.scrollWidth')).toBe(reader.width);
    expect(await overlappingTexts(view.page)).toEqual([]);
    await view.page.screenshot({ path: join(screenshots, `run-${name}.png`), fullPage: true });
    expect(view.complaints).toEqual([]);
  });
});

describe.each(['1400-light', '1400-dark', '400-light', '400-no-scripts'] as const)(
  'the HTML report of a run with an origin in view %s',
  (name) => {
    it('shows the cache and the origin on one time axis, fits, and has no overlapping text', async () => {
      const reader: Reader = views[name];
      await using view = await open('origin', reader);
      const charts = await chartsOf(view.page, reader.javaScriptEnabled !== false);
      const drawn = ['chart-offload', 'chart-origin', 'chart-origin-time'].map((id) => ({ id, drawn: true }));
      expect(charts).toEqual(expect.arrayContaining(drawn));
      expect(await view.page.evaluate('document.documentElement.scrollWidth')).toBe(reader.width);
      expect(await overlappingTexts(view.page)).toEqual([]);
      await view.page.screenshot({ path: join(screenshots, `origin-${name}.png`), fullPage: true });
      expect(view.complaints).toEqual([]);
    });
  },
);

describe.each(pageNames)('the HTML report of a %s', (name) => {
  it.each(['1400-light', '400-no-scripts', 'print'] as const)(
    'shows its plots in view %s, fits, and has no overlapping text',
    async (seen) => {
      const reader: Reader = views[seen];
      await using view = await open(name, reader);
      const plots = await view.page.locator('.still > svg:visible').count();
      expect(plots).toBeGreaterThan(1);
      expect(await view.page.evaluate('document.documentElement.scrollWidth')).toBe(reader.width);
      expect(await overlappingTexts(view.page)).toEqual([]);
      await view.page.screenshot({ path: join(screenshots, `${name}-${seen}.png`), fullPage: true });
      expect(view.complaints).toEqual([]);
    },
  );
});

describe('the HTML report in a browser', () => {
  it('draws ten minutes of load quickly', async () => {
    await using view = await open('ten-minutes');
    expect(await chartsOf(view.page)).toEqual(allDrawn);
    expect(view.complaints).toEqual([]);
  });

  it('shows no chart if nothing was measured', async () => {
    await using view = await open('nothing-measured');
    expect(await chartsOf(view.page)).toEqual([]);
    expect(await view.page.getByText('Nothing was measured.', { exact: true }).count()).toBe(2);
    expect(view.complaints).toEqual([]);
  });

  it('shows hostile names as text, and executes none of them', async () => {
    await using view = await open('hostile-names', { width: 400 });
    expect(await chartsOf(view.page)).toEqual(allDrawn);
    expect(await view.page.locator('img').count()).toBe(0);
    expect(await view.page.title()).toContain(attack);
    expect(await view.page.locator('h1').textContent()).toContain(attack);
    expect(await view.page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    expect(view.complaints).toEqual([]);
  });

  it('shows every table and sentence without scripts', async () => {
    await using drawn = await open('failover');
    await using view = await open('failover', { javaScriptEnabled: false });
    const tables = await view.page.locator('table').count();
    expect(tables).toBeGreaterThan(8);
    expect(await view.page.locator('section').allInnerTexts()).toHaveLength(
      await drawn.page.locator('section').count(),
    );
    expect(await drawn.page.locator('table:not(.u-legend)').count()).toBe(tables);
  });

  it('redraws the charts when the reader switches to dark mode', async () => {
    await using view = await open('failover', { colorScheme: 'light' });
    const picture = () => view.page.evaluate("document.querySelector('#chart-latency canvas').toDataURL()");
    const light = await picture();
    await view.page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(picture, { timeout: patienceMs }).not.toBe(light);
    expect(await chartsOf(view.page)).toEqual(allDrawn);
    expect(view.complaints).toEqual([]);
  });

  it('is checked for overlapping text', async () => {
    await using view = await open('failover');
    await view.page.evaluate("document.querySelector('h2').style.transform = 'translateY(40px)'");
    expect(await overlappingTexts(view.page)).not.toEqual([]);
  });

  it('can be read point by point with the arrow keys', async () => {
    await using view = await open('failover');
    await view.page.locator('#chart-throughput .plot').focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowRight']) await view.page.keyboard.press(key);
    const said = view.page.locator('#chart-throughput [aria-live]');
    await expect
      .poll(() => said.textContent(), { timeout: patienceMs })
      .toMatch(/^at 0\.2 s, steady, ok [\d,]+\/s, planned [\d,]+\/s, not ok 0\/s$/);
  });

  it('unfolds everything for printing, and folds it again', async () => {
    await using view = await open('failover');
    const folded = () => view.page.locator('details:not([open])').count();
    const before = await folded();
    expect(before).toBeGreaterThan(1);
    await view.page.emulateMedia({ media: 'print' });
    await expect.poll(folded, { timeout: patienceMs }).toBe(0);
    await view.page.emulateMedia({ media: 'screen' });
    await expect.poll(folded, { timeout: patienceMs }).toBe(before);
    expect(view.complaints).toEqual([]);
  });
});

const patienceMs = 30_000;

const allDrawn = ['chart-throughput', 'chart-latency', 'chart-percentiles', 'chart-errors'].map((id) => ({
  id,
  drawn: true,
}));

interface View extends AsyncDisposable {
  readonly page: Page;
  /** Errors on the console, uncaught errors, and all requests to other hosts. */
  readonly complaints: readonly string[];
}

interface Reader {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScriptEnabled?: boolean;
  readonly media?: 'print';
}

async function open(
  name: keyof typeof records | keyof typeof series,
  { width = 1400, media, ...reader }: Reader = {},
): Promise<View> {
  if (browser === undefined) throw new Error('There is no browser.');
  const complaints: string[] = [];
  const kind = JSON.stringify([width, reader]);
  contexts[kind] ??= browser.newContext({ viewport: { width, height: 900 }, ...reader });
  const page = await (await contexts[kind]).newPage();
  const address = pathToFileURL(join(folder, `${name}.html`)).href;
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== address) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(address);
  if (media !== undefined) await page.emulateMedia({ media });
  return { page, complaints, [Symbol.asyncDispose]: () => page.close() };
}

/**
 * Each visible chart, and whether it is more than one colour on an empty background: drawn by its script, or before the
 * page was opened.
 */
async function chartsOf(page: Page, byScript = true): Promise<unknown> {
  return page.evaluate(`[...document.querySelectorAll('figure.chart')].map((figure) => {
    const [still] = [...figure.querySelectorAll('.still > svg')].filter((svg) => svg.checkVisibility());
    const canvas = figure.querySelector('canvas');
    if (${!byScript}) return { id: figure.id, drawn: still?.querySelectorAll('path, rect').length > 10 && !canvas?.checkVisibility() };
    const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return { id: figure.id, drawn: new Set(pixels).size > 20 && still === undefined };
  })`);
}
