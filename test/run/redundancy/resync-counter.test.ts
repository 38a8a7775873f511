import { describe, expect, it } from 'vitest';
import { ResyncCounter } from '../../../src/run/redundancy/resync-counter.js';

function info(runId: string, full: number | string, partial: number | string): string {
  return `# Server\r\nrun_id:${runId}\r\n# Stats\r\nsync_full:${full}\r\nsync_partial_ok:${partial}\r\nsync_partial_err:9\r\n`;
}

/** The resyncs that a counter derives from one node's consecutive replies. */
function counted(texts: readonly string[], isNew = false) {
  const counter = new ResyncCounter();
  return texts.map((text) => counter.take('n1', text, { isNew }));
}

describe('resyncs of a primary', () => {
  it('count from the first reply', () => {
    expect(counted([info('a', 5, 2), info('a', 7, 2), info('a', 7, 3)])).toEqual([
      { full: 0, partial: 0 },
      { full: 2, partial: 0 },
      { full: 0, partial: 1 },
    ]);
  });

  it('count completely for a server that started during the run', () => {
    expect(counted([info('a', 1, 0)], true)).toEqual([{ full: 1, partial: 0 }]);
  });

  it('count from 0 after a restart, even if the new count has reached the old one', () => {
    expect(counted([info('a', 1, 0), info('b', 1, 4)])[1]).toEqual({ full: 1, partial: 4 });
  });

  it('are none if a server does not report them, or reports no numbers', () => {
    expect(counted(['', info('a', 'many', 0), info('a', 1, '-3')])).toEqual(Array(3).fill({ full: 0, partial: 0 }));
  });
});
