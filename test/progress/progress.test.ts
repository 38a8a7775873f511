import { describe, expect, it } from 'vitest';
import type { LiveChange } from '../../src/progress/live-state.js';
import { createProgress, type ProgressOptions } from '../../src/progress/progress.js';
import type { ProgressTick } from '../../src/progress/progress-tick.js';
import { exampleTick } from './example-tick.js';
import { TerminalScreen } from './terminal-screen.js';

describe('the progress of a run', () => {
  it('is plain lines without a terminal', () => {
    const { text } = drive({ isTTY: false }, (progress) => {
      progress.step('redis 7.0.15 found');
      progress.phase('steady');
      progress.tick(tickAt(1000));
      progress.event('host-loss struck n1', 6000.4);
      progress.tick(
        tickAt(7000, { ratePerSecond: 0, p50Us: null, p99Us: null, errorsByClass: { timeout: 3, READONLY: 12 } }),
      );
      progress.warn('the fault had no effect');
      progress.end();
    });
    expect(text).toBe(
      [
        'redis 7.0.15 found',
        'phase steady',
        '  1 s of 20 s  steady     10,000/s  p50 340 µs   p99 2.34 ms  errors none  primary n1 (az-1), replicas 1, sentinels 1, DOWN n3',
        '  6.000 s  host-loss struck n1',
        '  7 s of 20 s  steady          0/s  p50 –        p99 –        errors READONLY 12, timeout 3  primary n1 (az-1), replicas 1, sentinels 1, DOWN n3',
        'WARNING  the fault had no effect',
        '',
      ].join('\n'),
    );
  });

  it('prints the state in plain lines every five seconds, even if a tick is slightly early', () => {
    const { text } = drive({ isTTY: false }, (progress) => {
      for (let atMs = 1_400; atMs < 13_000; atMs += 999) progress.tick(tickAt(atMs));
    });
    expect(text.match(/ of 20 s/g)).toHaveLength(3);
  });

  it('prints a long outage in plain lines, what is awaited, and when it is over', () => {
    const outage = (atMs: number, ...lengthsMs: readonly number[]): LiveChange => ({
      type: 'outage',
      atMs,
      open: lengthsMs.map((lengthMs, index) => ({ shard: null, sort: index === 0 ? 'write' : 'read', lengthMs })),
    });
    const { text } = drive({ isTTY: false }, (progress) => {
      progress.phase('failover');
      progress.show({ type: 'strike', fault: 'host-loss', targets: ['n1'], atMs: 6_000, ...steps });
      progress.show(outage(6_400, 400, 400));
      progress.show(outage(7_000, 1_000, 990));
      progress.show(outage(7_250, 1_250, 1_240));
      progress.tick(tickAt(7_400, { operations: { ...exampleTick.operations, fail: 12, dropped: 900 } }));
      progress.show({ type: 'milestone', name: 'promoted', atMs: 7_500, strikeAtMs: 6_000 });
      progress.show(outage(8_250, 2_250));
      progress.show(outage(8_500));
      progress.show(outage(9_000, 300));
      progress.show(outage(9_250));
    });
    expect(text.split('\n')).toEqual([
      'phase failover',
      '  7.000 s  no write for 1 s',
      expect.stringMatching(
        /^ {2}7 s of 20 s {2}failover .* p99 .* {2}no write for 1\.30 s, no read for 1\.20 s {2}waiting for detection {2}failed 12, dropped 900 {2}errors /,
      ),
      '  8.500 s  operations succeed again, after an outage of about 2.25 s',
      '',
    ]);
  });

  it('prints the progress of long work in plain lines every five seconds', () => {
    const { text } = drive({ isTTY: false }, (progress) => {
      for (let elapsedMs = 1_000; elapsedMs <= 11_000; elapsedMs += 250)
        progress.show({
          type: 'work',
          work: { label: 'preload', elapsedMs, done: elapsedMs, total: 20_000, unit: 'keys' },
        });
      progress.show({ type: 'work', work: undefined });
    });
    expect(text).toBe('preload: 25 %  5,000 of 20,000 keys, 5 s\npreload: 50 %  10,000 of 20,000 keys, 10 s\n');
  });

  it('draws a live view in a terminal, below the events, and removes it at the end', () => {
    const terminal = new TerminalScreen(60);
    const progress = createProgress({ stream: terminal, isTTY: true, quiet: false, colour: true });
    progress.phase('steady');
    progress.tick(tickAt(1000));
    progress.event('host-loss strikes n1', 1200);
    progress.show({ type: 'strike', fault: 'host-loss', targets: ['n1'], atMs: 1200, ...steps });
    progress.tick(tickAt(2000));
    expect(terminal.text).toMatch(
      /^phase steady\n {2}1\.200 s {2}host-loss strikes n1\nsteady {4}█+─+ {2}2 s of 20 s\n/,
    );
    expect(terminal.text).toContain('fault     host-loss on n1, 800 ms ago');
    progress.end();
    expect(terminal.text).toBe('phase steady\n  1.200 s  host-loss strikes n1');
  });

  it('redraws when the terminal is resized, but not after the end', () => {
    const terminal = new TerminalScreen(100);
    let resized = () => {};
    const stream = {
      write: (text: string) => terminal.write(text),
      get columns() {
        return terminal.columns;
      },
      onResize(listener: () => void) {
        resized = listener;
        return {
          [Symbol.dispose]() {
            resized = () => {};
          },
        };
      },
    };
    const progress = createProgress({ stream, isTTY: true, quiet: false, colour: false });
    progress.tick(tickAt(1000));
    terminal.columns = 140;
    resized();
    expect(terminal.text.split('\n').at(-1)).toContain('sentinel-1');
    progress.end();
    resized();
    expect(terminal.text).toBe('');
  });

  it('prints only warnings with --quiet', () => {
    const { text } = drive({ isTTY: true, quiet: true }, (progress) => {
      progress.step('a');
      progress.phase('steady');
      progress.tick(tickAt(1000));
      progress.event('b', 1);
      progress.warn('look out');
      progress.end();
    });
    expect(text).toBe('WARNING  look out\n');
  });

  it('lets no name control the terminal', () => {
    const { text } = drive({ isTTY: false }, (progress) => {
      progress.step('\u001b[2Jx\ry');
      progress.tick(tickAt(1000, { errorsByClass: { '\u001b[31m\n': 1 } }));
    });
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text.split('\n')).toHaveLength(3);
  });
});

const steps = { failoverSteps: ['detected', 'agreed', 'promoted'], repairSteps: ['healed'] };

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
  return { ...exampleTick, atMs, ...different };
}
