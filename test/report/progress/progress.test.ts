import { describe, expect, it } from 'vitest';
import { createProgress, type ProgressOptions } from '../../../src/report/progress/progress.js';
import type { ProgressTick } from '../../../src/report/progress/status-line.js';

describe('the progress of a run', () => {
  it('is plain lines where there is no terminal', () => {
    const { text } = drive({ isTTY: false }, (progress) => {
      progress.step('redis 7.0.15 found');
      progress.phase('steady');
      progress.tick(tickAt(1000));
      progress.event('host-loss struck n1', 6000.4);
      progress.tick(tickAt(7000, { ratePerSecond: 0, p99Us: null, errorsByClass: { timeout: 3, READONLY: 12 } }));
      progress.warn('the fault had no effect');
      progress.end();
    });
    expect(text).toBe(
      [
        'redis 7.0.15 found',
        'phase steady',
        '  1 s of 20 s  steady     10,000/s  p99 2.34 ms  errors none  primary n1 (az-1), replicas 1, sentinels 1, DOWN n3',
        '  6.000 s  host-loss struck n1',
        '  7 s of 20 s  steady          0/s  p99 –        errors READONLY 12, timeout 3  primary n1 (az-1), replicas 1, sentinels 1, DOWN n3',
        'WARNING  the fault had no effect',
        '',
      ].join('\n'),
    );
  });

  it('prints at most one tick a second in plain lines, and lets none out that comes a little early', () => {
    const { text } = drive({ isTTY: false }, (progress) => {
      for (const atMs of [1000, 1200, 1999, 2990, 3001]) progress.tick(tickAt(atMs));
    });
    expect(text.match(/ of 20 s/g)).toHaveLength(3);
  });

  it('rewrites one line of a terminal in place, never wider than it', () => {
    const { writes } = drive({ isTTY: true, columns: 40 }, (progress) => {
      progress.tick(tickAt(1000));
      progress.tick(tickAt(1100));
    });
    expect(writes).toHaveLength(2);
    for (const write of writes) {
      expect(write.startsWith('\r') && write.endsWith('…\u001b[K')).toBe(true);
      expect([...write.replace('\r', '').replace('\u001b[K', '')].length).toBe(39);
    }
  });

  it('prints events above the status line in one write, and takes the status away at the end', () => {
    const { writes } = drive({ isTTY: true, columns: 30 }, (progress) => {
      progress.tick(tickAt(1000));
      progress.event('n2 is primary', 1200);
      progress.end();
      progress.end();
    });
    expect(writes[1]).toMatch(/^\r {2}1\.200 s {2}n2 is primary.\[K\n {2}1 s of/);
    expect(writes.slice(2)).toEqual(['\r\u001b[K']);
  });

  it('is only warnings when quiet', () => {
    const { text } = drive({ isTTY: true, quiet: true }, (progress) => {
      progress.step('a');
      progress.phase('steady');
      progress.tick(tickAt(1000));
      progress.event('b', 1);
      progress.warn('look out');
      progress.end();
    });
    expect(text).toBe('\rWARNING  look out\u001b[K\n');
  });

  it('lets no name steer the terminal', () => {
    const { text } = drive({ isTTY: false }, (progress) => {
      progress.step('\u001b[2Jx\ry');
      progress.tick(tickAt(1000, { errorsByClass: { '\u001b[31m\n': 1 } }));
    });
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text.split('\n')).toHaveLength(3);
  });
});

function drive(
  options: Partial<ProgressOptions> & { readonly columns?: number },
  use: (progress: ReturnType<typeof createProgress>) => void,
): { readonly writes: readonly string[]; readonly text: string } {
  const writes: string[] = [];
  const stream = { write: (text: string) => writes.push(text), columns: options.columns };
  use(createProgress({ isTTY: false, quiet: false, colour: false, ...options, stream }));
  return { writes, text: writes.join('') };
}

function tickAt(atMs: number, different: Partial<ProgressTick> = {}): ProgressTick {
  return {
    atMs,
    durationMs: 20_000,
    ratePerSecond: 10_000,
    p99Us: 2340,
    errorsByClass: {},
    nodes: [
      { id: 'n1', role: 'primary', zone: 'az-1', state: 'up' },
      { id: 'n2', role: 'replica', zone: 'az-2', state: 'up' },
      { id: 'n3', role: 'replica', zone: 'az-3', state: 'down' },
      { id: 'sentinel-1', role: 'sentinel', zone: 'az-1', state: 'up' },
    ],
    ...different,
  };
}
