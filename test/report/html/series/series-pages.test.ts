import { describe, expect, it } from 'vitest';
import { pageNames, runsOfPages, seriesPages } from '../../../fixtures/records/series-pages.js';

const attack = '"><img src=x onerror=alert(1)></script>';
const pages = await seriesPages();
const hostile = await seriesPages(attack);

describe.each(pageNames)('the page of a %s', (name) => {
  it('needs no script, loads nothing and has no invalid figure', () => {
    expect(pages[name]).toContain('content="default-src &#39;none&#39;; script-src &#39;none&#39;; style-src');
    expect(pages[name]).not.toMatch(/<(?:script|link|img|iframe)\b| (?:src|style|on\w+)=|NaN|Infinity|undefined/);
  });

  it('has a caption for every table and a name for every plot', () => {
    expect(pages[name].match(/<svg class="wide"/g)?.length).toBeGreaterThan(1);
    expect(pages[name]).not.toMatch(/<svg class="wide"(?![^>]* aria-label="[^"]+)/);
    expect(pages[name].match(/<caption/g)).toHaveLength(pages[name].match(/<table/g)?.length ?? 0);
  });

  it('shows a hostile name as text', () => {
    expect(hostile[name].match(/<[a-z]+/g)).toEqual(pages[name].match(/<[a-z]+/g));
    expect(hostile[name]).not.toContain('<img');
  });
});

describe('the plots of a series', () => {
  it('have a point for each of the repeated runs', () => {
    expect(plotOf(pages.repeat, 'response_time.p99')).toEqual(new Array(runsOfPages).fill('3.5'));
  });

  it('have a point for each run of both sides, and one in the interval of their difference', () => {
    expect(plotOf(pages.comparison, 'response_time.p99')).toEqual([...new Array(2 * runsOfPages).fill('3.5'), '4']);
  });

  it('describe in words a figure that is the same in every run', () => {
    expect(pages.repeat).toMatch(/<code>lost_writes<\/code>.*?\n<p class="why">0 in every run\.<\/p>/);
  });

  it('have a mark for each step of a search, at its rate and its p99', () => {
    const [climb = '', latencies = ''] = pages.search.match(/<svg class="wide".*?<\/svg>/gs) ?? [];
    for (const plot of [climb, latencies]) {
      expect(plot.match(/<circle/g)).toHaveLength(3);
      expect(plot.match(/stroke="#b3261e" stroke-width/g)).toHaveLength(1);
      expect(plot.match(/stroke="#835400" stroke-width/g)).toHaveLength(1);
    }
  });
});

/** The radii of all points in a figure's plot. */
function plotOf(page: string, figure: string): readonly string[] {
  const [, block = ''] = page.split(`<figcaption><code>${figure}</code>`);
  const [plot = ''] = /<svg class="wide".*?<\/svg>/s.exec(block) ?? [];
  return [...plot.matchAll(/<circle [^>]*r="([\d.]+)"/g)].map(([, radius = '']) => radius);
}
