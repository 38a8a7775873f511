import { describe, expect, it } from 'vitest';
import { terminalImage } from '../../bin/generate/terminal-image.js';
import { createPaint } from '../../src/report/terminal/paint.js';

const paint = createPaint(true);

describe('the picture of a terminal', () => {
  it('contains every word at its column', () => {
    const image = terminalImage(`${paint.title('GATES')}\n  ${paint.verdict('PASS')}  a < b & c`);
    const texts = [...image.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)<\/text>/g)];
    const [title, verdict, reason] = texts.map(([, x, y, words]) => ({ x: Number(x), y: Number(y), words }));
    expect(texts).toHaveLength(3);
    expect([title?.words, verdict?.words, reason?.words]).toEqual(['GATES', 'PASS', 'a &lt; b &amp; c']);
    expect(verdict?.y).toBe(reason?.y);
    expect(title?.y).toBeLessThan(verdict?.y ?? 0);
    const columnWidth = ((verdict?.x ?? 0) - (title?.x ?? 0)) / 2;
    expect((reason?.x ?? 0) - (title?.x ?? 0)).toBeCloseTo(8 * columnWidth);
  });

  it('applies colour and weight exactly where they apply in the terminal', () => {
    const image = terminalImage(`${paint.verdict('FAIL')} plain`);
    expect(image).toMatch(/font-weight="bold" fill="#ff7b72">FAIL</);
    expect(image).toMatch(/lengthAdjust="spacingAndGlyphs">plain</);
  });
});
